// SPDX-License-Identifier: Apache-2.0
#include "gateway/gateway.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "base/text.hpp"
#include "gateway/event_stream.hpp"
#include "gateway/http_words.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/revisions.hpp"

namespace toolshed::gateway {
namespace {

constexpr std::string_view session_header = "Mcp-Session-Id";
constexpr std::string_view prefix = "/mcp/";

net::Response from_admission(const Error& error) {
    net::Response response = refused({error.category == Category::unauthenticated ? 401 : 403,
                                      rpc::invalid_request, error.message},
                                     {});
    if (response.status == 401) response.headers.add("WWW-Authenticate", "Bearer");
    return response;
}

net::Response not_allowed(std::string_view methods) {
    net::Response response =
        refused({405, rpc::invalid_request, "this method is not served here"}, {});
    response.headers.add("Allow", std::string(methods));
    return response;
}

/// Clients that only start commands repeat nothing in headers; `toolshed connect` says so for them.
Repeats repeats(const net::Request& request) {
    return request.headers.find("Toolshed-Stdio") ? Repeats::nothing : Repeats::headers;
}

bool says_modern(const net::Request& request) {
    const auto version = request.headers.find("MCP-Protocol-Version");
    return version && *version == mcp::modern_revisions.front();
}

/// The status that a modern answer goes out with when it is the whole of it.
int status_of_answer(std::string_view message) {
    const auto envelope = mcp::index_message(message);
    if (!envelope || envelope->error.empty()) return 200;
    const auto code = mcp::member(envelope->error, "code");
    if (code == "-32601") return 404;
    if (code == "-32020" || code == "-32021" || code == "-32022") return 400;
    return 200;
}

/// The parts of `/mcp/{id}` and `/mcp/{id}/{rest}`; an empty id when it is none.
struct Place {
    std::string id;
    std::string rest;
};

Place place_of(std::string_view target) {
    target = target.substr(0, target.find('?'));
    if (!target.starts_with(prefix)) return {};
    target.remove_prefix(prefix.size());
    const auto slash = target.find('/');
    if (slash == std::string_view::npos) return {std::string(target), {}};
    return {std::string(target.substr(0, slash)), std::string(target.substr(slash + 1))};
}

bool is_json_content(const net::Request& request) {
    std::string type(request.headers.find("Content-Type").value_or(""));
    type.resize(std::min(type.find(';'), type.size()));
    while (type.ends_with(' ')) type.pop_back();
    std::ranges::transform(type, type.begin(), [](unsigned char c) { return std::tolower(c); });
    return type == "application/json";
}

Outcome outcome_of(const mcp::Envelope& answer) {
    if (answer.error.empty())
        return mcp::member(answer.result, "isError") == "true" ? Outcome::tool_error : Outcome::ok;
    const auto code = mcp::member(mcp::member(answer.error, "data"), "code");
    if (code == R"("timeout")") return Outcome::timeout;
    for (const std::string_view lost : {R"("server_exited")", R"("client_left")", R"("cancelled")"})
        if (code == lost) return Outcome::transport_error;
    return Outcome::protocol_error;
}

}  // namespace

std::optional<net::Response> Gateway::check_head(const net::Request& head) const {
    if (auto checked = check_origin(head, around_.admission); !checked)
        return from_admission(checked.error());
    const auto known = authenticate(head, around_.admission, around_.sign_ins);
    if (!known) return from_admission(known.error());
    if (auto checked = check_change(head, *known); !checked) return from_admission(checked.error());
    return std::nullopt;
}

Task<net::Reply> Gateway::handle(net::Request request) {
    if (auto refusal = check_head(request)) co_return plain(std::move(*refusal));
    auto known = authenticate(request, around_.admission, around_.sign_ins);
    const auto [id, rest] = place_of(request.target);
    const std::string& method = request.method;
    if (id.empty() || (!rest.empty() && rest != "sse" && rest != "messages"))
        co_return plain(refused({404, rpc::invalid_request, "there is no such endpoint"}, {}));
    if (rest == "sse" && method == "GET")
        co_return co_await open_stream(std::move(request), id, std::move(known->principal));
    if (rest == "messages" && method == "POST")
        co_return co_await post_message(std::move(request), id, std::move(known->principal));
    // Clients that know several transports go on to the next one after this answer.
    if (!rest.empty()) co_return plain(not_allowed(rest == "sse" ? "GET" : "POST"));
    if (method == "POST")
        co_return co_await post(std::move(request), id, std::move(known->principal));
    if (method == "GET")
        co_return co_await get(std::move(request), id, std::move(known->principal));
    if (method == "DELETE")
        co_return co_await remove(std::move(request), id, std::move(known->principal));
    co_return plain(not_allowed("POST, GET, DELETE"));
}

Task<Result<std::shared_ptr<Target>>> Gateway::target_of(Principal principal, std::string id) {
    auto workload = co_await around_.directory.open(std::move(principal), id);
    auto& target = targets_[id];
    if (!workload) {
        // Only its end ends what others have there; who may not see it says nothing about it.
        const bool over = workload.error().category == Category::conflict;
        if (target && over) target->close();
        if (!target || over) targets_.erase(id);
        co_return fail(workload.error());
    }
    around_.directory.used(id);
    if (target && target->workload().link != workload->link) {
        target->close();
        target.reset();
    }
    if (!target)
        target = std::make_shared<Target>(std::move(*workload), around_.clock, around_.tasks,
                                          around_.settings);
    co_return target;
}

Task<net::Reply> Gateway::post(net::Request request, std::string id, Principal principal) {
    if (!is_json_content(request))
        co_return plain(refused({415, rpc::invalid_request, "send application/json"}, {}));
    const auto envelope = read_message(request.body);
    if (!envelope) co_return plain(refused(envelope.error(), {}));
    const auto era = era_of(request, *envelope);
    if (!era) co_return plain(refused(era.error(), envelope->id));
    if (*era == mcp::Era::modern)
        if (const auto checked = check_modern(request, *envelope, repeats(request)); !checked)
            co_return plain(refused(checked.error(), envelope->id));
    if (*era == mcp::Era::legacy && !accepts_both(request))
        co_return plain(
            refused({406, rpc::invalid_request, "accept application/json and text/event-stream"},
                    envelope->id));
    const std::string raw_id(envelope->id);
    const auto target = co_await target_of(principal, id);
    if (!target) co_return plain(from_error(target.error(), raw_id));
    if (*era == mcp::Era::modern)
        co_return co_await post_modern(*target, std::move(request), std::move(principal));
    co_return co_await post_legacy(*target, std::move(request), std::move(principal));
}

Task<net::Reply> Gateway::post_modern(std::shared_ptr<Target> target, net::Request request,
                                      Principal principal) {
    const auto envelope = mcp::index_message(request.body);
    // Over HTTP the end of the stream is the cancel; there is no other notification of clients.
    if (!envelope->is_request()) co_return plain(accepted());
    if (mcp::era_from(target->workload().protocol.era) == mcp::Era::legacy)
        co_return plain(refused({400, rpc::invalid_request,
                                 "unsupported MCP-Protocol-Version: this server speaks " +
                                     cut(target->workload().protocol.revision, 40)},
                                envelope->id));
    const std::string id(envelope->id);
    const auto upstream = co_await target->modern();
    if (!upstream) co_return plain(from_error(upstream.error(), id));
    if (envelope->method == "tools/list") target->forget_param_headers();
    if (envelope->method == "tools/call" && repeats(request) == Repeats::headers) {
        const auto tool = mcp::string_value(mcp::member(envelope->params, "name"));
        const auto headers = co_await target->param_headers(tool.value_or(""));
        if (!headers) co_return plain(from_error(headers.error(), id));
        if (const auto checked =
                check_param_headers(request, mcp::member(envelope->params, "arguments"), *headers);
            !checked)
            co_return plain(refused(checked.error(), id));
    }
    co_return co_await pass_request(std::move(target), *upstream, nullptr, std::move(request.body),
                                    std::move(principal));
}

Checked<Gateway::Session> Gateway::session_of(const Target& target, const net::Request& request,
                                              const Principal& principal) const {
    const auto id = request.headers.find(session_header);
    if (!id)
        return std::unexpected(
            Refusal{400, rpc::invalid_request, "the header Mcp-Session-Id is missing"});
    const auto found = target.sessions.find(std::string(*id));
    if (found == target.sessions.end() || found->second->owner != principal)
        return std::unexpected(Refusal{404, rpc::session_not_found, "there is no such session"});
    return found->second;
}

Task<net::Reply> Gateway::post_legacy(std::shared_ptr<Target> target, net::Request request,
                                      Principal principal) {
    const auto envelope = mcp::index_message(request.body);
    if (envelope->is_request() && envelope->method == "initialize")
        co_return co_await open_session(std::move(target), std::move(request.body),
                                        std::move(principal));
    const auto session = session_of(*target, request, principal);
    if (!session) co_return plain(refused(session.error(), envelope->id));
    (*session)->used_at = around_.clock.now();
    if (!envelope->is_request()) co_return pass_other(*target, *session, request.body, *envelope);
    if (auto answered = answer_subscription(*target, **session, *envelope))
        co_return plain(message_response(std::move(*answered)));
    co_return co_await pass_request(std::move(target), (*session)->upstream, *session,
                                    std::move(request.body), std::move(principal));
}

std::optional<std::string> answer_subscription(const Target& target, ClientSession& session,
                                               const mcp::Envelope& envelope) {
    switch (target.note_subscription(session, envelope)) {
        case Target::Subscribing::pass:
            return std::nullopt;
        case Target::Subscribing::done:
            return R"({"jsonrpc":"2.0","id":)" + std::string(envelope.id) + R"(,"result":{}})";
        case Target::Subscribing::refuse:
            break;
    }
    return error_message(envelope.id, rpc::invalid_params,
                         "the session has too many subscriptions, or the URI is too long");
}

std::string Gateway::new_session_id() {
    std::array<std::uint8_t, 16> bytes{};
    around_.random.fill(bytes);
    return to_hex(bytes);
}

Task<net::Reply> Gateway::open_session(std::shared_ptr<Target> target, std::string body,
                                       Principal principal) {
    const auto envelope = mcp::index_message(body);
    const std::string id(envelope->id);
    if (target->sessions.size() >= around_.settings.sessions_per_target)
        co_return plain(refused(
            {429, rpc::internal_error, "gateway.sessions_per_target sessions are open"}, id));
    auto session = std::make_shared<ClientSession>();
    session->id = new_session_id();
    session->owner = std::move(principal);
    session->used_at = around_.clock.now();
    auto answer = co_await target->initialize(session, std::move(body));
    if (!answer) {
        target->end(session);
        co_return plain(from_error(answer.error(), id));
    }
    const auto told = mcp::index_message(*answer);
    const bool opened = told && !told->result.empty();
    net::Response response = message_response(std::move(*answer));
    if (opened) {
        response.headers.set(session_header, session->id);
        target->sessions.emplace(session->id, session);
    } else {
        target->end(session);
    }
    co_return plain(std::move(response));
}

net::Reply Gateway::pass_other(Target& target, const Session& session, std::string_view body,
                               const mcp::Envelope& envelope) {
    if (session->upstream->is_slow())
        return plain(refused({503, rpc::internal_error, "the server reads too slowly"}, {}));
    if (envelope.method == "notifications/initialized") session->settled = true;
    if (envelope.is_response()) {
        // Only what the server has asked this client.
        if (session->asked.erase(std::string(envelope.id)) > 0) session->upstream->send(body);
    } else if (envelope.method == "notifications/cancelled") {
        session->upstream->forward_cancel(body, envelope, [&](const Pending& pending) {
            return pending.session == session.get();
        });
    } else if (session->leased) {
        // Those who share a process have said all of this to it once, together.
        session->upstream->send(body);
    }
    around_.directory.used(target.workload().id);
    return plain(accepted());
}

std::function<void(const mcp::Envelope&)> Gateway::recorder(const Target& target,
                                                            std::string_view body,
                                                            const mcp::Envelope& envelope,
                                                            const Principal& principal) const {
    if (envelope.method != "tools/call") return {};
    Call call;
    call.session_id = SessionId::of(target.workload().id);
    call.server_id = target.workload().server_id;
    call.owner = principal.owner;
    call.tool = cut(mcp::string_value(mcp::member(envelope.params, "name")).value_or(""), 256);
    call.request = body;
    call.started_at = around_.clock.now();
    return [this, call = std::move(call),
            begun = around_.clock.ticks()](const mcp::Envelope& answer) mutable {
        call.duration_us = (around_.clock.ticks() - begun).count();
        call.outcome = outcome_of(answer);
        call.result = answer.result;
        call.error_object = answer.error;
        around_.directory.record(std::move(call));
    };
}

namespace {

/// Counts what a session has open.
struct Open {
    std::shared_ptr<ClientSession> session;
    explicit Open(std::shared_ptr<ClientSession> counted) : session(std::move(counted)) {
        if (session) ++session->streams;
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() {
        if (session) --session->streams;
    }
};

}  // namespace

/// A legacy client that leaves has not cancelled; a modern one has.
Task<net::Reply> Gateway::pass_request(std::shared_ptr<Target> target,
                                       std::shared_ptr<Upstream> upstream, Session session,
                                       std::string body, Principal principal) {
    const auto envelope = mcp::index_message(body);
    const std::string id(envelope->id);
    const bool listens = envelope->method == "subscriptions/listen";
    if (upstream->lost())
        co_return plain(refused({404, rpc::session_not_found, "the server has gone"}, id));
    if (upstream->is_slow())
        co_return plain(refused({503, rpc::internal_error, "the server reads too slowly"}, id));
    const auto open = std::make_shared<Open>(session);
    const auto out = std::make_shared<Outbox>(co_await boost::asio::this_coro::executor,
                                              around_.settings.stream_bytes_max);
    Pending pending{id, {}, out};
    pending.session = session.get();
    pending.sent_at = around_.clock.now();
    pending.answered = recorder(*target, body, *envelope, principal);
    const auto number = upstream->send_request(body, *envelope, std::move(pending));
    auto first = co_await out->next(around_.settings.plain_answer_wait);
    const bool modern = session == nullptr;
    if (first && out->over())
        co_return plain(message_response(*first, modern ? status_of_answer(*first) : 200));
    EventStream stream{out, {}, std::move(first), around_.settings.keep_alive};
    if (!listens) stream.silence_limit = around_.settings.request_limit;
    stream.too_silent = [upstream, number, id] {
        upstream->abandon(number, "timeout");
        return error_message(id, rpc::internal_error,
                             "the server said nothing within gateway.request_limit",
                             R"({"code":"timeout"})");
    };
    stream.ended = [upstream, number, modern, open, out](bool left) {
        // Nobody reads any more; a legacy server goes on all the same.
        out->close();
        if (left && modern) upstream->abandon(number, "client_left");
    };
    co_return event_reply(std::move(stream));
}

Task<net::Reply> Gateway::get(net::Request request, std::string id, Principal principal) {
    if (says_modern(request)) co_return plain(not_allowed("POST"));
    if (!accepts_events(request) || !request.headers.find("Accept"))
        co_return plain(refused({406, rpc::invalid_request, "accept text/event-stream"}, {}));
    const auto target = co_await target_of(principal, std::move(id));
    if (!target) co_return plain(from_error(target.error(), {}));
    const auto found = session_of(**target, request, principal);
    if (!found) co_return plain(refused(found.error(), {}));
    const Session session = *found;
    // Clients come back before the loss of their old stream is seen, so the new one replaces it.
    if (session->events) session->events->close();
    session->events = std::make_shared<Outbox>(co_await boost::asio::this_coro::executor,
                                               around_.settings.stream_bytes_max);
    for (auto& message : std::exchange(session->backlog, {}))
        session->events->push(std::move(message));
    EventStream stream{session->events, {}, {}, around_.settings.keep_alive};
    stream.ended = [session, open = std::make_shared<Open>(session), mine = session->events](bool) {
        mine->close();
        if (session->events == mine) session->events.reset();
    };
    co_return event_reply(std::move(stream));
}

Task<net::Reply> Gateway::remove(net::Request request, std::string id, Principal principal) {
    if (says_modern(request)) co_return plain(not_allowed("POST"));
    const auto target = co_await target_of(principal, std::move(id));
    if (!target) co_return plain(from_error(target.error(), {}));
    const auto session = session_of(**target, request, principal);
    if (!session) co_return plain(refused(session.error(), {}));
    (*target)->end(*session);
    co_return plain({204, {}, {}});
}

Gateway::Counts Gateway::counts() const {
    Counts counts;
    for (const auto& [id, target] : targets_) {
        if (!target) continue;
        ++counts.workloads;
        counts.protocol_sessions += target->sessions.size();
        counts.upstreams += target->upstreams();
        counts.in_flight += target->in_flight();
    }
    return counts;
}

Millis Gateway::life_of(const ClientSession& session) const {
    const auto& settings = around_.settings;
    return session.settled ? settings.session_idle
                           : std::min(settings.session_idle, settings.handshake_limit);
}

Task<void> Gateway::sweep() {
    for (;;) {
        co_await around_.clock.sleep(Millis(1'000));
        const TimePoint now = around_.clock.now();
        for (auto entry = targets_.begin(); entry != targets_.end();) {
            const auto target = entry->second;
            std::vector<Session> idle;
            if (target)
                for (const auto& [id, session] : target->sessions)
                    if (session->streams == 0 && now - session->used_at >= life_of(*session))
                        idle.push_back(session);
            for (const auto& session : idle) target->end(session);
            if (target) target->forget_older(now - around_.settings.request_limit);
            const bool used = target && !target->is_unused();
            entry = used ? std::next(entry) : targets_.erase(entry);
        }
    }
}

}  // namespace toolshed::gateway
