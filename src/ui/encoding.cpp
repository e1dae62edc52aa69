// SPDX-License-Identifier: Apache-2.0
#include "ui/encoding.hpp"

#include <algorithm>
#include <optional>

namespace toolshed::ui {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

/// Takes the text up to `mark` off its front.
std::string_view take(std::string_view& text, char mark) {
    const auto end = std::min(text.find(mark), text.size());
    const auto part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

bool same(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

/// Thousandths; a malformed weight accepts nothing.
int weight_of(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
    if (text.size() > 1 && text[1] != '.') return 0;
    int weight = (text[0] - '0') * 1000;
    int place = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9') return 0;
        weight += (c - '0') * place;
        place /= 10;
    }
    return std::min(weight, 1000);
}

struct Weights {
    std::optional<int> identity, gzip, brotli, rest;

    void read(std::string_view coding, int weight) {
        if (same(coding, "br"))
            brotli = weight;
        else if (same(coding, "gzip") || same(coding, "x-gzip"))
            gzip = weight;
        else if (same(coding, "identity"))
            identity = weight;
        else if (coding == "*")
            rest = weight;
    }
};

Weights read_weights(std::string_view accept) {
    Weights weights;
    while (!accept.empty()) {
        auto element = take(accept, ',');
        const auto coding = take(element, ';');
        int weight = 1000;
        while (!element.empty()) {
            auto parameter = take(element, ';');
            if (same(take(parameter, '='), "q")) weight = weight_of(trimmed(parameter));
        }
        if (!coding.empty()) weights.read(coding, weight);
    }
    return weights;
}

}  // namespace

Encoding choose_encoding(std::string_view accept, bool has_gzip, bool has_brotli) {
    const Weights weights = read_weights(accept);
    const int rest = weights.rest.value_or(0);
    const int brotli = has_brotli ? weights.brotli.value_or(rest) : 0;
    const int gzip = has_gzip ? weights.gzip.value_or(rest) : 0;
    // What is not listed is still accepted as it is, but whoever lists something prefers that.
    const int identity = weights.identity.value_or(0);
    if (brotli > 0 && brotli >= gzip && brotli >= identity) return Encoding::brotli;
    if (gzip > 0 && gzip >= identity) return Encoding::gzip;
    return Encoding::identity;
}

bool names_validator(std::string_view if_none_match, std::string_view validator) {
    while (!if_none_match.empty()) {
        auto each = take(if_none_match, ',');
        if (each.starts_with("W/")) each.remove_prefix(2);
        if (each == "*" || each == validator) return true;
    }
    return false;
}

}  // namespace toolshed::ui
