// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

Json disks_view(const std::vector<DiskSpace>& disks) {
    Json json = Json::array();
    for (const auto& disk : disks)
        json.push_back({{"name", disk.name},
                        {"path", disk.path},
                        {"free_bytes", disk.free_bytes},
                        {"total_bytes", disk.total_bytes}});
    return json;
}

Json report_view(const HouseReport& report) {
    Json removals = Json::array();
    for (const auto& removal : report.removals)
        removals.push_back({{"kind", to_string(removal.kind)},
                            {"id", removal.id},
                            {"server_id", removal.server.empty() ? Json() : Json(removal.server)},
                            {"reason", removal.reason},
                            {"bytes", removal.bytes}});
    Json totals = Json::array();
    for (const auto& [kind, total] : report.totals)
        totals.push_back(
            {{"kind", to_string(kind)}, {"count", total.count}, {"bytes", total.bytes}});
    Json failures = Json::array();
    for (const auto& failure : report.failures) failures.push_back(error_view(failure));
    return {{"dry_run", report.dry_run},
            {"at", to_rfc3339(report.at)},
            {"pressure", to_string(report.pressure)},
            {"disks", disks_view(report.disks)},
            {"removals", std::move(removals)},
            {"truncated", report.truncated},
            {"totals", std::move(totals)},
            {"failures", std::move(failures)}};
}

Task<net::Reply> clean(ApiRequest request) {
    const auto body = Body::read(request.http, {"dry_run"});
    if (!body) co_return error_reply(body.error());
    const auto dry_run = body->flag("dry_run");
    if (!dry_run) co_return error_reply(dry_run.error());
    const auto report = co_await request.services.house.clean(request.principal, *dry_run);
    if (!report) co_return error_reply(report.error());
    co_return json_reply(report_view(*report));
}

}  // namespace

void add_house_routes(Router& router) {
    router.add("POST", "/api/v1/gc", clean);
}

}  // namespace toolshed::api
