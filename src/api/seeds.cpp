// SPDX-License-Identifier: Apache-2.0
//
// The routes that the seeds 000 and 001 name, in their words. They are thin: every one is a use
// case of `/api/v1`.
#include "api/command_grammar.hpp"
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

/// Seed 001's `verificationStatus` is a view of the last run.
std::string verification_status(const Server& server) {
    if (!server.last_run) return "pending";
    const std::string& state = server.last_run->state;
    if (state == "queued") return "pending";
    if (state == "running" || state == "cancelling") return "verifying";
    if (state == "passed" || state == "skipped") return "verified";
    if (state == "cancelled") return server.current_revision ? "verified" : "pending";
    return "failed";
}

Json seed_server(const Server& server) {
    Json json = {{"serverId", server.id.str()},
                 {"repositoryName", server.name},
                 {"originalRepositoryName", to_string(server.source)},
                 {"verificationStatus", verification_status(server)},
                 {"verified", server.current_revision.has_value()},
                 {"description", nullptr},
                 {"language", nullptr},
                 {"docsUrl", nullptr},
                 {"docsGenerated", false}};
    for (const char* name : {"imageUri", "imageTag", "imageDigest", "lastVerifiedSha",
                             "imageUpdatedAt", "verifiedAt", "toolCount"})
        json[name] = nullptr;
    if (const auto& revision = server.current_revision) {
        json["imageUri"] = revision->image_name;
        json["imageTag"] = revision->image_name.substr(revision->image_name.rfind(':') + 1);
        json["imageDigest"] = revision->plan.image.value;
        json["lastVerifiedSha"] = revision->commit;
        json["imageUpdatedAt"] = to_rfc3339(revision->verified_at);
        json["verifiedAt"] = to_rfc3339(revision->verified_at);
        json["toolCount"] = revision->tool_count;
    }
    return json;
}

std::string seed_status(SessionState state) {
    switch (state) {
        case SessionState::launching:
            return "PENDING";
        case SessionState::active:
            return "RUNNING";
        case SessionState::ending:
        case SessionState::ended:
            return "STOPPED";
        case SessionState::failed:
            return "FAILED";
    }
    return "FAILED";
}

