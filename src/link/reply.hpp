// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/http.hpp"
#include "ports/engine.hpp"
#include "shim/protocol/messages.hpp"

/// Turns what a shim says into our words. Shared by the module's own sources.
namespace toolshed::link {

/// A failed request of ours, as an `Error` of the link.
Error lost_error(const Error& cause);
/// A failure that the shim answered with: its code when it is one of the protocol, else `invalid`
/// `link_refused`.
Error refusal(const net::Response& response);

/// `invalid` `link_refused` when the body cannot be read or is of another protocol version.
Result<LinkStatus> read_status(const net::Response& response);
/// The part of a log from `asked` on. What the shim says of offsets is kept consistent with the
/// bytes that came.
Result<WorkloadLog> read_log(const net::Response& response, std::uint64_t asked,
                             std::size_t bytes_max);

}  // namespace toolshed::link
