// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "mcp/client.hpp"

namespace toolshed::mcp {

/// The version of the rule below, stored beside every hash.
inline constexpr int tool_hash_rule = 1;

/// SHA-256 (hex) of a tool list in canonical form: tools sorted by name; of each tool the members
/// `name`, `title`, `description`, `inputSchema`, `outputSchema`, `annotations` as sent, absent
/// ones left out; object keys sorted at every depth by the bytes of their spelling, escapes
/// unresolved; no white space; number and string spelling kept.
std::string tool_list_hash(const std::vector<Tool>& tools);

}  // namespace toolshed::mcp
