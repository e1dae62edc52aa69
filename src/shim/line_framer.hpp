// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace toolshed::shim {

/// Receives what a LineFramer finds.
class LineSink {
public:
    virtual ~LineSink() = default;
    /// A line without its end (LF, or CRLF). Never empty.
    virtual void take_line(std::string line) = 0;
    /// A line turned out to be over the limit: the start of it. The rest is thrown away up to its
    /// end.
    virtual void begin_long_line(std::string_view start) = 0;
    /// That line has ended: its last bytes. Only after `begin_long_line`.
    virtual void end_long_line(std::string_view end) = 0;
};

/// Cuts a stream of bytes into lines; memory is bounded by one line.
class LineFramer {
public:
    static constexpr std::size_t sample_bytes_max =
        4'096;  ///< of the start and the end of a long line

    LineFramer(std::size_t line_bytes_max, LineSink& sink)
        : line_bytes_max_(line_bytes_max), sink_(sink) {}

    void feed(std::string_view bytes);
    /// The stream is over: what has no line end yet is a line too; a long one is dropped.
    void finish();

private:
    void add(std::string_view part);
    void end_line();
    void keep_tail(std::string_view part);

    std::size_t line_bytes_max_;
    LineSink& sink_;
    std::string line_;  ///< while a long line is dropped: its last bytes
    bool dropping_ = false;
};

}  // namespace toolshed::shim
