// SPDX-License-Identifier: Apache-2.0
#include "expect.hpp"
#include "gateway/request_check.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/splice.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

/// The first line is the value of every header, the rest the body of a POST to the gateway.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    const auto end = std::min(text.find('\n'), text.size());
    const std::string value(text.substr(0, end));
    const auto body = text.substr(std::min(end + 1, text.size()));
    net::Request request{"POST", "/mcp/x"};
    for (const char* name : {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Param-A"})
        request.headers.add(name, value);
    static_cast<void>(gateway::decoded_header(value));
    const auto envelope = gateway::read_message(body);
    if (!envelope) {
        expect(envelope.error().status == 400, "what is no message is a bad request");
        return 0;
    }
    const auto era = gateway::era_of(request, *envelope);
    if (era && *era == mcp::Era::modern) {
        const auto checked = gateway::check_modern(request, *envelope);
        expect(!checked || !envelope->is_response(), "a modern client never responds");
    }
    const auto headers = mcp::param_headers_of(envelope->params);
    static_cast<void>(
        gateway::check_param_headers(request, mcp::member(envelope->params, "arguments"), headers));
    if (!envelope->is_request()) return 0;
    mcp::Splice splice(body);
    splice.replace(envelope->id, "41");
    const auto token = mcp::progress_token_of(envelope->params);
    splice.replace(token, "42");
    const auto spliced = splice.text();
    const auto again = mcp::index_message(spliced);
    expect(again && again->id == "41", "a spliced message has the new id");
    expect(again->method == envelope->method, "and everything else as it was");
    expect(token.empty() || mcp::progress_token_of(again->params) == "42", "and the new token");
    return 0;
}
