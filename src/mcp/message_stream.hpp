// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "base/result.hpp"
#include "base/task.hpp"

namespace toolshed::mcp {

/// Carries whole JSON-RPC messages both ways between us and one server process, in order. One
/// thread.
class MessageStream {
public:
    virtual ~MessageStream() = default;

    /// Queues one message, whose line ends become blanks. Nothing happens once the stream is over.
    virtual void send(std::string_view message) = 0;
    /// Of messages that were not taken yet: whoever sends bounds it.
    virtual std::size_t unsent_bytes() const = 0;
    /// Sends what is queued and hands every message that comes to `take`, until the stream is over:
    /// the error says why (`unavailable` `link_lost`). Once.
    virtual Task<Result<void>> run(std::function<void(std::string_view message)> take) = 0;
    /// Ends `run`. Idempotent.
    virtual void close() = 0;
};

}  // namespace toolshed::mcp
