// SPDX-License-Identifier: Apache-2.0
#include "gateway/request_check.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/revisions.hpp"
#include "mcp/splice.hpp"

namespace toolshed::gateway {
namespace {

constexpr std::string_view version_header = "MCP-Protocol-Version";
constexpr std::string_view version_key = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view capabilities_key = "io.modelcontextprotocol/clientCapabilities";

bool is_legacy(std::string_view revision) {
    return std::ranges::find(mcp::legacy_revisions, revision) != mcp::legacy_revisions.end();
}
bool is_modern(std::string_view revision) {
    return std::ranges::find(mcp::modern_revisions, revision) != mcp::modern_revisions.end();
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::unexpected<Refusal> mismatch(const std::string& message) {
    return std::unexpected(Refusal{400, rpc::header_mismatch, message});
}

std::unexpected<Refusal> unsupported(std::string_view revision) {
    std::string supported;
    for (const auto known : mcp::modern_revisions)
        supported += (supported.empty() ? "" : ",") + json_quoted(known);
    return std::unexpected(Refusal{
        400, rpc::unsupported_version, "unsupported protocol version",
        R"({"supported":[)" + supported + R"(],"requested":)" + json_quoted(revision) + "}"});
}

/// The member of `params` that `Mcp-Name` repeats; empty for methods without one.
std::string_view named_member(std::string_view method) {
    if (method == "tools/call" || method == "prompts/get") return "name";
    if (method == "resources/read") return "uri";
    if (method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel")
        return "taskId";
    return {};
}

std::optional<std::string> base64_decoded(std::string_view text) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if (text.size() % 4 != 0) return std::nullopt;
    std::string out;
    std::uint32_t bits = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool padding = text[at] == '=' && at + 2 >= text.size();
        const auto digit = digits.find(text[at]);
        if (!padding && digit == std::string_view::npos) return std::nullopt;
        if (text[at] != '=' && at > 0 && text[at - 1] == '=') return std::nullopt;
        bits = bits << 6 | (padding ? 0 : static_cast<std::uint32_t>(digit));
        if (at % 4 != 3) continue;
        for (const int shift : {16, 8, 0}) out += static_cast<char>(bits >> shift & 0xff);
        bits = 0;
    }
    if (text.ends_with("==")) out.pop_back();
    if (text.ends_with("=")) out.pop_back();
    return valid_utf8(out) == out ? std::optional(out) : std::nullopt;
}

bool accepts(const net::Request& request, std::string_view type) {
    const auto accept = request.headers.find("Accept");
    if (!accept) return true;
    const std::string_view family = type.substr(0, type.find('/') + 1);
    for (const std::string_view each : {type, std::string_view("*/*")})
        if (accept->find(each) != std::string_view::npos) return true;
    return accept->find(std::string(family) + "*") != std::string_view::npos;
}

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, bad] = std::from_chars(text.data(), end, value);
    return bad == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

/// The header's words against the raw argument. What is not of the declared type is the server's to
/// refuse, once both say the same.
bool is_same(std::string_view said, std::string_view argument) {
    if (const auto text = mcp::string_value(argument)) return said == *text;
    if (said == argument) return true;
    const auto left = integer(said), right = integer(argument);
    return left && right && *left == *right;
}

Checked<void> check_name(const net::Request& request, const mcp::Envelope& envelope) {
    const auto member = named_member(envelope.method);
    if (member.empty()) return {};
    const auto wanted = mcp::string_value(mcp::member(envelope.params, member));
    if (!wanted) return {};
    const auto header = request.headers.find("Mcp-Name");
    if (!header) return mismatch("the header Mcp-Name is missing");
    const auto value = decoded_header(trimmed(*header));
    if (!value) return mismatch("the header Mcp-Name is malformed");
    if (*value != *wanted) return mismatch("the header Mcp-Name is not what the body says");
    return {};
}

}  // namespace

std::optional<std::string> decoded_header(std::string_view value) {
    constexpr std::string_view begin = "=?base64?", end = "?=";
    if (!value.starts_with(begin) || !value.ends_with(end) ||
        value.size() < begin.size() + end.size())
        return std::string(value);
    value.remove_prefix(begin.size());
    value.remove_suffix(end.size());
    return base64_decoded(value);
}

