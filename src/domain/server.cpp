// SPDX-License-Identifier: Apache-2.0
#include "domain/server.hpp"

#include <algorithm>
#include <array>

#include "domain/ids.hpp"

namespace toolshed {

std::string_view status_of(const Server& server) {
    if (server.deleting) return "deleted";
    const bool failed = server.last_run && (server.last_run->state == "failed" ||
                                            server.last_run->state == "timed_out" ||
                                            server.last_run->state == "needs_configuration");
    if (failed) return "failing";
    return server.current_revision ? "verified" : "registered";
}

Result<std::string> parse_name(std::string_view text) {
    constexpr std::array<std::string_view, 3> reserved = {"instances", "api", "mcp"};
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const bool shaped = !text.empty() && text.size() <= 40 && plain(text.front()) &&
                        std::ranges::all_of(text, [&](char c) { return plain(c) || c == '-'; });
    if (!shaped)
        return fail(Category::invalid, "bad_name",
                    "a name is 1 to 40 of a-z, 0-9 and '-', and begins with a letter or digit");
    if (std::ranges::find(reserved, text) != reserved.end())
        return fail(Category::invalid, "bad_name", "'" + std::string(text) + "' is reserved");
    return std::string(text);
}

}  // namespace toolshed
