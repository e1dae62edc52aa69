// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "mcp/message_stream.hpp"

namespace toolshed::link {

/// Opens a connection of its own on the shim's pinned socket and turns it into lines of messages
/// with child `id`. `pinned` must stay reachable until the answer. Errors: those of the shim's
/// refusal, `unavailable` `link_lost`, `invalid` `link_refused` for what is no answer of a shim.
Task<Result<std::unique_ptr<mcp::MessageStream>>> attach_stream(std::string pinned, std::string id,
                                                                std::size_t message_bytes_max,
                                                                Millis limit);

}  // namespace toolshed::link
