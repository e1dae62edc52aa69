// SPDX-License-Identifier: Apache-2.0
#include "net/wire/head.hpp"

#include <algorithm>

namespace toolshed::net::wire {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::string_view blank = " \t";

bool is_token_char(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return true;
    return std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_char);
}

bool is_target(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

/// Bytes over 0x7F are allowed: they are opaque to HTTP.
bool is_field_value(std::string_view text) {
    return std::ranges::all_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
    });
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

std::unexpected<Error> malformed(std::string message) {
    return fail(Category::invalid, "bad_request", "malformed HTTP head: " + message);
}

Result<void> scan_request_line(std::string_view line, RequestHead& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last)
        return malformed("the request line is not 'METHOD TARGET VERSION'");
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (!is_token(head.method)) return malformed("the method is no token");
    if (!is_target(head.target)) return malformed("the target holds other than visible ASCII");
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return malformed("the version is neither HTTP/1.1 nor HTTP/1.0");
    head.minor_version = version.back() - '0';
    return {};
}

Result<void> scan_status_line(std::string_view line, ResponseHead& head) {
    const auto version = line.substr(0, 8);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return malformed("the version is neither HTTP/1.1 nor HTTP/1.0");
    head.minor_version = version.back() - '0';
    const auto code = line.substr(std::min<std::size_t>(9, line.size()), 3);
    const bool is_code = code.size() == 3 && code[0] >= '1' && code[0] <= '5' &&
                         std::ranges::all_of(code, [](char c) { return c >= '0' && c <= '9'; });
    if (!is_code || line[8] != ' ' || (line.size() > 12 && line[12] != ' '))
        return malformed("the status line is not 'VERSION CODE REASON'");
    head.status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    return {};
}

Result<void> scan_field(std::string_view line, MessageHead& head) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return malformed("a header line has no colon");
    const Field field{line.substr(0, colon), trimmed(line.substr(colon + 1))};
    if (!is_token(field.name)) return malformed("a header name is no token");
    if (!is_field_value(field.value)) return malformed("a header value holds a control character");
    head.fields.push_back(field);
    return {};
}

/// The line at `at` without its end; nothing when its end has not come yet.
std::optional<std::string_view> next_line(std::string_view bytes, std::size_t& at) {
    const auto end = bytes.find(line_end, at);
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = bytes.substr(at, end - at);
    at = end + line_end.size();
    return line;
}

/// Scans a head of which `scan_first` reads the first line. Only what may belong to the head is
/// looked at, so a body that is there already costs nothing.
template <class Head>
Result<std::optional<Head>> scan_head(std::string_view bytes, const HeadLimits& limits,
                                      Result<void> (*scan_first)(std::string_view, Head&)) {
    const auto incomplete = [&]() -> Result<std::optional<Head>> {
        if (bytes.size() <= limits.bytes_max) return std::nullopt;
        return fail(Category::exhausted, "headers_too_large",
                    "the head is over " + std::to_string(limits.bytes_max) + " bytes");
    };
    const auto window = bytes.substr(0, limits.bytes_max + 1);
    Head head;
    std::size_t at = window.starts_with(line_end) ? line_end.size() : 0;
    const auto first = next_line(window, at);
    if (!first) return incomplete();
    if (auto scanned = scan_first(*first, head); !scanned) return fail(std::move(scanned).error());
    for (;;) {
        const auto line = next_line(window, at);
        if (!line) return incomplete();
        if (line->empty()) break;
        if (head.fields.size() == limits.fields_max)
            return fail(Category::exhausted, "headers_too_large",
                        "more than " + std::to_string(limits.fields_max) + " header fields");
        if (auto scanned = scan_field(*line, head); !scanned)
            return fail(std::move(scanned).error());
    }
    if (at > limits.bytes_max) return incomplete();
    head.size = at;
    return head;
}

}  // namespace

bool equals_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
}

bool lists_token(std::string_view value, std::string_view token) {
    for (;;) {
        const auto comma = value.find(',');
        if (equals_ignoring_case(trimmed(value.substr(0, comma)), token)) return true;
        if (comma == std::string_view::npos) return false;
        value.remove_prefix(comma + 1);
    }
}

std::optional<std::string_view> MessageHead::find(std::string_view name) const {
    for (const auto& field : fields)
        if (equals_ignoring_case(field.name, name)) return field.value;
    return std::nullopt;
}

bool MessageHead::keeps_alive() const {
    const auto connection = find("Connection").value_or("");
    if (lists_token(connection, "close")) return false;
    return minor_version >= 1 || lists_token(connection, "keep-alive");
}

bool RequestHead::expects_continue() const {
    return minor_version >= 1 && equals_ignoring_case(find("Expect").value_or(""), "100-continue");
}

Result<std::optional<RequestHead>> scan_request_head(std::string_view bytes,
                                                     const HeadLimits& limits) {
    return scan_head<RequestHead>(bytes, limits, scan_request_line);
}

Result<std::optional<ResponseHead>> scan_response_head(std::string_view bytes,
                                                       const HeadLimits& limits) {
    return scan_head<ResponseHead>(bytes, limits, scan_status_line);
}

}  // namespace toolshed::net::wire
