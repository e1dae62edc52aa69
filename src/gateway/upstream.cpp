// SPDX-License-Identifier: Apache-2.0
#include "gateway/upstream.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "gateway/replies.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/splice.hpp"

namespace toolshed::gateway {
namespace {

constexpr std::string_view subscription_key = "io.modelcontextprotocol/subscriptionId";

std::string cancelled_message(std::string_view number) {
    return R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
           std::string(number) + R"(,"reason":"the client has left"}})";
}

/// What is recorded of a request that ends without an answer of the server's.
std::string tell_end(const Pending& pending, std::string_view code,
                     std::string_view why = "nobody waits for the answer any more") {
    std::string answer = error_message(pending.id, rpc::internal_error, why,
                                       R"({"code":)" + json_quoted(code) + "}");
    if (pending.answered)
        if (const auto envelope = mcp::index_message(answer)) pending.answered(*envelope);
    return answer;
}

}  // namespace

Task<void> Upstream::run(std::shared_ptr<Upstream> self) {
    const auto over =
        co_await self->stream_->run([self](std::string_view message) { self->take(message); });
    self->lose(over ? Error{Category::unavailable, "link_lost", "closed"} : over.error());
}

std::int64_t Upstream::send_request(std::string_view message, const mcp::Envelope& envelope,
                                    Pending pending) {
    const std::int64_t number = next_++;
    const std::string text = std::to_string(number);
    mcp::Splice splice(message);
    splice.replace(envelope.id, text);
    if (const auto token = mcp::progress_token_of(envelope.params); !token.empty()) {
        pending.token = token;
        splice.replace(token, text);
    }
    stream_->send(splice.text());
    pending_.emplace(number, std::move(pending));
    return number;
}

void Upstream::forward_cancel(std::string_view message, const mcp::Envelope& envelope,
                              const std::function<bool(const Pending&)>& is_own) {
    const auto wanted = mcp::member(envelope.params, "requestId");
    if (wanted.empty()) return;
    for (auto entry = pending_.begin(); entry != pending_.end(); ++entry) {
        if (entry->second.id != wanted || !is_own(entry->second)) continue;
        mcp::Splice splice(message);
        splice.replace(wanted, std::to_string(entry->first));
        stream_->send(splice.text());
        // No answer is to be expected any more, so the stream ends here.
        if (entry->second.last_closes) entry->second.out->close();
        tell_end(entry->second, "cancelled");
        pending_.erase(entry);
        return;
    }
}

void Upstream::abandon(std::int64_t number, std::string_view code) {
    const auto found = pending_.find(number);
    if (found == pending_.end()) return;
    tell_end(found->second, code);
    pending_.erase(found);
    stream_->send(cancelled_message(std::to_string(number)));
}

void Upstream::answer(std::string_view message) {
    if (is_slow()) return stream_->close();
    stream_->send(message);
}

void Upstream::abandon_older(TimePoint since) {
    std::vector<std::int64_t> old;
    for (const auto& [number, pending] : pending_)
        if (pending.sent_at < since && pending.out->closed()) old.push_back(number);
    for (const auto number : old) abandon(number, "client_left");
}

const Pending* Upstream::newest() const {
    for (auto entry = pending_.rbegin(); entry != pending_.rend(); ++entry)
        if (!entry->second.own) return &entry->second;
    return nullptr;
}

const Pending* Upstream::only() const {
    const auto is_clients = [](const auto& entry) { return !entry.second.own; };
    return std::ranges::count_if(pending_, is_clients) == 1 ? newest() : nullptr;
}

Upstream::Numbers::iterator Upstream::find(std::string_view raw_number) {
    // Servers may send a number back as text.
    if (raw_number.size() >= 2 && raw_number.starts_with('"')) {
        raw_number.remove_prefix(1);
        raw_number.remove_suffix(1);
    }
    std::int64_t number = 0;
    const char* end = raw_number.data() + raw_number.size();
    const auto [stop, bad] = std::from_chars(raw_number.data(), end, number);
    return bad != std::errc{} || stop != end ? pending_.end() : pending_.find(number);
}

void Upstream::take(std::string_view message) {
    const auto envelope = mcp::index_message(message);
    if (!envelope) return;
    if (envelope->is_response()) return take_response(message, *envelope);
    if (envelope->is_notification() &&
        (take_progress(message, *envelope) || take_subscription(message, *envelope)))
        return;
    events_.unrelated(message, *envelope);
}

/// An answer to nothing, or a second one, is dropped.
void Upstream::take_response(std::string_view message, const mcp::Envelope& envelope) {
    const auto found = find(envelope.id);
    if (found == pending_.end()) return;
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    if (pending.answered) pending.answered(envelope);
    mcp::Splice splice(message);
    splice.replace(envelope.id, pending.id);
    pending.out->push(splice.text());
    if (pending.last_closes) pending.out->close();
}

bool Upstream::take_progress(std::string_view message, const mcp::Envelope& envelope) {
    if (envelope.method != "notifications/progress") return false;
    const auto token = mcp::member(envelope.params, "progressToken");
    const auto found = find(token);
    if (found == pending_.end() || found->second.token.empty()) return true;
    mcp::Splice splice(message);
    splice.replace(token, found->second.token);
    found->second.out->push(splice.text());
    return true;
}

bool Upstream::take_subscription(std::string_view message, const mcp::Envelope& envelope) {
    const auto stamp = mcp::member(mcp::meta_of(envelope.params), subscription_key);
    if (stamp.empty()) return false;
    const auto found = find(stamp);
    if (found == pending_.end()) return true;
    mcp::Splice splice(message);
    splice.replace(stamp, found->second.id);
    found->second.out->push(splice.text());
    return true;
}

void Upstream::lose(const Error& why) {
    lost_ = true;
    for (const auto& [number, pending] : std::exchange(pending_, {})) {
        pending.out->push(
            tell_end(pending, "server_exited", "the server has gone: " + why.message));
        if (pending.last_closes) pending.out->close();
    }
    if (const auto lost = std::exchange(events_, {}).lost) lost();
}

}  // namespace toolshed::gateway
