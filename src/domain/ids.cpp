// SPDX-License-Identifier: Apache-2.0
#include "domain/ids.hpp"

#include <algorithm>

namespace toolshed {

bool is_id(std::string_view text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    if (text.size() < 4 || text.size() > 40) return false;
    return std::ranges::all_of(
        text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

}  // namespace toolshed
