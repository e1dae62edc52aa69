// SPDX-License-Identifier: Apache-2.0
// The part of the workload that deals with its children.
#include <algorithm>
#include <utility>

#include "mcp/envelope.hpp"
#include "shim/connection.hpp"
#include "shim/workload.hpp"

namespace toolshed::shim {
namespace {

Lifetime::Time now() {
    return std::chrono::steady_clock::now();
}

ControlReply refused(Category category, std::string code, std::string message) {
    return failure({category, std::move(code), std::move(message)});
}

ControlReply not_started() {
    return refused(Category::unavailable, "not_started", "the workload was not started yet");
}

/// Marks a call in flight, which holds idleness off.
class CallInFlight {
public:
    explicit CallInFlight(Lifetime& lifetime) : lifetime_(lifetime) { lifetime_.begin_call(now()); }
    CallInFlight(const CallInFlight&) = delete;
    CallInFlight& operator=(const CallInFlight&) = delete;
    ~CallInFlight() { lifetime_.end_call(now()); }

private:
    Lifetime& lifetime_;
};

/// Faults of HTTP are said in the few codes that the daemon knows.
Error in_words_of_the_protocol(Error error) {
    if (error.code == "message_too_large") return error;
    error.code = error.category == Category::unavailable ? "connection_lost" : "protocol_error";
    return error;
}

}  // namespace

Task<ControlReply> Workload::put_child(std::string id) {
    if (!start_) co_return not_started();
    const auto result = co_await children_.put(std::move(id));
    if (!result) co_return failure(result.error());
    co_return ControlReply{};
}

Task<ControlReply> Workload::delete_child(std::string id) {
    if (!start_) co_return not_started();
    const auto result = co_await children_.remove(std::move(id));
    if (!result) co_return failure(result.error());
    co_return ControlReply{};
}

Task<ControlReply> Workload::pass_message(std::string id, ControlRequest request, Peer& peer) {
    if (!start_) co_return not_started();
    const auto limit = timeout_from(request.timeout_ms);
    if (!limit) co_return failure(limit.error());
    const auto envelope = mcp::index_message(request.body);
    if (!envelope) co_return refused(Category::invalid, "bad_request", envelope.error().message);
    if (envelope->id.size() > Conversation::id_bytes_max)
        co_return refused(Category::invalid, "bad_request",
                          "'id' is over " + std::to_string(Conversation::id_bytes_max) + " bytes");
    const auto child = children_.find(id);
    if (!child)
        co_return refused(Category::not_found, "no_child", "no child '" + id + "' was started");
    if (child->attached())
        co_return refused(Category::conflict, "conflict", "the child '" + id + "' is attached");
    const auto exchange = std::make_shared<Exchange>();
    if (envelope->is_request()) exchange->id = envelope->id;
    std::optional<CallInFlight> in_flight;
    if (envelope->method != "ping") in_flight.emplace(lifetime_);
    exchange->message = mcp::on_one_line(request.body) + "\n";
    exchange->budget = std::move(request.budget);
    const auto noise_before = child->counts().noise();
    const bool opened = co_await child->converse(exchange, *limit, peer);
    if (in_flight) in_flight.reset();
    lifetime_timer_.cancel();
    if (!opened)
        co_return refused(Category::conflict, "conflict",
                          "a request with the same id is open: use another id");
    co_return reply_to(*exchange, *child, noise_before);
}

ControlReply Workload::attach(const std::string& id) {
    if (!start_) return not_started();
    const auto child = children_.find(id);
    if (!child)
        return refused(Category::not_found, "no_child", "no child '" + id + "' was started");
    AttachmentEvents events;
    events.request_opened = [this] { lifetime_.begin_call(now()); };
    events.request_closed = [this] {
        lifetime_.end_call(now());
        lifetime_timer_.cancel();
    };
    events.used = [this] { lifetime_.touch(now()); };
    events.message = [child](std::shared_ptr<Attachment> from, std::string line, std::string raw) {
        return child->pass(std::move(from), std::move(line), std::move(raw));
    };
    events.disconnected = [child](const Attachment& attachment) { child->detach(attachment); };
    const auto attachment = std::make_shared<Attachment>(
        executor_, static_cast<std::size_t>(start_->message_bytes_max), std::move(events));
    if (!child->running()) return failure(child->exit_error());
    if (!child->attach(attachment))
        return refused(Category::conflict, "conflict", "the child '" + id + "' is attached");
    return {.body = "", .tunnel = attachment};
}

ControlReply Workload::reply_to(Exchange& exchange, const Child& child,
                                std::int64_t noise_before) const {
    switch (exchange.state) {
        case Exchange::State::answered:
            return {.body = std::move(exchange.answer)};
        case Exchange::State::sent:
            return {.status = 202, .body = ""};
        case Exchange::State::ended:
            return failure(child.exit_error());
        case Exchange::State::failed:
            return failure(in_words_of_the_protocol(*exchange.failure));
        case Exchange::State::too_large:
            return refused(Category::exhausted, "message_too_large",
                           "the server's answer is over " +
                               std::to_string(start_->message_bytes_max) + " bytes");
        default:
            break;
    }
    if (const auto refusal = child.http_refusal(); !refusal.empty())
        return refused(
            Category::timed_out, "protocol_error",
            "the server listens, but speaks MCP neither there nor on its standard output; " +
                refusal + ": tell its port and path");
    if (child.counts().noise() == noise_before)
        return refused(Category::timed_out, "timeout", "the server did not answer in time");
    return refused(Category::timed_out, "protocol_error",
                   "the server did not answer in time, but wrote what answers nothing: let it "
                   "write only protocol messages to its standard output");
}

}  // namespace toolshed::shim
