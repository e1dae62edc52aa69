// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace toolshed {

/// The text as a JSON string with its quotes. Bytes that are no UTF-8 become U+FFFD.
std::string json_quoted(std::string_view text);

/// The text with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

std::string to_hex(std::span<const std::uint8_t> bytes);
/// Lower-case hexadecimal SHA-256.
std::string sha256_hex(std::string_view bytes);
std::string base64url(std::span<const std::uint8_t> bytes);

/// Compares without telling by its duration where the texts differ.
bool equal_constant_time(std::string_view left, std::string_view right);

}  // namespace toolshed
