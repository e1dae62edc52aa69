// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace toolshed::net::wire {

/// One server-sent event.
struct SseEvent {
    std::string data;
    std::string event = {};  ///< empty = `message`
    std::string id = {};  ///< decoded: the last id seen on the stream; encoded: left out when empty

    friend bool operator==(const SseEvent&, const SseEvent&) = default;
};

/// The event as bytes of a stream. Lines of `data` may end in LF, CR or CRLF and arrive as LF; line
/// ends and NUL in `event` and `id` are dropped.
std::string encode_sse(const SseEvent& event);

/// A line that keeps a stream alive and is no event.
std::string encode_sse_comment(std::string_view text);

/// Takes a stream apart, from pieces with boundaries anywhere. What a stream's end cuts off is no
/// event. Rules: WHATWG HTML, "Interpreting an event stream".
class SseDecoder {
public:
    using Sink = std::function<void(SseEvent)>;

    explicit SseDecoder(std::size_t event_bytes_max) : event_bytes_max_(event_bytes_max) {}

    /// Hands every event that `bytes` complete to `sink`. An event whose lines are over the limit
    /// is `exhausted` `event_too_large`; then the decoder is dead.
    Result<void> feed(std::string_view bytes, const Sink& sink);

    const std::string& last_id() const { return last_id_; }
    /// What the server last asked for as the wait before a reconnection.
    std::optional<std::uint64_t> retry_ms() const { return retry_ms_; }

private:
    Result<void> take(std::string_view part);
    void end_line(const Sink& sink);
    void take_field(std::string_view name, std::string_view value);
    void dispatch(const Sink& sink);

    std::size_t event_bytes_max_;
    std::string line_;
    std::string data_;
    std::string event_;
    std::string last_id_;
    std::string next_id_;
    std::optional<std::uint64_t> retry_ms_;
    bool first_line_ = true;
    bool after_carriage_return_ = false;
};

}  // namespace toolshed::net::wire
