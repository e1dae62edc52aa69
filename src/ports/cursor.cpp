// SPDX-License-Identifier: Apache-2.0
#include "ports/cursor.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace toolshed {
namespace {

std::string fingerprint(const Query& query) {
    const std::string order = query.order == Query::Order::ascending ? "a" : "d";
    return sha256_hex(query.collection + "\n" + query.index + "\n" + query.partition + "\n" + order)
        .substr(0, 12);
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
    }
    return out;
}

std::string hex(const std::string& text) {
    return to_hex({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

std::unexpected<Error> bad_cursor() {
    return fail(Category::invalid, "bad_cursor",
                "the cursor is not one that this list gave; begin without one");
}

}  // namespace

std::string write_cursor(const Query& query, const std::string& sort, const std::string& id) {
    return fingerprint(query) + "-" + hex(sort) + "-" + hex(id);
}

Result<std::optional<Place>> read_cursor(const Query& query) {
    if (query.limit < 1 || query.limit > 1'000)
        return fail(Category::invalid, "bad_limit", "a page has 1 to 1,000 items");
    if (query.cursor.empty()) return std::optional<Place>{};
    const std::string_view cursor = query.cursor;
    const auto second = cursor.rfind('-');
    if (cursor.size() < 14 || cursor.size() > 4'096 || cursor[12] != '-' || second <= 12)
        return bad_cursor();
    if (cursor.substr(0, 12) != fingerprint(query)) return bad_cursor();
    auto sort = from_hex(cursor.substr(13, second - 13));
    auto id = from_hex(cursor.substr(second + 1));
    if (!sort || !id) return bad_cursor();
    return std::optional<Place>(Place{std::move(*sort), std::move(*id)});
}

std::unexpected<Error> version_conflict(std::size_t index) {
    Error error{Category::conflict, "version_conflict", "somebody else wrote in between"};
    error.pointer = "/" + std::to_string(index);
    return std::unexpected(std::move(error));
}

}  // namespace toolshed
