// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include <array>
#include <utility>

namespace toolshed {
namespace {
constexpr std::array<std::pair<Category, std::string_view>, 9> words{{
    {Category::invalid, "invalid"},
    {Category::unauthenticated, "unauthenticated"},
    {Category::denied, "denied"},
    {Category::not_found, "not_found"},
    {Category::conflict, "conflict"},
    {Category::exhausted, "exhausted"},
    {Category::unavailable, "unavailable"},
    {Category::timed_out, "timed_out"},
    {Category::internal, "internal"},
}};
}  // namespace

Error with_context(Error error, std::string_view what) {
    error.message = std::string(what) + ": " + error.message;
    return error;
}

std::string_view to_string(Category category) {
    for (const auto& [value, word] : words)
        if (value == category) return word;
    return "internal";
}

Category category_from(std::string_view text) {
    for (const auto& [value, word] : words)
        if (word == text) return value;
    return Category::internal;
}

}  // namespace toolshed
