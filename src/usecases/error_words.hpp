// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// What a server's standard error says of what it lacks. Words of strangers: read with care,
/// bounded, and only ever told to people.
namespace toolshed::error_words {

inline constexpr std::size_t text_bytes_max = 256 * 1024;
inline constexpr std::size_t names_max = 20;

/// Names of environment variables that it says are missing, in the order in which it names them.
/// What has a default, is optional or is only mentioned is left out.
std::vector<std::string> missing_variables(std::string_view text);

/// Paths at which a write was refused.
std::vector<std::string> refused_paths(std::string_view text);

/// The first line that says that a name or an address could not be reached; empty = none.
std::string missing_network(std::string_view text);

}  // namespace toolshed::error_words
