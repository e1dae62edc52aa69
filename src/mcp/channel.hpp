// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace toolshed::mcp {

/// Carries whole JSON-RPC messages to one server process and brings back the response that has the
/// request's id.
class Channel {
public:
    virtual ~Channel() = default;

    /// Sends one message. A request is answered with the whole response message, byte for byte as
    /// the server sent it; a notification with an empty string as soon as it was handed over.
    /// Errors: `timed_out` `timeout` (nothing came), `unavailable` with `server_exited`,
    /// `server_oom` or `link_lost`, `invalid` with `protocol_error` (the server sent bytes, but no
    /// answer to this id, within `limit`), `exhausted` `result_too_large`.
    virtual Task<Result<std::string>> exchange(std::string message, Millis limit) = 0;
};

}  // namespace toolshed::mcp
