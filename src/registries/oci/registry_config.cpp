// SPDX-License-Identifier: Apache-2.0
#include "registries/oci/registry_config.hpp"

#include <algorithm>
#include <charconv>

namespace toolshed::registries::oci {
namespace {

constexpr std::size_t url_bytes_max = 2'048;
constexpr std::size_t prefix_bytes_max = 128;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

std::unexpected<Error> bad_url(const std::string& why) {
    return fail(Category::invalid, "bad_registry_url", why);
}

bool is_host(const std::string& host) {
    const auto fits = [](char c) {
        return is_digit(c) || is_lower(c) || c == '.' || c == '-' || c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, fits) &&
           host.front() != '.' && host.front() != '-';
}

/// Four decimal numbers of which the first is 127.
bool is_loopback(const std::string& host) {
    if (!host.starts_with("127.") || std::ranges::count(host, '.') != 3) return false;
    return std::ranges::all_of(host, [](char c) { return is_digit(c) || c == '.'; }) &&
           host.find("..") == std::string::npos && host.back() != '.';
}

/// Parts of `[a-z0-9]` with single separators between them, joined by `/`.
bool is_repository(const std::string& text) {
    bool inside = false;
    for (const char c : text) {
        const bool plain = is_digit(c) || is_lower(c);
        const bool separator = c == '.' || c == '_' || c == '-' || c == '/';
        if (!plain && (!separator || !inside)) return false;
        inside = plain;
    }
    return inside && text.size() <= prefix_bytes_max;
}

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

}  // namespace

Result<Address> parse_url(const std::string& url) {
    const bool tls = url.starts_with("https://");
    if (url.size() > url_bytes_max || (!tls && !url.starts_with("http://")))
        return bad_url("write https://HOST[:PORT]");
    for (const char c : url)
        if (c <= ' ' || c == '\x7f' || c == '#' || c == '\\')
            return bad_url("it has an odd character");
    const auto begin = url.find("//") + 2;
    const auto end = std::min(url.find_first_of("/?", begin), url.size());
    Address address;
    address.authority = lower(url.substr(begin, end - begin));
    address.target = url.substr(end);
    if (!address.target.starts_with('/')) address.target.insert(0, "/");
    const auto colon = address.authority.find(':');
    const std::string host = address.authority.substr(0, colon);
    unsigned port = tls ? 443 : 80;
    if (colon != std::string::npos) {
        const char* first = address.authority.data() + colon + 1;
        const char* last = address.authority.data() + address.authority.size();
        const auto [stop, bad] = std::from_chars(first, last, port);
        if (bad != std::errc() || stop != last || port == 0 || port > 65'535)
            return bad_url("its port is no number between 1 and 65535");
    }
    if (!is_host(host)) return bad_url("it needs a host, and no user name or password");
    if (!tls && !is_loopback(host))
        return bad_url("plain http:// is accepted for 127.0.0.0/8 only; write https://");
    address.endpoint = net::Endpoint::tcp(host, static_cast<std::uint16_t>(port));
    address.endpoint.tls = tls;
    return address;
}

Result<void> check_config(const RegistryConfig& config) {
    const auto refuse = [](const std::string& why) {
        return fail(Category::invalid, "bad_config", why);
    };
    if (config.url.empty()) return {};
    const auto address = parse_url(config.url);
    if (!address) return refuse("registry.url: " + address.error().message);
    if (address->target != "/") return refuse("registry.url: it has no path");
    const std::string& host = address->authority;
    if (host.find_first_of(".:") == std::string::npos && host != "localhost")
        return refuse("registry.url: engines take a host without '.' or port for a user's name");
    if (!is_repository(config.repository_prefix))
        return refuse("registry.repository_prefix: write lower-case parts with '/' between them");
    if (config.username.empty() != config.password.empty())
        return refuse("registry.username and registry.password_file: give both, or neither");
    if (config.username.find(':') != std::string::npos)
        return refuse("registry.username: it holds no ':'");
    for (const auto& text : {config.username, config.password})
        if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
            return refuse("registry.username and registry.password_file hold one line each");
    return {};
}

}  // namespace toolshed::registries::oci
