// SPDX-License-Identifier: Apache-2.0
#include "bridge/http_headers.hpp"

#include <algorithm>

#include "mcp/envelope.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::bridge {
namespace {

constexpr std::size_t path_bytes_max = 4'096;
constexpr std::string_view sentinel = "=?base64?";

std::string base64(std::string_view bytes) {
    static constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto byte = [&](std::size_t i) {
            return at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u;
        };
        const unsigned group = byte(0) << 16 | byte(1) << 8 | byte(2);
        out += digits[group >> 18];
        out += digits[group >> 12 & 63];
        out += at + 1 < bytes.size() ? digits[group >> 6 & 63] : '=';
        out += at + 2 < bytes.size() ? digits[group & 63] : '=';
    }
    return out;
}

/// What `Mcp-Name` carries: the parameter that names the thing a method works on.
std::string_view name_parameter(std::string_view method) {
    if (method == "tools/call" || method == "prompts/get") return "name";
    if (method == "resources/read") return "uri";
    if (method.starts_with("tasks/")) return "taskId";
    return {};
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::string_view port_of(std::string_view authority) {
    const auto colon = authority.rfind(':');
    return colon == std::string_view::npos ? "80" : authority.substr(colon + 1);
}

bool is_same_server(std::string_view authority, std::string_view host) {
    if (std::ranges::equal(authority, host, {}, lower, lower)) return true;
    if (port_of(authority) != port_of(host)) return false;
    const auto name = authority.substr(0, authority.rfind(':'));
    return name == "localhost" || name == "127.0.0.1" || name == "0.0.0.0" || name == "[::1]";
}

}  // namespace

void append_header(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ");
    for (const char c : value) head += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    head += "\r\n";
}

void append_message_headers(std::string& head, std::string_view message, std::string_view session,
                            std::string_view revision) {
    const auto envelope = mcp::index_message(message);
    if (!envelope) return;
    const auto meta = mcp::member(envelope->params, "_meta");
    const auto modern =
        mcp::string_value(mcp::member(meta, "io.modelcontextprotocol/protocolVersion"));
    if (!modern) {
        if (envelope->method == "initialize") return;
        if (!session.empty()) append_header(head, "Mcp-Session-Id", session);
        if (!revision.empty()) append_header(head, "MCP-Protocol-Version", revision);
        return;
    }
    append_header(head, "MCP-Protocol-Version", *modern);
    append_header(head, "Mcp-Method", header_value(envelope->method));
    const auto parameter = name_parameter(envelope->method);
    if (parameter.empty()) return;
    if (const auto name = mcp::string_value(mcp::member(envelope->params, parameter)))
        append_header(head, "Mcp-Name", header_value(*name));
}

std::string header_value(std::string_view text) {
    const bool visible = std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7F; });
    const bool padded = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (visible && !padded && !text.starts_with(sentinel)) return std::string(text);
    return std::string(sentinel) + base64(text) + "?=";
}

std::string media_type(std::string_view content_type) {
    std::string type(content_type.substr(0, content_type.find(';')));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) type.pop_back();
    std::ranges::transform(type, type.begin(), lower);
    return type;
}

std::optional<std::string> path_on_same_server(std::string_view reference, std::string_view host,
                                               std::string_view base) {
    while (!reference.empty() && reference.back() == ' ') reference.remove_suffix(1);
    if (const auto scheme = reference.find("://"); scheme != std::string_view::npos) {
        if (reference.substr(0, scheme) != "http") return std::nullopt;
        reference.remove_prefix(scheme + 3);
        const auto slash = reference.find('/');
        if (slash == std::string_view::npos || !is_same_server(reference.substr(0, slash), host))
            return std::nullopt;
        reference.remove_prefix(slash);
    }
    std::string path(reference.substr(0, reference.find('#')));
    if (path.starts_with('?')) path.insert(0, base.substr(0, base.find('?')));
    if (!path.starts_with('/')) path.insert(0, base.substr(0, base.rfind('/') + 1));
    const bool plain = std::ranges::all_of(path, [](char c) { return c > 0x20 && c < 0x7F; });
    if (!plain || path.size() > path_bytes_max || !path.starts_with('/') || path.starts_with("//"))
        return std::nullopt;
    return path;
}

}  // namespace toolshed::bridge
