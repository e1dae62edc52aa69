// SPDX-License-Identifier: Apache-2.0
#include "docker/ignore.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

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

/// Whether the class at the start of `pattern`, `[…]`, holds `c`; `size` is how long it is, 0 when
/// it is no class.
bool class_holds(std::string_view pattern, char c, std::size_t& size) {
    std::size_t at = 1;
    const bool negated = at < pattern.size() && (pattern[at] == '^' || pattern[at] == '!');
    if (negated) ++at;
    bool holds = false;
    for (const std::size_t first = at; at < pattern.size(); ++at) {
        if (pattern[at] == ']' && at > first) {
            size = at + 1;
            return holds != negated;
        }
        const char low = pattern[at];
        char high = low;
        if (at + 2 < pattern.size() && pattern[at + 1] == '-' && pattern[at + 2] != ']') {
            high = pattern[at + 2];
            at += 2;
        }
        holds = holds || (low <= c && c <= high);
    }
    size = 0;
    return false;
}

/// Takes one character of `text` off with the start of `pattern`, which is no star.
bool takes(std::string_view& pattern, std::string_view& text) {
    if (pattern.empty() || text.empty()) return false;
    std::size_t size = 1;
    bool matches = pattern.front() == text.front() || pattern.front() == '?';
    if (pattern.front() == '[') {
        const bool holds = class_holds(pattern, text.front(), size);
        matches = size > 0 ? holds : text.front() == '[';
        size = std::max<std::size_t>(size, 1);
    } else if (pattern.front() == '\\' && pattern.size() > 1) {
        matches = pattern[1] == text.front();
        size = 2;
    }
    if (!matches) return false;
    pattern.remove_prefix(size);
    text.remove_prefix(1);
    return true;
}

/// One part of a path against one part of a pattern, in time of their product: only the last star
/// has to be tried again.
bool matches_part(std::string_view pattern, std::string_view text) {
    std::optional<std::pair<std::string_view, std::string_view>> star;
    for (;;) {
        if (pattern.starts_with('*')) {
            pattern.remove_prefix(1);
            star = {pattern, text};
        } else if (pattern.empty() && text.empty()) {
            return true;
        } else if (!takes(pattern, text)) {
            if (!star || star->second.empty()) return false;
            star->second.remove_prefix(1);
            std::tie(pattern, text) = *star;
        }
    }
}

/// Whether the pattern covers the path or a folder above it: for each part of the pattern, how many
/// parts of the path it may have taken.
bool covers(std::span<const std::string> pattern, std::span<const std::string> path) {
    std::vector<bool> taken(path.size() + 1, false);
    taken[0] = true;
    for (const auto& part : pattern) {
        std::vector<bool> next(path.size() + 1, false);
        bool any = false;
        for (std::size_t i = 0; i <= path.size(); ++i) {
            if (part == "**")
                next[i] = taken[i] || (i > 0 && next[i - 1]);
            else if (i > 0)
                next[i] = taken[i - 1] && matches_part(part, path[i - 1]);
            any = any || next[i];
        }
        if (!any) return false;
        taken = std::move(next);
    }
    return !path.empty();
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
        if (!rule.parts.empty() && rule.parts.size() <= 64) rules_.push_back(std::move(rule));
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
