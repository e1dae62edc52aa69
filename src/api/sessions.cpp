// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/streams.hpp"
#include "api/views.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::api {
namespace {

Task<net::Reply> start_session(ApiRequest request) {
    const auto body = Body::read(request.http, {"server_id"});
    if (!body) co_return error_reply(body.error());
    const auto server = body->text("server_id");
    if (!server) co_return error_reply(server.error());
    auto replay = replay_of(request);
    if (!replay) co_return error_reply(replay.error());
    const auto started = co_await request.services.sessions.start(
        request.principal, NewSession{*server, std::move(*replay)});
    if (!started) co_return error_reply(started.error());
    co_return json_reply(session_view(started->session, request.config.base_url),
                         started->created ? 202 : 200);
}

Task<net::Reply> list_sessions(ApiRequest request) {
    SessionFilter filter;
    const auto page = page_of(request);
    if (!page) co_return error_reply(page.error());
    filter.page = *page;
    if (const auto server = request.query.find("server_id"); server != request.query.end())
        filter.server = server->second;
    const auto live = request.query.find("live");
    filter.live_only = live != request.query.end() && live->second == "true";
    const auto sessions = co_await request.services.sessions.list(request.principal, filter);
    if (!sessions) co_return error_reply(sessions.error());
    const std::string base = request.config.base_url;
    co_return list_reply(*sessions,
                         [&](const Session& session) { return session_view(session, base); });
}

Result<SessionId> id_of(const ApiRequest& request) {
    auto id = SessionId::parse(request.parts.at("id"));
    if (id) return id;
    return fail(Category::not_found, "session_not_found",
                "there is no session '" + request.parts.at("id").substr(0, 64) + "'");
}

/// Runs one of the use case's methods on the session that the path names.
using Method = Task<Result<Session>> (Sessions::*)(Principal, SessionId);
Task<net::Reply> with_session(ApiRequest request, Method method) {
    const auto id = id_of(request);
    if (!id) co_return error_reply(id.error());
    const auto session = co_await (request.services.sessions.*method)(request.principal, *id);
    if (!session) co_return error_reply(session.error());
    co_return json_reply(session_view(*session, request.config.base_url));
}

Task<net::Reply> get_session(ApiRequest request) {
    const auto wait = request.query.find("wait");
    const bool waits = wait != request.query.end() && wait->second == "ready";
    return with_session(std::move(request), waits ? &Sessions::wait_ready : &Sessions::get);
}
Task<net::Reply> renew_session(ApiRequest request) {
    return with_session(std::move(request), &Sessions::renew);
}
Task<net::Reply> stop_session(ApiRequest request) {
    return with_session(std::move(request), &Sessions::stop);
}

Task<net::Reply> session_tools(ApiRequest request) {
    const auto id = id_of(request);
    if (!id) co_return error_reply(id.error());
    const auto tools = co_await request.services.sessions.tools(request.principal, *id);
    if (!tools) co_return error_reply(tools.error());
    co_return raw_reply(R"({"items":)" + *tools + R"(,"next_cursor":null})");
}

Task<net::Reply> session_logs(ApiRequest request) {
    const auto id = id_of(request);
    if (!id) co_return error_reply(id.error());
    Sessions& sessions = request.services.sessions;
    const auto reader = [&sessions, who = request.principal, id = *id](std::uint64_t offset,
                                                                       std::size_t bytes_max) {
        return sessions.logs(who, id, offset, bytes_max);
    };
    co_return co_await log_reply(request, reader);
}

Task<net::Reply> session_events(ApiRequest request) {
    const auto id = id_of(request);
    if (!id) co_return error_reply(id.error());
    Sessions& sessions = request.services.sessions;
    const auto reader = [&sessions, who = request.principal, id = *id](std::int64_t after) {
        return sessions.events(who, id, after);
    };
    co_return co_await event_stream(request, reader);
}

/// The parameters go to the server byte for byte, so they are cut out of the body, not read and
/// written again.
Result<NewCall> read_call_request(const ApiRequest& request) {
    const auto id = id_of(request);
    if (!id) return fail(id.error());
    const auto body = Body::read(request.http, {"params", "timeout_ms"});
    if (!body) return fail(body.error());
    NewCall call{*id, request.parts.at("tool")};
    const auto params = mcp::member(request.http.body, "params");
    if (!params.empty() && params != "null") {
        if (!mcp::is_object(params) || !mcp::is_json(params)) {
            Error error{Category::invalid, "wrong_type", "'/params' must be an object"};
            error.pointer = "/params";
            return fail(error);
        }
        call.params = std::string(params);
    }
    const auto limit = body->optional_number("timeout_ms");
    if (!limit) return fail(limit.error());
    if (*limit && **limit < 1) {
        Error error{Category::invalid, "bad_request", "'timeout_ms' must be positive"};
        error.pointer = "/timeout_ms";
        return fail(error);
    }
    if (*limit) call.limit = Millis(**limit);
    return call;
}

Task<net::Reply> execute(ApiRequest request) {
    auto asked = read_call_request(request);
    if (!asked) co_return error_reply(asked.error());
    CallId refused;
    const auto call =
        co_await request.services.calls.execute(request.principal, std::move(*asked), &refused);
    if (!call) co_return error_reply(call.error(), refused.str());
    co_return raw_reply(call_view(*call));
}

}  // namespace

void add_session_routes(Router& router) {
    router.add("GET", "/api/v1/sessions", list_sessions);
    router.add("POST", "/api/v1/sessions", start_session);
    router.add("GET", "/api/v1/sessions/{id}", get_session);
    router.add("DELETE", "/api/v1/sessions/{id}", stop_session);
    router.add("POST", "/api/v1/sessions/{id}/renew", renew_session);
    router.add("GET", "/api/v1/sessions/{id}/tools", session_tools);
    router.add("POST", "/api/v1/sessions/{id}/tools/refresh", session_tools);
    router.add("POST", "/api/v1/sessions/{id}/tools/{tool}/execute", execute);
    router.add("GET", "/api/v1/sessions/{id}/logs", session_logs);
    router.add("GET", "/api/v1/sessions/{id}/events", session_events);
}

}  // namespace toolshed::api
