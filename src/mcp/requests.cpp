// SPDX-License-Identifier: Apache-2.0
#include "mcp/requests.hpp"

#include <charconv>

#include "base/text.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/revisions.hpp"

namespace toolshed::mcp {

std::string cut(std::string_view text, std::size_t bytes_max) {
    return valid_utf8(text.substr(0, bytes_max));
}

std::string request(const Negotiated& negotiated, std::int64_t id, std::string_view method,
                    std::string_view members) {
    std::string out = R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")";
    out.append(method).append(R"(","params":{)").append(members);
    if (negotiated.era == Era::modern) {
        if (!members.empty()) out += ',';
        out += R"("_meta":{"io.modelcontextprotocol/protocolVersion":)" +
               json_quoted(negotiated.revision) +
               R"(,"io.modelcontextprotocol/clientCapabilities":{})"
               R"(,"io.modelcontextprotocol/clientInfo":{"name":"toolshed","version":")" +
               TOOLSHED_VERSION + R"("}})";
    }
    return out + "}}";
}

std::int64_t error_code(std::string_view error) {
    const auto code = member(error, "code");
    std::int64_t value = 0;
    std::from_chars(code.data(), code.data() + code.size(), value);
    return value;
}

std::string describe_error(std::string_view error) {
    const auto message = string_value(member(error, "message")).value_or("");
    return std::to_string(error_code(error)) + ": " + cut(message, 300);
}

Task<Result<std::unique_ptr<Answer>>> ask(Peer peer, std::int64_t id, std::string message,
                                          Millis limit) {
    auto bytes = co_await peer.channel.exchange(std::move(message), limit);
    if (!bytes) co_return fail(bytes.error());
    auto answer = std::make_unique<Answer>(std::move(*bytes));
    const auto envelope = index_message(answer->bytes);
    if (!envelope)
        co_return fail(Category::invalid, "protocol_error",
                       "the server's answer is no JSON-RPC message: " + envelope.error().message);
    if (!envelope->is_response() || envelope->id != std::to_string(id))
        co_return fail(Category::invalid, "protocol_error",
                       "the server answered something else: " + cut(answer->bytes, 200));
    answer->envelope = *envelope;
    co_return answer;
}

}  // namespace toolshed::mcp
