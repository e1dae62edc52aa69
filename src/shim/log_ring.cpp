// SPDX-License-Identifier: Apache-2.0
#include "shim/log_ring.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace toolshed::shim {

void LogRing::resize(std::size_t bytes_max) {
    bytes_max_ = bytes_max;
    trim();
}

LogRing::Slice LogRing::read(std::uint64_t offset) const {
    const auto size = text_.size() - start_;
    const auto next = offset_ + size;
    const auto from = std::clamp(offset, offset_, next);
    return {text_.substr(start_ + static_cast<std::size_t>(from - offset_)), from, next};
}

void LogRing::add(std::string_view who, std::string_view mark, std::string_view line) {
    text_ += who;
    text_ += mark;
    auto clean = valid_utf8(line.substr(0, line_bytes_max));
    // A line end or another control character must not forge a line or drive a terminal.
    for (char& c : clean)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t') c = ' ';
    text_ += clean;
    text_ += '\n';
    trim();
}

void LogRing::trim() {
    const auto size = text_.size() - start_;
    if (size > bytes_max_) {
        const auto end = text_.find('\n', start_ + (size - bytes_max_) - 1);
        const auto lost = (end == std::string::npos ? text_.size() : end + 1) - start_;
        start_ += lost;
        offset_ += lost;
    }
    // Moving the rest to the front only now and then keeps a flood of lines cheap.
    if (start_ > bytes_max_ / 2) {
        text_.erase(0, start_);
        start_ = 0;
    }
}

}  // namespace toolshed::shim
