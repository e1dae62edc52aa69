// SPDX-License-Identifier: Apache-2.0
#include "cli/output.hpp"

#include <algorithm>
#include <cstdio>

namespace toolshed::cli {
namespace {

std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

void print(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

}  // namespace

std::string printable(const std::string& text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f ? '?' : c;
    }
    return out;
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
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    const auto print_row = [&](const std::vector<std::string>& row) {
        std::string text;
        for (std::size_t i = 0; i < row.size(); ++i) {
            text += row[i];
            if (i + 1 < row.size()) text.append(widths[i] - width(row[i]) + 2, ' ');
        }
        print(printable(text) + "\n");
    };
    print_row(head);
    for (const auto& row : rows) print_row(row);
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
