// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "net/wire/head.hpp"

namespace toolshed::net::wire {

/// The words after a status code; `Unknown` for codes that are not in the table.
std::string_view reason_phrase(int status);

/// Writes the head of a response with its empty line. With `content_length` it carries that header,
/// without it none (a stream that ends with its connection, or one that names its own coding in
/// `fields`). Control characters in values become blanks, so no value can forge a header.
std::string response_head(int status, std::span<const Field> fields,
                          std::optional<std::size_t> content_length);

}  // namespace toolshed::net::wire
