// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/api_client.hpp"

namespace toolshed::cli {

/// Speaks MCP on standard input and output with the gateway's endpoint of a session, for clients
/// that only start commands: one message a line, both ways, of either era. Ends with the end of
/// input, with SIGTERM or SIGINT, or when the session has gone. Standard output carries messages
/// only. `invalid` `bad_url`, `unavailable` `server_unreachable`, `unavailable` `session_ended`.
Result<void> carry_stdio(const ApiAddress& address, const std::string& session);

}  // namespace toolshed::cli
