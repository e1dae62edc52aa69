// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/requests.hpp"

namespace toolshed::mcp {
namespace {

/// Any `isError` that is true counts, so that a second one cannot make an error look like a
/// success.
bool says_error(std::string_view result) {
    bool says = false;
    for_each_member(result, [&](std::string_view name, std::string_view value) {
        says = value == "true" && string_value("\"" + std::string(name) + "\"") == "isError";
        return !says;
    });
    return says;
}

}  // namespace

std::string call_request(const Negotiated& negotiated, std::int64_t id, std::string_view tool,
                         std::string_view arguments) {
    std::string members = R"("name":)" + json_quoted(tool) + R"(,"arguments":)";
    members += arguments;
    return request(negotiated, id, "tools/call", members);
}

Task<Result<CallAnswer>> call_tool(Peer peer, std::int64_t id, std::string message, Millis limit) {
    const auto answer = co_await ask(peer, id, std::move(message), limit);
    const bool unanswered =
        !answer && (answer.error().code == "timeout" || answer.error().code == "protocol_error");
    if (unanswered) {
        // The server may go on for ever otherwise; whether it listens does not change our answer.
        const std::string cancel =
            R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
            std::to_string(id) + R"(,"reason":"timeout"}})";
        (void)(co_await peer.channel.exchange(cancel, Millis(1'000))).has_value();
    }
    if (!answer) co_return fail(answer.error());
    const Envelope& envelope = (*answer)->envelope;
    const std::size_t size = envelope.result.size() + envelope.error.size();
    if (size > peer.limits.result_bytes_max)
        co_return fail(Category::exhausted, "result_too_large",
                       "the answer has " + std::to_string(size) +
                           " bytes, more than mcp.result_bytes_max; ask the tool for less");
    CallAnswer call;
    if (!envelope.error.empty()) {
        call.error = envelope.error;
        co_return call;
    }
    if (auto checked = check_result(envelope.result, "tools/call"); !checked)
        co_return fail(checked.error());
    call.is_error = says_error(envelope.result);
    call.result = envelope.result;
    co_return call;
}

}  // namespace toolshed::mcp