Checked<mcp::Envelope> read_message(std::string_view body) {
    auto envelope = mcp::index_message(body);
    // What two readers could understand differently would pass by what is checked and recorded
    // here.
    if (envelope && (mcp::has_duplicate_members(envelope->params) ||
                     mcp::has_duplicate_members(mcp::meta_of(envelope->params))))
        return std::unexpected(
            Refusal{400, rpc::invalid_request, "a member of params occurs twice"});
    if (envelope && (!envelope->method.empty() || envelope->is_response())) return *envelope;
    if (!mcp::is_json(body))
        return std::unexpected(Refusal{400, rpc::parse_error, "the body is no JSON"});
    const auto first = body.find_first_not_of(" \t\r\n");
    if (first != std::string_view::npos && body[first] == '[')
        return std::unexpected(Refusal{400, rpc::invalid_request,
                                       "batches are not taken: send one message a request"});
    return std::unexpected(
        Refusal{400, rpc::invalid_request,
                "the body is no JSON-RPC message" +
                    (envelope ? std::string() : ": " + envelope.error().message)});
}

Checked<mcp::Era> era_of(const net::Request& request, const mcp::Envelope& envelope) {
    const auto header = request.headers.find(version_header);
    const auto meta = mcp::meta_of(envelope.params);
    const auto said = mcp::member(meta, version_key);
    const bool reserved = !said.empty() || !mcp::member(meta, capabilities_key).empty();
    const std::string_view version = header ? trimmed(*header) : std::string_view{};
    if (is_legacy(version) && said.empty()) return mcp::Era::legacy;
    if (is_modern(version) || (reserved && (!header || !said.empty()))) return mcp::Era::modern;
    if (!header) return mcp::Era::legacy;
    return std::unexpected(Refusal{400, rpc::invalid_request,
                                   "unsupported MCP-Protocol-Version '" + cut(version, 40) + "'"});
}

Checked<void> check_modern(const net::Request& request, const mcp::Envelope& envelope,
                           Repeats repeats) {
    const auto header = request.headers.find(version_header);
    if (envelope.is_response())
        return std::unexpected(
            Refusal{400, rpc::invalid_request, "this revision has no responses of clients"});
    if (envelope.is_request()) {
        const auto meta = mcp::meta_of(envelope.params);
        const auto said = mcp::string_value(mcp::member(meta, version_key));
        if (!said || !mcp::is_object(mcp::member(meta, capabilities_key)))
            return std::unexpected(
                Refusal{400, rpc::invalid_params,
                        "params._meta must hold io.modelcontextprotocol/protocolVersion and "
                        "io.modelcontextprotocol/clientCapabilities"});
        if (!header || trimmed(*header) != *said)
            return mismatch("the header MCP-Protocol-Version is not what params._meta says");
        if (!is_modern(*said)) return unsupported(*said);
    }
    if (repeats == Repeats::nothing) return {};
    const auto method = request.headers.find("Mcp-Method");
    if (!method) return mismatch("the header Mcp-Method is missing");
    if (trimmed(*method) != envelope.method)
        return mismatch("the header Mcp-Method is not what the body says");
    return check_name(request, envelope);
}

bool accepts_both(const net::Request& request) {
    return accepts(request, "application/json") && accepts(request, "text/event-stream");
}

bool accepts_events(const net::Request& request) {
    return accepts(request, "text/event-stream");
}

Checked<void> check_param_headers(const net::Request& request, std::string_view arguments,
                                  const std::vector<mcp::ParamHeader>& headers) {
    for (const auto& each : headers) {
        const auto argument = mcp::argument_of(arguments, each);
        const bool given = !argument.empty() && argument != "null";
        const auto said = request.headers.find(each.header);
        if (!given && !said) continue;
        const auto value = said ? decoded_header(trimmed(*said)) : std::nullopt;
        if (given && value && is_same(*value, argument)) continue;
        const char* fault = !said    ? " is missing"
                            : !value ? " is malformed"
                                     : " is not what the body says";
        return std::unexpected(
            Refusal{400, rpc::header_mismatch, "the header " + each.header + fault});
    }
    return {};
}

}  // namespace toolshed::gateway
