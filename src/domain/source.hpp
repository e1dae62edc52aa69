// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace toolshed {

/// Where a server comes from. This step knows Git repositories.
struct Source {
    std::string url;          ///< `https://host/owner/repo` or `file:///path`
    std::string ref = {};     ///< branch, tag or full commit; empty = the repository's HEAD
    std::string folder = {};  ///< relative, `/`-separated, inside the tree; empty = its root

    friend bool operator==(const Source&, const Source&) = default;
};

enum class LocalSources { refused, allowed };

/// Reads `https://host/owner/repo[@ref][#folder]`, `file:///path[@ref][#folder]` or an absolute
/// path. Refuses with `invalid` `bad_source` and the reason: other schemes (`unsupported_source`),
/// user names or passwords, control characters, a ref or folder that begins with `-`, `..` parts,
/// over 2,048 bytes; with `denied` `local_source_refused` for local ones unless allowed.
Result<Source> parse_source(std::string_view text, LocalSources local);

/// The text that `parse_source` reads back.
std::string to_string(const Source& source);

/// The default name of a server: the last part of the path without `.git`, made of `[a-z0-9-]`, at
/// most 40 bytes.
std::string suggested_name(const Source& source);

}  // namespace toolshed
