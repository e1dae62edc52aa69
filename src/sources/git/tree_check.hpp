// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "ports/source_reader.hpp"

/// Blocking looks at a checked-out tree.
namespace toolshed::sources::git {

struct TreeLimits {
    std::uint64_t bytes_max;
    std::size_t files_max;
};

/// Makes the folders of a fetch. `exhausted` `disk_full`, `unavailable` `scratch_failed`.
Result<void> make_folders(const std::filesystem::path& target, const std::filesystem::path& home);

/// Bytes of all files below, counted until they are over `enough`. Follows no links.
std::uint64_t bytes_below(const std::filesystem::path& folder, std::uint64_t enough);

/// Removes git's own folder, then walks the tree: `unsafe_source` for links that leave it and for
/// special files, `source_too_large`, `source_not_found` when `folder` is no folder of it or is
/// reached through a link.
Result<FetchedTree> check_tree(const std::filesystem::path& root, const std::string& folder,
                               TreeLimits limits);

}  // namespace toolshed::sources::git
