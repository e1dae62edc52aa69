// SPDX-License-Identifier: Apache-2.0
// The part of the gateway that serves clients of HTTP+SSE. Rule: MCP 2024-11-05, transports.
#include "gateway/event_stream.hpp"
#include "gateway/gateway.hpp"
#include "gateway/http_words.hpp"

namespace toolshed::gateway {
namespace {

constexpr std::string_view parameter = "sessionId=";

/// The value of `sessionId` in the query; empty when it is not there.
std::string session_in(std::string_view target) {
    const auto question = target.find('?');
    if (question == std::string_view::npos) return {};
    const auto query = target.substr(question + 1);
    const auto at = query.find(parameter);
    if (at != 0 && (at == std::string_view::npos || query[at - 1] != '&')) return {};
    const auto value = query.substr(at + parameter.size());
    return std::string(value.substr(0, value.find('&')));
}

}  // namespace

/// The stream is the session: where it ends, the session does.
Task<net::Reply> Gateway::open_stream(net::Request request, std::string id, Principal principal) {
    if (!accepts_events(request))
        co_return plain(refused({406, rpc::invalid_request, "accept text/event-stream"}, {}));
    const auto target = co_await target_of(principal, id);
    if (!target) co_return plain(from_error(target.error(), {}));
    if ((*target)->sessions.size() >= around_.settings.sessions_per_target)
        co_return plain(refused(
            {429, rpc::internal_error, "gateway.sessions_per_target sessions are open"}, {}));
    auto session = std::make_shared<ClientSession>();
    session->id = new_session_id();
    session->owner = std::move(principal);
    session->used_at = around_.clock.now();
    session->streams = 1;
    session->events = std::make_shared<Outbox>(co_await boost::asio::this_coro::executor,
                                               around_.settings.stream_bytes_max);
    (*target)->sessions.emplace(session->id, session);
    EventStream stream{session->events};
    stream.preamble =
        "event: endpoint\ndata: /mcp/" + id + "/messages?sessionId=" + session->id + "\n\n";
    stream.keep_alive = around_.settings.keep_alive;
    stream.ended = [whose = *target, session](bool) { whose->end(session); };
    co_return event_reply(std::move(stream));
}

Task<void> Gateway::initialize_over_stream(std::shared_ptr<Target> target, Session session,
                                           std::string body) {
    const auto envelope = mcp::index_message(body);
    const std::string id(envelope->id);
    const auto answer = co_await target->initialize(session, std::move(body));
    session->opening = false;
    // The stream may have ended meanwhile, and what was opened for it ends too.
    if (session->events->closed()) co_return target->end(session);
    session->events->push(answer ? *answer
                                 : error_message(id, rpc::internal_error, answer.error().message));
}

Task<net::Reply> Gateway::post_message(net::Request request, std::string id, Principal principal) {
    const auto target = co_await target_of(principal, std::move(id));
    if (!target) co_return plain(from_error(target.error(), {}));
    const auto found = (*target)->sessions.find(session_in(request.target));
    if (found == (*target)->sessions.end() || found->second->owner != principal ||
        !found->second->events)
        co_return plain(refused({404, rpc::session_not_found, "there is no such session"}, {}));
    const Session session = found->second;
    const auto envelope = read_message(request.body);
    if (!envelope) co_return plain(refused(envelope.error(), {}));
    if (envelope->is_request() && envelope->method == "initialize" && !session->upstream &&
        !session->opening) {
        session->opening = true;
        around_.tasks.spawn("initialize",
                            initialize_over_stream(*target, session, std::move(request.body)));
        co_return plain(accepted());
    }
    if (!session->upstream)
        co_return plain(refused({400, rpc::invalid_request, "initialize first"}, envelope->id));
    if (!envelope->is_request()) co_return pass_other(**target, session, request.body, *envelope);
    if (session->upstream->is_slow())
        co_return plain(refused({503, rpc::internal_error, "the server reads too slowly"}, {}));
    if (auto answered = answer_subscription(**target, *session, *envelope)) {
        session->events->push(std::move(*answered));
        co_return plain(accepted());
    }
    Pending pending{std::string(envelope->id), {}, session->events};
    pending.session = session.get();
    pending.sent_at = around_.clock.now();
    pending.last_closes = false;
    pending.answered = recorder(**target, request.body, *envelope, principal);
    if (session->upstream->lost())
        co_return plain(refused({404, rpc::session_not_found, "the server has gone"}, {}));
    session->upstream->send_request(request.body, *envelope, std::move(pending));
    co_return plain(accepted());
}

}  // namespace toolshed::gateway