Task<net::Reply> list_servers(ApiRequest request) {
    const auto servers = co_await request.services.catalogue.list(request.principal, {1'000});
    if (!servers) co_return error_reply(servers.error());
    Json items = Json::array();
    for (const auto& server : servers->items) items.push_back(seed_server(server));
    co_return json_reply(items);
}

Task<net::Reply> get_server(ApiRequest request) {
    const auto server =
        co_await request.services.catalogue.get(request.principal, request.parts.at("id"));
    if (!server) co_return error_reply(server.error());
    co_return json_reply(seed_server(*server));
}

Task<net::Reply> start(ApiRequest request, std::string server) {
    const auto started = co_await request.services.sessions.start(
        request.principal, NewSession{std::move(server), {}});
    if (!started) co_return error_reply(started.error());
    const std::string& id = started->session.id.str();
    co_return json_reply(
        {{"taskArn", id}, {"sessionId", id}, {"status", seed_status(started->session.state)}}, 202);
}

Task<net::Reply> start_of_server(ApiRequest request) {
    std::string server = request.parts.at("id");
    co_return co_await start(std::move(request), std::move(server));
}

Task<net::Reply> start_by_body(ApiRequest request) {
    const auto body = Body::read(request.http, {"serverId"});
    if (!body) co_return error_reply(body.error());
    auto server = body->text("serverId");
    if (!server) co_return error_reply(server.error());
    co_return co_await start(std::move(request), std::move(*server));
}

Result<SessionId> session_of(const std::string& text) {
    auto id = SessionId::parse(text);
    if (id) return id;
    return fail(Category::not_found, "session_not_found",
                "there is no session '" + text.substr(0, 64) + "'");
}

Task<net::Reply> status(ApiRequest request) {
    const auto task = request.query.find("taskArn");
    const auto id = session_of(task == request.query.end() ? "" : task->second);
    if (!id) co_return error_reply(id.error());
    const auto session = co_await request.services.sessions.get(request.principal, *id);
    if (!session) co_return error_reply(session.error());
    const bool running = session->state == SessionState::active;
    Json container = {{"image", session->plan.image.value},
                      {"digest", session->plan.image.value},
                      {"port", nullptr},
                      {"startedAt", nullptr},
                      {"exitCode", nullptr}};
    if (session->active_at) container["startedAt"] = to_rfc3339(*session->active_at);
    Json json = {{"status", seed_status(session->state)},
                 {"endpoint", nullptr},
                 {"container", std::move(container)}};
    if (running) json["endpoint"] = request.config.base_url + "/mcp/" + id->str();
    co_return json_reply(json);
}

Task<net::Reply> stop_by_body(ApiRequest request) {
    const auto body = Body::read(request.http, {"taskArn"});
    if (!body) co_return error_reply(body.error());
    const auto task = body->text("taskArn");
    if (!task) co_return error_reply(task.error());
    const auto id = session_of(*task);
    if (!id) co_return error_reply(id.error());
    const auto stopped = co_await request.services.sessions.stop(request.principal, *id);
    if (!stopped) co_return error_reply(stopped.error());
    co_return json_reply({{"success", true}});
}

Task<net::Reply> stop_by_path(ApiRequest request) {
    const auto id = session_of(request.parts.at("id"));
    if (!id) co_return error_reply(id.error());
    const auto stopped = co_await request.services.sessions.stop(request.principal, *id);
    if (!stopped) co_return error_reply(stopped.error());
    co_return net::Reply{{204}};
}

/// The session that a command is for: the one named, else the caller's newest active one of the
/// server.
Task<Result<SessionId>> target(const ApiRequest& request, std::optional<std::string> task) {
    if (task) co_return session_of(*task);
    SessionFilter filter{request.parts.at("id"), true};
    const auto live = co_await request.services.sessions.list(request.principal, filter);
    if (!live) co_return fail(live.error());
    for (const auto& session : live->items)
        if (session.state == SessionState::active) co_return session.id;
    co_return fail(Category::unavailable, "not_ready",
                   "there is no active session of this server; launch one first");
}

/// `ok` and `tool_error` are answers; every other outcome is an error envelope with its code.
net::Reply execute_reply(const Call& call) {
    if (call.outcome == Outcome::ok || call.outcome == Outcome::tool_error)
        return raw_reply(R"({"output":)" + (call.result.empty() ? "null" : call.result) + "}");
    Error error = call.error.value_or(Error{Category::internal, "internal", "the call failed"});
    if (call.outcome == Outcome::protocol_error) error.category = Category::unavailable;
    return error_reply(error, call.id.str());
}

Task<net::Reply> execute(ApiRequest request) {
    const auto body = Body::read(request.http, {"command", "taskArn"});
    if (!body) co_return error_reply(body.error());
    const auto text = body->text("command");
    if (!text) co_return error_reply(text.error());
    const auto task = body->optional_text("taskArn");
    if (!task) co_return error_reply(task.error());
    const auto command = parse_command(*text);
    if (!command) co_return error_reply(command.error());
    const auto id = co_await target(request, *task);
    if (!id) co_return error_reply(id.error());
    CallId refused;
    NewCall asked{*id, command->tool, command->params};
    const auto call =
        co_await request.services.calls.execute(request.principal, std::move(asked), &refused);
    if (!call) co_return error_reply(call.error(), refused.str());
    co_return execute_reply(*call);
}

Task<net::Reply> reverify(ApiRequest request) {
    const auto body = Body::read(request.http, {"force"});
    if (!body) co_return error_reply(body.error());
    const auto force = body->flag("force");
    if (!force) co_return error_reply(force.error());
    const auto started = co_await request.services.verifications.start(
        request.principal, NewRun{request.parts.at("id"), *force});
    if (!started) co_return error_reply(started.error());
    const auto server =
        co_await request.services.catalogue.get(request.principal, started->run.server_id.str());
    if (!server) co_return error_reply(server.error());
    Json json = seed_server(*server);
    json["runId"] = started->run.id.str();
    json["state"] = to_string(started->run.state);
    json["message"] = started->run.message;
    co_return json_reply(json, 202);
}

void add_both(Router& router, const char* method, const std::string& path, Route route) {
    router.add(method, path, route);
    router.add(method, "/api" + path, route);
}

}  // namespace

void add_seed_routes(Router& router) {
    add_both(router, "GET", "/servers", list_servers);
    add_both(router, "GET", "/servers/{id}", get_server);
    add_both(router, "POST", "/servers/{id}/playground", start_of_server);
    add_both(router, "POST", "/playground", start_by_body);
    add_both(router, "GET", "/servers/{id}/playground/status", status);
    add_both(router, "POST", "/servers/{id}/playground/stop", stop_by_body);
    add_both(router, "DELETE", "/playground/{id}", stop_by_path);
    add_both(router, "DELETE", "/playgroundSession/{id}", stop_by_path);
    add_both(router, "POST", "/servers/{id}/execute", execute);
    add_both(router, "POST", "/servers/{id}/reverify", reverify);
    add_both(router, "POST", "/servers/{id}/verify", reverify);
}

}  // namespace toolshed::api
