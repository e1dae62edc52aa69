// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace toolshed::gateway {

struct GatewaySettings {
    Millis start_limit{30'000};        ///< of a process of the server, until it has answered first
    Millis request_limit{300'000};     ///< without a word from the server
    Millis keep_alive{15'000};         ///< between comments on an open stream
    Millis plain_answer_wait{250};     ///< for an answer as plain JSON; then the answer is a stream
    Millis session_idle{30 * 60'000};  ///< of a client's session without open streams
    Millis handshake_limit{30'000};    ///< of one that has not said that it is initialized
    std::size_t sessions_per_target = 1'000;
    std::size_t upstreams_per_target = 12;            ///< processes, or conversations over HTTP
    std::size_t stream_bytes_max = 8 * 1024 * 1024;   ///< that one stream of a client is behind
    std::size_t unsent_bytes_max = 16 * 1024 * 1024;  ///< that a server is behind
};

}  // namespace toolshed::gateway
