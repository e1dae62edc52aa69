// SPDX-License-Identifier: Apache-2.0
#include "api/api.hpp"

#include <algorithm>

#include "api/router.hpp"
#include "api/views.hpp"
#include "base/digest.hpp"

namespace toolshed::api {

struct Api::Routes {
    Router router;
};

namespace {

std::string_view host_of(std::string_view value) {
    if (value.starts_with('[')) return value.substr(0, value.find(']') + 1);
    return value.substr(0, value.find(':'));
}

bool is_allowed_host(std::string_view host, const ApiConfig& config) {
    for (const std::string_view loopback : {"localhost", "127.0.0.1", "[::1]"})
        if (host == loopback) return true;
    return std::ranges::find(config.allowed_hosts, host) != config.allowed_hosts.end();
}

/// A page elsewhere must not reach the daemon through a name of its own (DNS rebinding) or a
/// foreign origin.
Result<void> check_origin(const net::Request& request, const ApiConfig& config) {
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

/// Who asks, and the browser's secret when that is what says so.
struct Known {
    Principal principal;
    std::string sign_in = {};
};

std::unexpected<Error> token_required() {
    return fail(Category::unauthenticated, "token_required",
                "send 'Authorization: Bearer TOKEN'; the token is in the data directory's file "
                "admin-token");
}

/// A token that is sent counts alone, right or wrong.
Result<Known> authenticate(const net::Request& request, const ApiConfig& config,
                           const SignIns& sign_ins) {
    if (const auto header = request.headers.find("Authorization")) {
        constexpr std::string_view scheme = "Bearer ";
        if (header->starts_with(scheme) &&
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

/// A browser adds the cookie to whatever a page elsewhere makes it send, but this header only to
/// what our own page asks.
Result<void> check_change(const net::Request& request, const Known& known) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    if (known.sign_in.empty() || reads || request.headers.find("X-Toolshed-Request")) return {};
    return fail(Category::denied, "request_header_required",
                "with a cookie in place of the token, what changes something needs the header "
                "X-Toolshed-Request");
}

}  // namespace

Api::Api(Services services, ApiConfig config)
    : services_(services), config_(std::move(config)), routes_(std::make_unique<Routes>()) {
    add_server_routes(routes_->router);
    add_verification_routes(routes_->router);
    add_session_routes(routes_->router);
    add_call_routes(routes_->router);
    add_system_routes(routes_->router);
    add_house_routes(routes_->router);
    add_seed_routes(routes_->router);
    add_sign_in_routes(routes_->router);
    add_page_routes(routes_->router);
}

Api::~Api() = default;

std::optional<net::Response> Api::check_head(const net::Request& head) const {
    if (auto checked = check_origin(head, config_); !checked)
        return error_reply(checked.error()).response;
    std::map<std::string, std::string> parts;
    const auto target = split_target(head.target);
    const auto entry = target ? routes_->router.find(head.method, target->first, parts)
                              : Result<const RouteEntry*>(fail(target.error()));
    const auto known = authenticate(head, config_, services_.sign_ins);
    if (known)
        if (auto checked = check_change(head, *known); !checked)
            return error_reply(checked.error()).response;
    if (entry && (*entry)->open) return std::nullopt;
    if (!known) return error_reply(known.error()).response;
    return std::nullopt;
}

Task<net::Reply> Api::handle(net::Request request) {
    if (auto checked = check_origin(request, config_); !checked)
        co_return error_reply(checked.error());
    auto target = split_target(request.target);
    if (!target) co_return error_reply(target.error());
    std::map<std::string, std::string> parts;
    const auto entry = routes_->router.find(request.method, target->first, parts);
    auto known = authenticate(request, config_, services_.sign_ins);
    // Without a token nothing is told, not even which routes there are.
    if ((!entry || !(*entry)->open) && !known) co_return error_reply(known.error());
    if (known)
        if (auto checked = check_change(request, *known); !checked)
            co_return error_reply(checked.error());
    if (!entry) co_return error_reply(entry.error());
    ApiRequest asked{std::move(request),
                     std::move(target->first),
                     std::move(target->second),
                     std::move(parts),
                     known ? std::move(known->principal) : Principal{},
                     known ? std::move(known->sign_in) : std::string(),
                     services_,
                     config_};
    const std::string what = asked.http.method + " " + asked.path;
    auto reply = co_await (*entry)->route(std::move(asked));
    if (const auto cause = reply.response.headers.find(internal_cause)) {
        services_.log.error("request_failed", {{"request", what}, {"why", std::string(*cause)}});
        reply.response.headers.remove(internal_cause);
    }
    co_return reply;
}

}  // namespace toolshed::api
