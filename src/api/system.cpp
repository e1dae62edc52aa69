// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

Task<net::Reply> healthz(ApiRequest) {
    co_return json_reply({{"ok", true}});
}

/// Ready means that the store answers; an engine that is away is told by `doctor` and by the runs
/// that wait for it.
Task<net::Reply> readyz(ApiRequest request) {
    const auto servers = co_await request.services.catalogue.list(administrator(), {1});
    if (!servers) co_return error_reply(servers.error());
    co_return json_reply({{"ok", true}});
}

Task<net::Reply> version(ApiRequest) {
    co_return json_reply({{"version", TOOLSHED_VERSION}, {"api", "v1"}});
}

Task<net::Reply> doctor(ApiRequest request) {
    co_return raw_reply(co_await request.services.doctor.report());
}

Task<net::Reply> gateway(ApiRequest request) {
    const auto counts = request.services.gateway.counts();
    co_return json_reply({{"workloads", counts.workloads},
                          {"protocol_sessions", counts.protocol_sessions},
                          {"upstreams", counts.upstreams},
                          {"in_flight", counts.in_flight}});
}

}  // namespace

void add_system_routes(Router& router) {
    router.add_open("GET", "/healthz", healthz);
    router.add_open("GET", "/readyz", readyz);
    router.add("GET", "/api/v1/version", version);
    router.add("GET", "/api/v1/doctor", doctor);
    router.add("GET", "/api/v1/gateway", gateway);
}

}  // namespace toolshed::api
