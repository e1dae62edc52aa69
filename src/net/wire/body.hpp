// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/wire/head.hpp"

namespace toolshed::net::wire {

/// How the body of a message is delimited.
struct Framing {
    enum class Kind { none, length, chunked, until_close };
    Kind kind = Kind::none;
    std::uint64_t length = 0;  ///< for `length`

    friend bool operator==(const Framing&, const Framing&) = default;
};

/// Refuses with `invalid` `bad_request` everything that two readers could understand differently:
/// Content-Length beside Transfer-Encoding, several of either, a length that is no plain number, a
/// coding other than `chunked`, chunks in HTTP/1.0. Rules: RFC 9112 section 6.
Result<Framing> framing_of(const RequestHead& head);
/// The same for the response to a request other than HEAD or CONNECT.
Result<Framing> framing_of(const ResponseHead& head);

/// Takes a chunked body apart, from pieces with boundaries anywhere. Trailers are checked for size
/// and dropped.
class ChunkedDecoder {
public:
    static constexpr std::size_t line_bytes_max = 1'024;     ///< a size line with its extensions
    static constexpr std::size_t trailer_bytes_max = 8'192;  ///< all trailers together

    explicit ChunkedDecoder(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

    /// Appends what `bytes` hold of the body to `out` and answers how many of them belong to the
    /// body; fewer than all only when it is done. Errors: `invalid` `bad_request`, `exhausted`
    /// `body_too_large`; then the decoder is dead.
    Result<std::size_t> feed(std::string_view bytes, std::string& out);
    bool done() const { return state_ == State::done; }

private:
    enum class State { size_line, data, data_end, trailer, done };

    Result<void> take_line_byte(char c);
    Result<void> end_line();
    Result<void> end_size_line();
    Result<void> end_trailer_line();

    std::size_t body_bytes_max_;
    State state_ = State::size_line;
    std::string line_;
    std::size_t left_ = 0;  ///< of the current chunk
    std::size_t total_ = 0;
    std::size_t trailer_bytes_ = 0;
};

}  // namespace toolshed::net::wire
