// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace toolshed::shim {

/// The last lines of everything that was said in the workload, as text whose bytes are numbered
/// from its first one. Lines are valid UTF-8; whole ones fall out at the front when it is full.
class LogRing {
public:
    static constexpr std::size_t line_bytes_max = 4'096;  ///< a longer line is cut

    explicit LogRing(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// Keeps what is there, as far as it fits.
    void resize(std::size_t bytes_max);

    /// `<child> <line>`: what a child wrote to its standard error.
    void add_error_line(std::string_view child, std::string_view line) { add(child, " ", line); }
    /// `<child>! <line>`: what it wrote to its standard output and was no message.
    void add_garbage(std::string_view child, std::string_view line) { add(child, "! ", line); }
    /// `shim: <note>`.
    void add_note(std::string_view note) { add("shim", ": ", note); }

    struct Slice {
        std::string text;
        std::uint64_t offset = 0;  ///< of the first byte of `text`
        std::uint64_t next = 0;    ///< of the first byte that is not there yet
    };
    /// Everything from byte `offset` on, or from the oldest line that is left.
    Slice read(std::uint64_t offset) const;

private:
    void add(std::string_view who, std::string_view mark, std::string_view line);
    void trim();

    std::size_t bytes_max_;
    std::string text_;          ///< may start with bytes that have fallen out
    std::size_t start_ = 0;     ///< where in `text_` the oldest line begins
    std::uint64_t offset_ = 0;  ///< of that place
};

}  // namespace toolshed::shim
