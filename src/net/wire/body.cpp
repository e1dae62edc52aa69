// SPDX-License-Identifier: Apache-2.0
#include "net/wire/body.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace toolshed::net::wire {
namespace {

std::unexpected<Error> malformed(std::string message) {
    return fail(Category::invalid, "bad_request", "malformed HTTP body: " + message);
}

std::optional<std::uint64_t> number_from(std::string_view text, int base) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<Framing> declared_framing(const MessageHead& head, Framing::Kind otherwise) {
    std::optional<std::string_view> length, coding;
    for (const auto& [name, value] : head.fields) {
        const bool is_length = equals_ignoring_case(name, "Content-Length");
        if (!is_length && !equals_ignoring_case(name, "Transfer-Encoding")) continue;
        auto& slot = is_length ? length : coding;
        if (slot) return malformed(std::string(name) + " is given twice");
        slot = value;
    }
    if (length && coding) return malformed("Content-Length beside Transfer-Encoding");
    if (coding) {
        if (!equals_ignoring_case(*coding, "chunked"))
            return malformed("a Transfer-Encoding other than 'chunked'");
        if (head.minor_version == 0) return malformed("chunks in HTTP/1.0");
        return Framing{Framing::Kind::chunked, 0};
    }
    if (!length) return Framing{otherwise, 0};
    const auto value = number_from(*length, 10);
    if (!value) return malformed("Content-Length is no number");
    return Framing{Framing::Kind::length, *value};
}

}  // namespace

Result<Framing> framing_of(const RequestHead& head) {
    return declared_framing(head, Framing::Kind::none);
}

Result<Framing> framing_of(const ResponseHead& head) {
    if (head.status < 200 || head.status == 204 || head.status == 304) return Framing{};
    return declared_framing(head, Framing::Kind::until_close);
}

Result<std::size_t> ChunkedDecoder::feed(std::string_view bytes, std::string& out) {
    std::size_t at = 0;
    while (at < bytes.size() && state_ != State::done) {
        if (state_ == State::data) {
            const auto part = bytes.substr(at, left_);
            out += part;
            at += part.size();
            left_ -= part.size();
            if (left_ == 0) state_ = State::data_end;
            continue;
        }
        if (auto taken = take_line_byte(bytes[at++]); !taken) return fail(std::move(taken).error());
    }
    return at;
}

Result<void> ChunkedDecoder::take_line_byte(char c) {
    if (c != '\n') {
        if (!line_.empty() && line_.back() == '\r') return malformed("a bare CR in a chunk line");
        line_ += c;
        if (line_.size() > line_bytes_max)
            return malformed("a chunk line over " + std::to_string(line_bytes_max) + " bytes");
        return {};
    }
    if (line_.empty() || line_.back() != '\r')
        return malformed("a chunk line that ends in a bare LF");
    line_.pop_back();
    auto ended = end_line();
    line_.clear();
    return ended;
}

Result<void> ChunkedDecoder::end_line() {
    if (state_ == State::size_line) return end_size_line();
    if (state_ == State::trailer) return end_trailer_line();
    if (!line_.empty()) return malformed("a chunk is longer than its size says");
    state_ = State::size_line;
    return {};
}

Result<void> ChunkedDecoder::end_size_line() {
    const auto digits = std::string_view(line_).substr(0, line_.find_first_of("; \t"));
    const auto size = number_from(digits, 16);
    if (!size) return malformed("a chunk size is no number");
    if (*size > body_bytes_max_ - total_)
        return fail(Category::exhausted, "body_too_large",
                    "the body is over " + std::to_string(body_bytes_max_) + " bytes");
    left_ = static_cast<std::size_t>(*size);
    total_ += left_;
    state_ = left_ == 0 ? State::trailer : State::data;
    return {};
}

Result<void> ChunkedDecoder::end_trailer_line() {
    if (line_.empty()) state_ = State::done;
    trailer_bytes_ += line_.size();
    if (trailer_bytes_ > trailer_bytes_max)
        return malformed("trailers over " + std::to_string(trailer_bytes_max) + " bytes");
    return {};
}

}  // namespace toolshed::net::wire
