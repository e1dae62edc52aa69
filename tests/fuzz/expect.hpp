// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace toolshed::fuzz {

/// Ends the fuzzer with the input kept when a property does not hold.
inline void expect(bool holds, const char* property) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", property);
    std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

/// The pieces of `text` cut at places that its own bytes choose, so that an input fixes its cuts.
template <class Take>
void in_pieces(std::string_view text, Take take) {
    std::size_t step = 1;
    while (!text.empty()) {
        step = 1 + (step * 31 + static_cast<unsigned char>(text.front())) % 7;
        const auto piece = text.substr(0, step);
        text.remove_prefix(piece.size());
        take(piece);
    }
}

}  // namespace toolshed::fuzz
