// SPDX-License-Identifier: Apache-2.0
#include "admission/admission.hpp"

#include <algorithm>
#include <cctype>

#include "base/digest.hpp"

namespace toolshed {
namespace {

std::string_view host_of(std::string_view value) {
    if (value.starts_with('[')) return value.substr(0, value.find(']') + 1);
    return value.substr(0, value.find(':'));
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

/// Names of hosts have no case (RFC 9110 section 4.2.3).
bool is_allowed_host(std::string_view host, const AdmissionConfig& config) {
    const std::string name = lower(host);
    for (const std::string_view loopback : {"localhost", "127.0.0.1", "[::1]"})
        if (name == loopback) return true;
    return std::ranges::any_of(config.allowed_hosts,
                               [&](const auto& allowed) { return lower(allowed) == name; });
}

/// The value of the cookie `name`; a browser sends all of a place in one field.
std::string_view cookie_of(const net::Request& request, std::string_view name) {
    std::string_view rest = request.headers.find("Cookie").value_or("");
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (pair.starts_with(' ')) pair.remove_prefix(1);
        if (pair.starts_with(name) && pair.substr(name.size()).starts_with('='))
            return pair.substr(name.size() + 1);
    }
    return {};
}

std::unexpected<Error> token_required() {
    return fail(Category::unauthenticated, "token_required",
                "send 'Authorization: Bearer TOKEN'; the token is in the data directory's file "
                "admin-token");
}

}  // namespace

Result<void> check_origin(const net::Request& request, const AdmissionConfig& config) {
    const auto host = request.headers.find("Host");
    if (!host || !is_allowed_host(host_of(*host), config))
        return fail(Category::denied, "host_refused",
                    "this Host is not served; an operator may add it to allowed_hosts");
    if (const auto origin = request.headers.find("Origin")) {
        const auto scheme = origin->find("://");
        const auto name = scheme == std::string_view::npos ? *origin : origin->substr(scheme + 3);
        if (!is_allowed_host(host_of(name), config))
            return fail(Category::denied, "origin_refused",
                        "requests from this origin are refused");
    }
    return {};
}

Result<Known> authenticate(const net::Request& request, const AdmissionConfig& config,
                           const SignIns& sign_ins) {
    if (const auto header = request.headers.find("Authorization")) {
        constexpr std::string_view scheme = "bearer ";
        if (lower(header->substr(0, scheme.size())) == scheme &&
            equal_constant_time(sha256_hex(header->substr(scheme.size())), config.token_hash))
            return Known{administrator()};
        return token_required();
    }
    const auto secret = cookie_of(request, config.cookie_name);
    if (secret.empty()) return token_required();
    const auto principal = sign_ins.find(secret);
    if (!principal) return token_required();
    return Known{*principal, std::string(secret)};
}

Result<void> check_change(const net::Request& request, const Known& known) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (known.sign_in.empty() || reads || request.headers.find("X-Toolshed-Request")) return {};
    return fail(Category::denied, "request_header_required",
                "with a cookie in place of the token, what changes something needs the header "
                "X-Toolshed-Request");
}

}  // namespace toolshed
