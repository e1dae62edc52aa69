// SPDX-License-Identifier: Apache-2.0
#include "mcp/tool_hash.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/digest.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::mcp {
namespace {

constexpr std::array<std::string_view, 6> hashed_members = {
    "annotations", "description", "inputSchema", "name", "outputSchema", "title"};

/// Writes well-formed JSON in canonical form, in one pass: walking each level anew would let a
/// deeply nested list cost its depth times its size.
class Canonical {
public:
    explicit Canonical(std::string_view json) : json_(json) {}

    void append_value(std::string& out, int levels = 0) {
        skip_space();
        const bool deeper = levels < levels_max;
        if (peek() == '{' && deeper)
            append_object(out, levels + 1);
        else if (peek() == '[' && deeper)
            append_array(out, levels + 1);
        else if (peek() == '"')
            out += take_string();
        else
            append_word(out);
    }

private:
    /// More than the scanner lets pass, so only a bound of the recursion.
    static constexpr int levels_max = 256;

    char peek() const { return at_ < json_.size() ? json_[at_] : '\0'; }
    void skip_space() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') ++at_;
    }
    bool take(char c) {
        skip_space();
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    std::string_view take_string() {
        const auto begin = at_++;
        while (at_ < json_.size() && json_[at_] != '"') at_ += json_[at_] == '\\' ? 2 : 1;
        at_ = std::min(at_ + 1, json_.size());
        return json_.substr(begin, at_ - begin);
    }
    void append_word(std::string& out) {
        const auto end = std::min(json_.find_first_of(" \t\n\r,]}", at_ + 1), json_.size());
        if (at_ < end) out += json_.substr(at_, end - at_);
        at_ = end;
    }
    void append_array(std::string& out, int levels) {
        ++at_;
        out += '[';
        bool first = true;
        if (!take(']')) {
            do {
                if (!std::exchange(first, false)) out += ',';
                append_value(out, levels);
            } while (take(','));
            take(']');
        }
        out += ']';
    }
    void append_object(std::string& out, int levels) {
        ++at_;
        std::vector<std::pair<std::string_view, std::string>> members;
        if (!take('}')) {
            do {
                skip_space();
                auto& member = members.emplace_back(take_string(), std::string());
                take(':');
                append_value(member.second, levels);
            } while (take(','));
            take('}');
        }
        std::ranges::stable_sort(members, {}, &std::pair<std::string_view, std::string>::first);
        out += '{';
        bool first = true;
        for (const auto& [name, value] : members) {
            if (!std::exchange(first, false)) out += ',';
            out.append(name).append(":").append(value);
        }
        out += '}';
    }

    std::string_view json_;
    std::size_t at_ = 0;
};

void append_tool(std::string& out, std::string_view json) {
    out += '{';
    bool first = true;
    for (const auto name : hashed_members) {
        const auto value = member(json, name);
        if (value.empty()) continue;
        if (!std::exchange(first, false)) out += ',';
        out.append("\"").append(name).append("\":");
        Canonical(value).append_value(out);
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
