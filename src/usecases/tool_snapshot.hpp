// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "mcp/client.hpp"

namespace toolshed {

/// The stored form of a tool list: a JSON array of the definitions, byte for byte as the server
/// sent them.
inline std::string snapshot_of(const mcp::ToolList& list) {
    std::string json = "[";
    for (const auto& tool : list.tools) {
        if (json.size() > 1) json += ',';
        json += tool.json;
    }
    return json + "]";
}

}  // namespace toolshed
