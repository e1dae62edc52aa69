// SPDX-License-Identifier: Apache-2.0
#include "shim/conversation.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace toolshed::shim {
namespace {

constexpr std::string_view blank = " \t\r";

}  // namespace

bool Conversation::open(const std::shared_ptr<Exchange>& exchange) {
    forget_abandoned(exchange->id);
    return open_.emplace(exchange->id, exchange).second;
}

void Conversation::abandon(const std::shared_ptr<Exchange>& exchange, Exchange::State why) {
    exchange->settle(why);
    const auto found = open_.find(exchange->id);
    if (found == open_.end() || found->second != exchange) return;
    open_.erase(found);
    abandoned_.push_back(exchange->id);
    if (abandoned_.size() > abandoned_ids_max) abandoned_.pop_front();
}

void Conversation::fail(const std::shared_ptr<Exchange>& exchange, Error why) {
    if (exchange->state != Exchange::State::waiting) return;
    exchange->failure = std::move(why);
    const auto found = open_.find(exchange->id);
    if (found != open_.end() && found->second == exchange) open_.erase(found);
    exchange->settle(Exchange::State::failed);
}

void Conversation::fail_all(const Error& why) {
    if (attachment_) attachment_->refuse_all(why.message);
    const auto open = open_;
    for (const auto& entry : open) fail(entry.second, why);
}

void Conversation::end() {
    if (attachment_) attachment_->end();
    for (const auto& entry : std::exchange(open_, {})) entry.second->settle(Exchange::State::ended);
}

void Conversation::take_line(std::string line) {
    if (line.find_first_not_of(blank) == std::string::npos) return;
    const auto envelope = mcp::index_message(line);
    if (!envelope) return take_garbage(line);
    if (attachment_) {
        if (envelope->is_response()) ++counts_.answers;
        return attachment_->deliver(std::move(line));
    }
    if (envelope->is_request()) return take_request(*envelope);
    if (envelope->is_notification()) {
        ++counts_.notifications;
        return;
    }
    if (!envelope->is_response()) return take_garbage(line);
    // The slice of the id would dangle once the line is moved from.
    const std::string id{envelope->id};
    take_response(id, std::move(line));
}

void Conversation::begin_long_line(std::string_view start) {
    const auto first = start.find_first_not_of(blank);
    long_line_settled_ = true;
    if (first == std::string_view::npos || start[first] != '{') return take_garbage(start);
    log_.add_note(child_ + " wrote a message over the limit; it is dropped");
    const auto envelope = mcp::index_start(start);
    if (!envelope.method.empty()) return;
    long_line_settled_ = !envelope.id.empty();
    lose_answer_to(envelope.id);
}

void Conversation::end_long_line(std::string_view end) {
    if (std::exchange(long_line_settled_, true)) return;
    if (const auto id = mcp::id_in_end(end); !id.empty()) return lose_answer_to(id);
    // It may have been the answer to any of them.
    if (attachment_) attachment_->refuse_all("the server's answer is over the limit of its size");
    for (const auto& entry : std::exchange(open_, {}))
        entry.second->settle(Exchange::State::too_large);
}

void Conversation::take_garbage(std::string_view line) {
    if (counts_.garbage_lines++ == 0) counts_.garbage_sample = cut(line, garbage_sample_bytes_max);
    log_.add_garbage(child_, line);
}

void Conversation::take_request(const mcp::Envelope& envelope) {
    const std::string head = R"({"jsonrpc":"2.0","id":)" + std::string(envelope.id);
    if (envelope.id.size() > id_bytes_max) {
        ++counts_.declined_requests;
        return;
    }
    if (envelope.method == "ping") return reply_(head + R"(,"result":{}})" + "\n");
    ++counts_.declined_requests;
    reply_(head + R"(,"error":{"code":-32601,"message":"the client offers no such method"}})" +
           "\n");
}

void Conversation::take_response(std::string_view id, std::string line) {
    const auto found = open_.find(id);
    if (found == open_.end()) {
        if (!forget_abandoned(id)) ++counts_.unmatched_responses;
        return;
    }
    const auto exchange = found->second;
    open_.erase(found);
    ++counts_.answers;
    exchange->answer = std::move(line);
    exchange->settle(Exchange::State::answered);
}

void Conversation::lose_answer_to(std::string_view id) {
    if (attachment_ && attachment_->is_open(id))
        return attachment_->refuse(id, "the server's answer is over the limit of its size");
    const auto found = open_.find(id);
    if (found == open_.end()) {
        forget_abandoned(id);
        return;
    }
    const auto exchange = found->second;
    open_.erase(found);
    exchange->settle(Exchange::State::too_large);
}

bool Conversation::forget_abandoned(std::string_view id) {
    const auto found = std::ranges::find(abandoned_, id);
    if (found == abandoned_.end()) return false;
    abandoned_.erase(found);
    return true;
}

}  // namespace toolshed::shim
