// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/streams.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

Task<net::Reply> start(ApiRequest request, NewRun asked) {
    auto replay = replay_of(request);
    if (!replay) co_return error_reply(replay.error());
    asked.replay = std::move(*replay);
    const auto started =
        co_await request.services.verifications.start(request.principal, std::move(asked));
    if (!started) co_return error_reply(started.error());
    co_return json_reply(run_view(started->run), started->created ? 202 : 200);
}

Task<net::Reply> start_verification(ApiRequest request) {
    const auto body = Body::read(request.http, {"force"});
    if (!body) co_return error_reply(body.error());
    const auto force = body->flag("force");
    if (!force) co_return error_reply(force.error());
    NewRun asked{request.parts.at("id"), *force};
    co_return co_await start(std::move(request), std::move(asked));
}

Result<NewRun> read_step_request(const ApiRequest& request) {
    const auto body = Body::read(request.http, {"server_id", "step", "image"});
    if (!body) return fail(body.error());
    const auto server = body->text("server_id");
    if (!server) return fail(server.error());
    const auto step = body->text("step");
    if (!step) return fail(step.error());
    const auto kind = step_kind_from(*step);
    if (!kind) {
        Error error = kind.error();
        error.pointer = "/step";
        return fail(error);
    }
    const auto image = body->optional_text("image");
    if (!image) return fail(image.error());
    return NewRun{*server, false, *kind, image->value_or("")};
}

Task<net::Reply> start_step(ApiRequest request) {
    auto asked = read_step_request(request);
    if (!asked) co_return error_reply(asked.error());
    co_return co_await start(std::move(request), std::move(*asked));
}

Task<net::Reply> list_of(ApiRequest request, std::string server) {
    const auto page = page_of(request);
    if (!page) co_return error_reply(page.error());
    const auto runs = co_await request.services.verifications.list(
        request.principal, RunFilter{std::move(server), *page});
    if (!runs) co_return error_reply(runs.error());
    co_return list_reply(*runs, run_view);
}

Task<net::Reply> list_runs(ApiRequest request) {
    const auto server = request.query.find("server_id");
    std::string wanted = server == request.query.end() ? "" : server->second;
    co_return co_await list_of(std::move(request), std::move(wanted));
}

Task<net::Reply> list_server_runs(ApiRequest request) {
    std::string wanted = request.parts.at("id");
    co_return co_await list_of(std::move(request), std::move(wanted));
}

Task<Result<Run>> find(const ApiRequest& request) {
    const auto id = RunId::parse(request.parts.at("id"));
    if (!id)
        co_return fail(Category::not_found, "run_not_found",
                       "there is no run '" + request.parts.at("id").substr(0, 64) + "'");
    co_return co_await request.services.verifications.get(request.principal, *id);
}

Task<net::Reply> get_run(ApiRequest request) {
    const auto run = co_await find(request);
    if (!run) co_return error_reply(run.error());
    co_return json_reply(run_view(*run));
}

Task<net::Reply> get_steps(ApiRequest request) {
    const auto run = co_await find(request);
    if (!run) co_return error_reply(run.error());
    co_return list_reply(PageOf<Step>{run->steps}, step_view);
}

Task<net::Reply> cancel_run(ApiRequest request) {
    const auto run = co_await find(request);
    if (!run) co_return error_reply(run.error());
    const auto cancelled =
        co_await request.services.verifications.cancel(request.principal, run->id);
    if (!cancelled) co_return error_reply(cancelled.error());
    co_return json_reply(run_view(*cancelled), 202);
}

Task<net::Reply> run_logs(ApiRequest request) {
    const auto run = co_await find(request);
    if (!run) co_return error_reply(run.error());
    Verifications& verifications = request.services.verifications;
    const auto reader = [&verifications, who = request.principal, id = run->id](
                            std::uint64_t offset, std::size_t bytes_max) {
        return verifications.logs(who, id, offset, bytes_max);
    };
    co_return co_await log_reply(request, reader);
}

Task<net::Reply> run_events(ApiRequest request) {
    const auto run = co_await find(request);
    if (!run) co_return error_reply(run.error());
    Verifications& verifications = request.services.verifications;
    const auto reader = [&verifications, who = request.principal, id = run->id](
                            std::int64_t after) { return verifications.events(who, id, after); };
    co_return co_await event_stream(request, reader);
}

}  // namespace

void add_verification_routes(Router& router) {
    router.add("POST", "/api/v1/servers/{id}/verifications", start_verification);
    router.add("GET", "/api/v1/servers/{id}/verifications", list_server_runs);
    router.add("GET", "/api/v1/verifications", list_runs);
    router.add("POST", "/api/v1/verifications/steps", start_step);
    router.add("GET", "/api/v1/verifications/{id}", get_run);
    router.add("GET", "/api/v1/verifications/{id}/steps", get_steps);
    router.add("GET", "/api/v1/verifications/{id}/logs", run_logs);
    router.add("GET", "/api/v1/verifications/{id}/events", run_events);
    router.add("POST", "/api/v1/verifications/{id}/cancel", cancel_run);
}

}  // namespace toolshed::api
