// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace toolshed::mcp {

/// One parameter of a tool that clients repeat in a header, so that what stands between can route
/// by it.
struct ParamHeader {
    std::string header;             ///< `Mcp-Param-Region`
    std::vector<std::string> path;  ///< names of members, from `arguments` on
};

/// What `x-mcp-header` in a tool's raw definition says. Empty when any of it is malformed: clients
/// leave such a tool out. Rule: MCP 2026-07-28, transports, custom headers from tool parameters.
std::vector<ParamHeader> param_headers_of(std::string_view tool);

/// The raw argument that a header repeats; empty when it is not there.
std::string_view argument_of(std::string_view arguments, const ParamHeader& header);

}  // namespace toolshed::mcp
