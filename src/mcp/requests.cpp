// SPDX-License-Identifier: Apache-2.0
#include "mcp/requests.hpp"

#include <charconv>

#include "base/text.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/revisions.hpp"

namespace toolshed::mcp {

std::unexpected<Error> protocol_error(std::string message) {
    return fail(Category::invalid, "protocol_error", std::move(message));
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
    const auto [end, failed] = std::from_chars(code.data(), code.data() + code.size(), value);
    return failed == std::errc{} && end == code.data() + code.size() ? value : 0;
}

std::string describe_error(std::string_view error) {
    const auto message = string_value(member(error, "message")).value_or("");
    return std::to_string(error_code(error)) + ": " + cut(message, 300);
}

Result<void> check_result(std::string_view result, std::string_view method) {
    const std::string what = "the result of '" + std::string(method) + "' ";
    if (!is_object(result)) return protocol_error(what + "is no object");
    const auto raw = member(result, "resultType");
    if (raw.empty()) return {};
    const auto type = string_value(raw).value_or("");
    if (type == "complete") return {};
    if (type == "input_required")
        return protocol_error("the server asks for input, which this path cannot give");
    return protocol_error(what + "is of the unknown type '" + cut(type, 40) + "'");
}

Task<Result<std::unique_ptr<Answer>>> ask(Peer peer, std::int64_t id, std::string message,
                                          Millis limit) {
    auto bytes = co_await peer.channel.exchange(std::move(message), limit);
    if (!bytes) co_return fail(bytes.error());
    auto answer = std::make_unique<Answer>(std::move(*bytes));
    const auto envelope = index_message(answer->bytes);
    if (!envelope)
        co_return protocol_error("the server's answer is no JSON-RPC message: " +
                                 envelope.error().message);
    if (!envelope->is_response() || envelope->id != std::to_string(id))
        co_return protocol_error("the server answered something else: " + cut(answer->bytes, 200));
    answer->envelope = *envelope;
    co_return answer;
}

}  // namespace toolshed::mcp
