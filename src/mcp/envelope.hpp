// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace toolshed::mcp {

/// The top-level members of one JSON-RPC message as slices of its bytes; empty = absent. Members
/// hold raw JSON (a string with its quotes). The bytes must outlive the envelope.
struct Envelope {
    std::string_view id;
    std::string_view method;  ///< without quotes; a method with escapes is refused
    std::string_view params;
    std::string_view result;
    std::string_view error;  ///< a null beside a result counts as absent, and the other way round

    bool is_request() const { return !method.empty() && !id.empty(); }
    bool is_notification() const { return !method.empty() && id.empty(); }
    bool is_response() const {
        return method.empty() && !id.empty() && result.empty() != error.empty();
    }
};

/// Indexes one message in a single pass, without recursion and without copying. Refuses with
/// `invalid` `bad_message`: no JSON object, bytes that are no UTF-8, unbalanced or unterminated
/// parts, nesting over 128, trailing bytes, a duplicate or escaped top-level member name, more than
/// 32 top-level members, an `id` that is neither string nor integer, a `method` that is empty or no
/// string, `jsonrpc` absent or other than "2.0". Rules: JSON-RPC 2.0 sections 4 and 5; MCP base
/// protocol, messages.
Result<Envelope> index_message(std::string_view bytes);

/// A message for a transport of lines: its line ends, which stand only between tokens, become
/// blanks, and what some readers take for line ends in its texts (U+2028, U+2029) is written as
/// escapes. Well-formed JSON means the same afterwards.
std::string on_one_line(std::string_view message);

/// The members that stand whole in `start`, the first part of a message. Checks less: only what it
/// needs to walk.
Envelope index_start(std::string_view start);

/// The raw `id` of a message of which only the end is there, when the id is its last member; else
/// empty.
std::string_view id_in_end(std::string_view end);

}  // namespace toolshed::mcp
