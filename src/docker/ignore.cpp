// SPDX-License-Identifier: Apache-2.0
#include "docker/ignore.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <span>

namespace toolshed::docker {
namespace {

constexpr std::size_t rules_max = 1'000;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        const auto part = path.substr(0, slash);
        if (!part.empty() && part != ".") parts.emplace_back(part);
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return parts;
}

/// Whether the pattern covers the path or a folder above it.
bool covers(std::span<const std::string> pattern, std::span<const std::string> path) {
    if (pattern.empty()) return true;
    if (pattern.front() == "**") {
        for (std::size_t skip = 0; skip <= path.size(); ++skip)
            if (covers(pattern.subspan(1), path.subspan(skip)))
                return pattern.size() > 1 || !path.empty();
        return false;
    }
    if (path.empty()) return false;
    if (::fnmatch(pattern.front().c_str(), path.front().c_str(), 0) != 0) return false;
    return covers(pattern.subspan(1), path.subspan(1));
}

}  // namespace

IgnoreRules::IgnoreRules(std::string_view text) {
    while (!text.empty() && rules_.size() < rules_max) {
        const auto end = std::min(text.find('\n'), text.size());
        std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        Rule rule;
        rule.exception = line.front() == '!';
        if (rule.exception) line = trimmed(line.substr(1));
        rule.parts = parts_of(line);
        // More wildcards than any real file has would make matching costly.
        const auto deep = std::ranges::count(rule.parts, "**");
        if (!rule.parts.empty() && rule.parts.size() <= 64 && deep <= 4)
            rules_.push_back(std::move(rule));
    }
}

bool IgnoreRules::ignores(std::string_view path) const {
    const auto parts = parts_of(path);
    bool ignored = false;
    for (const auto& rule : rules_)
        if (covers(rule.parts, parts)) ignored = !rule.exception;
    return ignored;
}

}  // namespace toolshed::docker
