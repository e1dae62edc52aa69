// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace toolshed::mcp {

/// Replaces slices of a message and leaves every other byte as it is: unknown members, the order of
/// keys and the spelling of numbers survive. The message outlives the splice.
class Splice {
public:
    explicit Splice(std::string_view message) : message_(message) {}

    /// `slice` lies in the message and in no other slice. An empty one does nothing.
    void replace(std::string_view slice, std::string with);
    std::string text() const;

private:
    struct Part {
        std::size_t begin;
        std::size_t size;
        std::string with;
    };
    std::string_view message_;
    std::vector<Part> parts_;  ///< by their place
};

/// Raw `_meta` of raw `params`; empty when absent. The first of two wins.
std::string_view meta_of(std::string_view params);
/// Raw `_meta.progressToken`; empty unless it is a string or a number.
std::string_view progress_token_of(std::string_view params);

}  // namespace toolshed::mcp
