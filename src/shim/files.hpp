// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace toolshed::shim {

/// The text of a regular file, at most `bytes_max` of it; nothing when there is none or it cannot
/// be read. Never blocks on a FIFO or a device that stands in its place.
std::optional<std::string> read_file(const std::string& path, std::size_t bytes_max);

}  // namespace toolshed::shim
