// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace toolshed {

/// Lower-case hexadecimal SHA-256.
std::string sha256_hex(std::string_view bytes);

/// Compares without telling by its duration where the texts differ.
bool equal_constant_time(std::string_view left, std::string_view right);

}  // namespace toolshed
