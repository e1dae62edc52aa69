// SPDX-License-Identifier: Apache-2.0
#include "shim/line_framer.hpp"

#include <utility>

namespace toolshed::shim {

void LineFramer::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        add(bytes.substr(0, end));
        if (end == std::string_view::npos) return;
        end_line();
        bytes.remove_prefix(end + 1);
    }
}

void LineFramer::finish() {
    if (!dropping_) end_line();
    line_.clear();
    dropping_ = false;
}

void LineFramer::add(std::string_view part) {
    if (dropping_) return keep_tail(part);
    if (part.size() <= line_bytes_max_ - line_.size()) {
        line_ += part;
        return;
    }
    dropping_ = true;
    line_ += part.substr(0, line_.size() < sample_bytes_max ? sample_bytes_max - line_.size() : 0);
    sink_.begin_long_line(std::string_view(line_).substr(0, sample_bytes_max));
    // A fresh string, so that the memory of the long line goes back.
    line_ = std::string(line_.size() > sample_bytes_max
                            ? std::string_view(line_).substr(line_.size() - sample_bytes_max)
                            : std::string_view());
    keep_tail(part);
}

void LineFramer::keep_tail(std::string_view part) {
    if (part.size() > sample_bytes_max) part.remove_prefix(part.size() - sample_bytes_max);
    line_ += part;
    if (line_.size() > sample_bytes_max) line_.erase(0, line_.size() - sample_bytes_max);
}

void LineFramer::end_line() {
    auto line = std::exchange(line_, {});
    if (std::exchange(dropping_, false)) return sink_.end_long_line(line);
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty()) sink_.take_line(std::move(line));
}

}  // namespace toolshed::shim
