// SPDX-License-Identifier: Apache-2.0
#include "cli/fields.hpp"

#include <cctype>

namespace toolshed::cli {
namespace {

/// The code unit of the escape `\uHHHH` at `at`, or -1.
int unit_at(const std::string& text, std::size_t at) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
    for (std::size_t i = at + 2; i < at + 6; ++i)
        if (std::isxdigit(static_cast<unsigned char>(text[i])) == 0) return -1;
    return static_cast<int>(std::stoul(text.substr(at + 2, 4), nullptr, 16));
}

bool is_high(int unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(int unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

std::string without_lone_surrogates(std::string text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\') continue;
        const int unit = unit_at(text, at);
        if (is_high(unit) && is_low(unit_at(text, at + 6))) {
            at += 11;
        } else {
            if (is_high(unit) || is_low(unit)) text.replace(at + 2, 4, "fffd");
            // What follows a backslash is never the start of another escape.
            at += 1;
        }
    }
    return text;
}

}  // namespace

Json json_from(const std::string& text) {
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) json = Json::parse(without_lone_surrogates(text), nullptr, false);
    return json;
}

const Json& part_of(const Json& json, const char* name) {
    static const Json none;
    if (!json.is_object()) return none;
    const auto found = json.find(name);
    return found == json.end() ? none : *found;
}

std::string word_of(const Json& json, const char* name) {
    const Json& value = part_of(json, name);
    return value.is_string() ? value.get<std::string>() : std::string();
}

double number_of(const Json& json, const char* name) {
    const Json& value = part_of(json, name);
    return value.is_number() ? value.get<double>() : 0;
}

bool flag_of(const Json& json, const char* name) {
    const Json& value = part_of(json, name);
    return value.is_boolean() && value.get<bool>();
}

std::string text_of(const Json& json, const char* name) {
    const Json& value = part_of(json, name);
    if (value.is_null()) return "–";
    return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace toolshed::cli
