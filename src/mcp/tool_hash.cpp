// SPDX-License-Identifier: Apache-2.0
#include "mcp/tool_hash.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::mcp {
namespace {

constexpr std::array<std::string_view, 6> hashed_members = {
    "annotations", "description", "inputSchema", "name", "outputSchema", "title"};

/// Depth is bounded: the scanner that checked the message refuses more than 128 levels.
void append_canonical(std::string& out, std::string_view json) {
    if (is_object(json)) {
        std::vector<std::pair<std::string_view, std::string_view>> members;
        for_each_member(json, [&](std::string_view name, std::string_view value) {
            members.emplace_back(name, value);
            return true;
        });
        std::ranges::stable_sort(members, {}, &std::pair<std::string_view, std::string_view>::first);
        out += '{';
        for (std::size_t i = 0; i < members.size(); ++i) {
            out.append(i == 0 ? "\"" : ",\"").append(members[i].first).append("\":");
            append_canonical(out, members[i].second);
        }
        out += '}';
    } else if (is_array(json)) {
        out += '[';
        bool first = true;
        for_each_element(json, [&](std::string_view value) {
            if (!std::exchange(first, false)) out += ',';
            append_canonical(out, value);
            return true;
        });
        out += ']';
    } else {
        out += json;
    }
}

void append_tool(std::string& out, std::string_view json) {
    out += '{';
    bool first = true;
    for (const auto name : hashed_members) {
        const auto value = member(json, name);
        if (value.empty()) continue;
        if (!std::exchange(first, false)) out += ',';
        out.append("\"").append(name).append("\":");
        append_canonical(out, value);
    }
    out += '}';
}

}  // namespace

std::string tool_list_hash(const std::vector<Tool>& tools) {
    std::vector<const Tool*> sorted;
    for (const auto& tool : tools) sorted.push_back(&tool);
    std::ranges::sort(sorted, {}, &Tool::name);
    std::string canonical = "[";
    for (const auto* tool : sorted) {
        if (canonical.size() > 1) canonical += ',';
        append_tool(canonical, tool->json);
    }
    return sha256_hex(canonical + "]");
}

}  // namespace toolshed::mcp
