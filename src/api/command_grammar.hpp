// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace toolshed::api {

/// A typed command: which tool, and its parameters as a raw JSON object.
struct Command {
    std::string tool;
    std::string params = "{}";

    friend bool operator==(const Command&, const Command&) = default;
};

inline constexpr std::size_t command_bytes_max = 256 * 1024;

/// Reads `tool(name="text", n=3, flag=true, list=[1,2], obj={"a":1})` or a bare `tool`. Values are
/// JSON and keep their spelling; a name is letters, digits and `_ - . $`, or a JSON text. `invalid`
/// `bad_command` names the column and what was expected.
Result<Command> parse_command(std::string_view text);

}  // namespace toolshed::api
