// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace toolshed::mcp {

inline constexpr std::string_view newest_legacy = "2025-11-25";
/// Newest first.
inline constexpr std::array<std::string_view, 5> legacy_revisions = {
    "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05", "2024-10-07"};
inline constexpr std::array<std::string_view, 1> modern_revisions = {"2026-07-28"};

}  // namespace toolshed::mcp
