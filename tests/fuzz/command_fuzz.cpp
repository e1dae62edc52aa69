// SPDX-License-Identifier: Apache-2.0
#include "api/command_grammar.hpp"
#include "expect.hpp"
#include "mcp/json_scan.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto command = api::parse_command(fuzz::text_of(data, size));
    if (!command) return 0;
    expect(!command->tool.empty(), "a command names a tool");
    expect(mcp::is_json(command->params) && mcp::is_object(command->params),
           "a command's parameters are an object");
    return 0;
}
