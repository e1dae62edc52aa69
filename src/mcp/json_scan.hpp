// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// Raw looks into JSON that `index_message` or `is_json` has found well formed: slices, nothing is
/// copied or re-written.
namespace toolshed::mcp {

/// Whether the bytes are one JSON value (RFC 8259) of at most 127 levels and valid UTF-8, and
/// nothing else.
bool is_json(std::string_view bytes);

/// Calls `take(name, value)` for each member of an object, in order, until it returns false. `name`
/// is raw, without its quotes. Does nothing when `object` is no object.
void for_each_member(
    std::string_view object,
    const std::function<bool(std::string_view name, std::string_view value)>& take);
/// Calls `take(value)` for each element of an array, until it returns false.
void for_each_element(std::string_view array,
                      const std::function<bool(std::string_view value)>& take);

/// The raw value of a member, whether its name is spelled with escapes or not; empty when absent or
/// when `object` is no object. The first of two wins.
std::string_view member(std::string_view object, std::string_view name);
/// Whether two members have the same name, however spelled. Readers differ in which of the two they
/// take.
bool has_duplicate_members(std::string_view object);

/// The text of a JSON string, escapes resolved (a lone surrogate becomes U+FFFD); nothing when it
/// is no string.
std::optional<std::string> string_value(std::string_view json);

inline bool is_object(std::string_view json) {
    return json.starts_with('{');
}
inline bool is_array(std::string_view json) {
    return json.starts_with('[');
}

}  // namespace toolshed::mcp
