// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/requests.hpp"

namespace toolshed::mcp {

std::string call_request(const Negotiated& negotiated, std::int64_t id, std::string_view tool,
                         std::string_view arguments) {
    std::string members = R"("name":)" + json_quoted(tool) + R"(,"arguments":)";
    members += arguments;
    return request(negotiated, id, "tools/call", members);
}

Task<Result<CallAnswer>> call_tool(Peer peer, std::int64_t id, std::string message, Millis limit) {
    const auto answer = co_await ask(peer, id, std::move(message), limit);
    if (!answer && answer.error().code == "timeout") {
        // The server may go on for ever otherwise; whether it listens does not change our answer.
        const std::string cancel =
            R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
            std::to_string(id) + R"(,"reason":"timeout"}})";
        (void)(co_await peer.channel.exchange(cancel, Millis(1'000))).has_value();
    }
    if (!answer) co_return fail(answer.error());
    const Envelope& envelope = (*answer)->envelope;
    CallAnswer call;
    if (!envelope.error.empty()) {
        call.error = envelope.error.substr(0, peer.limits.result_bytes_max);
        co_return call;
    }
    if (envelope.result.size() > peer.limits.result_bytes_max)
        co_return fail(Category::exhausted, "result_too_large",
                       "the result has " + std::to_string(envelope.result.size()) +
                           " bytes, more than mcp.result_bytes_max");
    if (!is_object(envelope.result))
        co_return fail(Category::invalid, "protocol_error", "the result of the call is no object");
    if (string_value(member(envelope.result, "resultType")).value_or("complete") != "complete")
        co_return fail(Category::invalid, "protocol_error",
                       "the server asks for more input, which a call by the API cannot give");
    call.is_error = member(envelope.result, "isError") == "true";
    call.result = envelope.result;
    co_return call;
}

}  // namespace toolshed::mcp
