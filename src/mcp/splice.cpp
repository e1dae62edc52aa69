// SPDX-License-Identifier: Apache-2.0
#include "mcp/splice.hpp"

#include <algorithm>
#include <utility>

#include "mcp/json_scan.hpp"

namespace toolshed::mcp {

void Splice::replace(std::string_view slice, std::string with) {
    if (slice.empty()) return;
    Part part{static_cast<std::size_t>(slice.data() - message_.data()), slice.size(),
              std::move(with)};
    const auto at = std::ranges::lower_bound(parts_, part.begin, {}, &Part::begin);
    parts_.insert(at, std::move(part));
}

std::string Splice::text() const {
    std::size_t size = message_.size();
    for (const auto& part : parts_) size += part.with.size();
    std::string text;
    text.reserve(size);
    std::size_t from = 0;
    for (const auto& part : parts_) {
        text.append(message_.substr(from, part.begin - from));
        text.append(part.with);
        from = part.begin + part.size;
    }
    text.append(message_.substr(from));
    return text;
}

std::string_view meta_of(std::string_view params) {
    const auto meta = member(params, "_meta");
    return is_object(meta) ? meta : std::string_view{};
}

std::string_view progress_token_of(std::string_view params) {
    const auto token = member(meta_of(params), "progressToken");
    const bool is_token = token.starts_with('"') || token.starts_with('-') ||
                          (!token.empty() && token[0] >= '0' && token[0] <= '9');
    return is_token ? token : std::string_view{};
}

}  // namespace toolshed::mcp
