// SPDX-License-Identifier: Apache-2.0
#include "cli/output.hpp"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace toolshed::cli {
namespace {

std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

/// Of a sequence of valid UTF-8.
std::size_t sequence_bytes(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

char32_t code_point(std::string_view sequence) {
    const auto lead = static_cast<unsigned char>(sequence.front());
    char32_t code = sequence.size() == 1 ? lead : lead & (0xFFU >> (sequence.size() + 1));
    for (const char c : sequence.substr(1))
        code = code << 6 | (static_cast<unsigned char>(c) & 0x3F);
    return code;
}

/// What moves the cursor, ends a line or turns the direction of writing, and blanks of no width.
/// Joiners stay, since scripts need them.
bool steers(char32_t code) {
    constexpr std::pair<char32_t, char32_t> ranges[] = {
        {0x00, 0x08},     {0x0B, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C}, {0x200B, 0x200B},
        {0x200E, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}};
    return std::ranges::any_of(
        ranges, [code](const auto& range) { return code >= range.first && code <= range.second; });
}

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

}  // namespace

std::string printable(const std::string& text) {
    const std::string clean = valid_utf8(text);
    std::string out;
    for (std::size_t at = 0; at < clean.size();) {
        const std::size_t bytes = sequence_bytes(clean[at]);
        const std::string_view sequence = std::string_view(clean).substr(at, bytes);
        if (steers(code_point(sequence)))
            out += '?';
        else
            out += sequence;
        at += bytes;
    }
    return out;
}

std::string on_one_line(const std::string& text) {
    std::string line = printable(text);
    std::ranges::replace_if(line, [](char c) { return c == '\n' || c == '\t'; }, '?');
    return line;
}

void Output::raw_object(const std::string& json) const {
    if (!json_) return;
    std::string text = json;
    while (text.ends_with('\n')) text.pop_back();
    print(text + "\n");
}

void Output::object(const Json& object) const {
    raw_object(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

void Output::line(const std::string& text) const {
    if (!json_) print(printable(text) + "\n");
}

void Output::table(const std::vector<std::string>& head,
                   const std::vector<std::vector<std::string>>& rows) const {
    if (json_ || rows.empty()) return;
    std::vector<std::size_t> widths;
    for (const auto& cell : head) widths.push_back(width(cell));
    auto clean = rows;
    for (auto& row : clean)
        for (std::size_t i = 0; i < row.size(); ++i) {
            row[i] = on_one_line(row[i]);
            widths[i] = std::max(widths[i], width(row[i]));
        }
    const auto print_row = [&](const std::vector<std::string>& row) {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text.append(widths[i] - width(row[i]) + 2, ' ');
        }
        print(text + "\n");
    };
    print_row(head);
    for (const auto& row : clean) print_row(row);
}

int exit_code(const Error& error) {
    return error.code == "server_unreachable" ? 3 : 1;
}

int Output::error(const Error& error) const {
    if (json_) {
        Json body = {
            {"type", to_string(error.category)}, {"code", error.code}, {"message", error.message}};
        if (!error.pointer.empty()) body["pointer"] = error.pointer;
        object({{"error", std::move(body)}});
    } else {
        const std::string place = error.pointer.empty() ? "" : " (at " + error.pointer + ")";
        const std::string text = error.code + ": " + error.message + place;
        std::fprintf(stderr, "toolshed: %s\n", printable(text).c_str());
    }
    return exit_code(error);
}

std::string duration(double ms) {
    char text[64];
    if (ms < 1'000)
        std::snprintf(text, sizeof text, "%.0f ms", ms);
    else if (ms < 120'000)
        std::snprintf(text, sizeof text, "%.2f s", ms / 1'000);
    else
        std::snprintf(text, sizeof text, "%.0f min %.0f s", ms / 60'000,
                      (ms - 60'000 * static_cast<double>(static_cast<long>(ms / 60'000))) / 1'000);
    return text;
}

}  // namespace toolshed::cli
