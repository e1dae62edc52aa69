// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace toolshed::cli {

using Json = nlohmann::ordered_json;

/// Reads what came from outside: another version's daemon, or a server's words passed on by it, may
/// lack any member or have it in another type.

/// Any JSON text (RFC 8259) up to a modest depth, also one whose escapes name lone surrogates,
/// which become U+FFFD; discarded when it is no JSON.
Json json_from(const std::string& text);

/// The member, or null.
const Json& part_of(const Json& json, const char* name);
/// The member's text, or nothing.
std::string word_of(const Json& json, const char* name);
double number_of(const Json& json, const char* name);
bool flag_of(const Json& json, const char* name);
/// Text of a member for people: any value as JSON, `–` for none.
std::string text_of(const Json& json, const char* name);

}  // namespace toolshed::cli
