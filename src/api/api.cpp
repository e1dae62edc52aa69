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

Result<Principal> authenticate(const net::Request& request, const ApiConfig& config) {
    const auto header = request.headers.find("Authorization");
    constexpr std::string_view scheme = "Bearer ";
    if (header && header->starts_with(scheme) &&
        equal_constant_time(sha256_hex(header->substr(scheme.size())), config.token_hash))
        return administrator();
    return fail(Category::unauthenticated, "token_required",
                "send 'Authorization: Bearer TOKEN'; the token is in the data directory's file "
                "admin-token");
}

}  // namespace

Api::Api(Services services, ApiConfig config)
    : services_(services), config_(std::move(config)), routes_(std::make_unique<Routes>()) {
    add_server_routes(routes_->router);
    add_verification_routes(routes_->router);
    add_session_routes(routes_->router);
    add_call_routes(routes_->router);
    add_system_routes(routes_->router);
    add_seed_routes(routes_->router);
}

Api::~Api() = default;

std::optional<net::Response> Api::check_head(const net::Request& head) const {
    if (auto checked = check_origin(head, config_); !checked)
        return error_reply(checked.error()).response;
    std::map<std::string, std::string> parts;
    const auto target = split_target(head.target);
    const auto entry = target ? routes_->router.find(head.method, target->first, parts)
                              : Result<const RouteEntry*>(fail(target.error()));
    if (entry && (*entry)->open) return std::nullopt;
    if (auto principal = authenticate(head, config_); !principal)
        return error_reply(principal.error()).response;
    return std::nullopt;
}

Task<net::Reply> Api::handle(net::Request request) {
    if (auto checked = check_origin(request, config_); !checked)
        co_return error_reply(checked.error());
    auto target = split_target(request.target);
    if (!target) co_return error_reply(target.error());
    std::map<std::string, std::string> parts;
    const auto entry = routes_->router.find(request.method, target->first, parts);
    auto principal = authenticate(request, config_);
    // Without a token nothing is told, not even which routes there are.
    if ((!entry || !(*entry)->open) && !principal) co_return error_reply(principal.error());
    if (!entry) co_return error_reply(entry.error());
    ApiRequest asked{std::move(request),
                     std::move(target->first),
                     std::move(target->second),
                     std::move(parts),
                     principal ? *principal : Principal{},
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
