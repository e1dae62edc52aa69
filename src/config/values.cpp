// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <charconv>

#include "config/config.hpp"

namespace toolshed::config {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};
constexpr std::array<Unit, 4> durations = {
    {{"ms", 1}, {"s", 1'000}, {"m", 60'000}, {"h", 3'600'000}}};
constexpr std::array<Unit, 8> sizes = {{{"", 1},
                                        {"B", 1},
                                        {"KB", 1'000},
                                        {"MB", 1'000'000},
                                        {"GB", 1'000'000'000},
                                        {"KiB", 1 << 10},
                                        {"MiB", 1 << 20},
                                        {"GiB", 1 << 30}}};

template <std::size_t N>
Result<std::uint64_t> parse(std::string_view text, const std::array<Unit, N>& units,
                            const char* example) {
    std::uint64_t number = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& [name, factor] : units)
        if (bad == std::errc() && unit == name && number <= UINT64_MAX / 2 / factor)
            return number * factor;
    return fail(Category::invalid, "bad_value",
                "'" + std::string(text.substr(0, 64)) + "' is not written like " + example);
}

}  // namespace

Result<Millis> parse_duration(std::string_view text) {
    const auto ms = parse(text, durations, "500ms, 30s, 15m or 24h");
    if (!ms) return fail(ms.error());
    return Millis(*ms);
}

Result<std::uint64_t> parse_size(std::string_view text) {
    return parse(text, sizes, "4096, 64KiB or 512MB");
}

}  // namespace toolshed::config
