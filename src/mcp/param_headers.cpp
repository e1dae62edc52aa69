// SPDX-License-Identifier: Apache-2.0
#include "mcp/param_headers.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <set>
#include <utility>

#include "mcp/json_scan.hpp"

namespace toolshed::mcp {
namespace {

constexpr std::size_t depth_max = 8;
constexpr std::size_t headers_max = 64;
constexpr std::string_view annotation = "x-mcp-header";

bool is_token(std::string_view text) {
    static constexpr std::string_view others = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
               others.find(c) != std::string_view::npos;
    });
}

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

bool is_primitive(std::string_view schema) {
    const auto type = string_value(member(schema, "type"));
    return type == "string" || type == "integer" || type == "boolean";
}

/// Walks the `properties` of a schema, and of those the same.
struct Walk {
    std::vector<ParamHeader> found = {};
    std::set<std::string> names = {};
    bool malformed = false;

    void take(std::string_view schema, const std::vector<std::string>& path) {
        if (path.size() >= depth_max) return;
        for_each_member(member(schema, "properties"),
                        [&](std::string_view raw_name, std::string_view property) {
                            auto deeper = path;
                            const auto name = string_value('"' + std::string(raw_name) + '"');
                            deeper.push_back(name.value_or(""));
                            add(property, deeper);
                            take(property, deeper);
                            return !malformed;
                        });
    }
    void add(std::string_view property, const std::vector<std::string>& path) {
        const auto raw = member(property, annotation);
        if (raw.empty()) return;
        const auto name = string_value(raw);
        if (!name || !is_token(*name) || !is_primitive(property) ||
            !names.insert(lower(*name)).second || found.size() == headers_max)
            malformed = true;
        else
            found.push_back({"Mcp-Param-" + *name, path});
    }
};

}  // namespace

std::string_view argument_of(std::string_view arguments, const ParamHeader& header) {
    for (const auto& name : header.path) arguments = member(arguments, name);
    return arguments;
}

std::vector<ParamHeader> param_headers_of(std::string_view tool) {
    Walk walk;
    walk.take(member(tool, "inputSchema"), {});
    if (walk.malformed) return {};
    return std::move(walk.found);
}

}  // namespace toolshed::mcp
