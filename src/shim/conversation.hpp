// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mcp/envelope.hpp"
#include "shim/attachment.hpp"
#include "shim/exchange.hpp"
#include "shim/line_framer.hpp"
#include "shim/log_ring.hpp"

namespace toolshed::shim {

/// What one child said that was no answer.
struct ConversationCounts {
    std::int64_t garbage_lines = 0;
    std::string garbage_sample = {};
    std::int64_t unmatched_responses = 0;
    std::int64_t declined_requests = 0;
    std::int64_t notifications = 0;
    std::int64_t answers = 0;  ///< responses that somebody waited for

    /// Grows when bytes came that answered nothing.
    std::int64_t noise() const { return garbage_lines + unmatched_responses; }
};

/// The JSON-RPC side of one child: matches its responses with the open requests by their raw ids,
/// answers `ping`, declines every other request, and keeps count of the rest. Bytes of a response
/// are never changed.
class Conversation final : public LineSink {
public:
    static constexpr std::size_t id_bytes_max = 1'024;  ///< of an id, on either side
    static constexpr std::size_t abandoned_ids_max = 256;
    static constexpr std::size_t garbage_sample_bytes_max = 200;

    /// `reply` takes lines that the child is to get. `log` outlives the conversation.
    Conversation(std::string child, LogRing& log, std::function<void(std::string)> reply)
        : child_(std::move(child)), log_(log), reply_(std::move(reply)) {}

    /// Makes a request open; false when another one with the same id is.
    bool open(const std::shared_ptr<Exchange>& exchange);
    /// Nobody waits for it any more, for the reason `why`. A late answer is dropped and counts as
    /// nothing.
    void abandon(const std::shared_ptr<Exchange>& exchange, Exchange::State why);
    /// No answer to it will come, for a reason of its own.
    void fail(const std::shared_ptr<Exchange>& exchange, Error why);
    /// The same for every open request.
    void fail_all(const Error& why);
    /// What was written where no messages are expected says nothing about the server.
    void forget_garbage() {
        counts_.garbage_lines = 0;
        counts_.garbage_sample.clear();
    }
    /// The child has ended: settles every open request so.
    void end();

    /// From now on every message goes to the attachment as it is: it answers and declines nothing
    /// itself. nullptr = no longer.
    void attach(std::shared_ptr<Attachment> attachment) { attachment_ = std::move(attachment); }
    const std::shared_ptr<Attachment>& attachment() const { return attachment_; }

    void take_line(std::string line) override;
    void begin_long_line(std::string_view start) override;
    void end_long_line(std::string_view end) override;

    const ConversationCounts& counts() const { return counts_; }
    std::size_t open_requests() const { return open_.size(); }

private:
    void take_garbage(std::string_view line);
    void take_request(const mcp::Envelope& envelope);
    void take_response(std::string_view id, std::string line);
    void lose_answer_to(std::string_view id);
    bool forget_abandoned(std::string_view id);

    std::string child_;
    LogRing& log_;
    std::function<void(std::string)> reply_;
    std::map<std::string, std::shared_ptr<Exchange>, std::less<>> open_;
    std::deque<std::string> abandoned_;
    std::shared_ptr<Attachment> attachment_;
    bool long_line_settled_ = false;
    ConversationCounts counts_;
};

}  // namespace toolshed::shim
