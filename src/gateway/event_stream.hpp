// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "gateway/outbox.hpp"
#include "net/server.hpp"

namespace toolshed::gateway {

/// One answer as a stream of events.
struct EventStream {
    std::shared_ptr<Outbox> out;
    std::string preamble = {};              ///< an event as bytes, before everything else
    std::optional<std::string> first = {};  ///< a message that was taken from it already
    Millis keep_alive{15'000};
    Millis silence_limit{0};  ///< without a message; 0 = none
    /// What a client is told last when the silence lasted too long.
    std::function<std::string()> too_silent = {};
    /// Called once when the stream ends, with whether the client left before its end.
    std::function<void(bool left)> ended = {};
};

/// 200 with the head of an event stream, which goes out at once with a comment.
net::Reply event_reply(EventStream stream);

}  // namespace toolshed::gateway
