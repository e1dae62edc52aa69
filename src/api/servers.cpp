// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

constexpr std::array<std::string_view, 9> setting_names = {
    "network",           "transport",     "writable_paths", "memory_bytes",  "cpu_weight_milli",
    "cpu_ceiling_milli", "processes_max", "scratch_bytes",  "open_files_max"};

Result<void> read_limits(const Body& body, WorkloadLimits& limits) {
    const std::array<std::pair<const char*, std::int64_t*>, 6> fields = {
        {{"memory_bytes", &limits.memory_bytes},
         {"cpu_weight_milli", &limits.cpu_weight_milli},
         {"cpu_ceiling_milli", &limits.cpu_ceiling_milli},
         {"processes_max", &limits.processes_max},
         {"scratch_bytes", &limits.scratch_bytes},
         {"open_files_max", &limits.open_files_max}}};
    for (const auto& [name, target] : fields) {
        const auto value = body.optional_number(name);
        if (!value) return fail(value.error());
        if (*value) *target = **value;
    }
    return {};
}

Result<void> read_transport(const Body& settings, Transport& transport) {
    const auto body = settings.optional_object("transport", {"kind", "port", "path", "host"});
    if (!body) return fail(body.error());
    if (!*body) return {};
    const auto kind = (*body)->optional_text("kind");
    const auto port = (*body)->optional_number("port");
    const auto path = (*body)->optional_text("path");
    const auto host = (*body)->optional_text("host");
    if (!kind) return fail(kind.error());
    if (!port) return fail(port.error());
    if (!path) return fail(path.error());
    if (!host) return fail(host.error());
    transport = {kind->value_or("auto"), port->value_or(0), path->value_or(""), host->value_or("")};
    return {};
}

/// What is not said is as the operator configured it.
Result<std::optional<PlanSettings>> read_settings(const Body& request,
                                                  const PlanSettings& defaults) {
    const auto body =
        request.optional_object("settings", {setting_names.begin(), setting_names.end()});
    if (!body) return fail(body.error());
    if (!*body) return std::optional<PlanSettings>{};
    PlanSettings settings = defaults;
    const auto network = (*body)->optional_text("network");
    if (!network) return fail(network.error());
    if (*network && **network != "none" && **network != "public") {
        Error error{Category::invalid, "bad_settings", "a network profile is 'none' or 'public'"};
        error.pointer = "/settings/network";
        return fail(error);
    }
    if (*network)
        settings.network =
            **network == "public" ? NetworkProfile::public_only : NetworkProfile::none;
    auto paths = (*body)->optional_texts("writable_paths");
    if (!paths) return fail(paths.error());
    if (*paths) settings.writable_paths = std::move(**paths);
    if (auto read = read_transport(**body, settings.transport); !read) return fail(read.error());
    if (auto read = read_limits(**body, settings.limits); !read) return fail(read.error());
    return std::optional(std::move(settings));
}

Result<NewServer> read_new_server(const ApiRequest& request) {
    const auto body = Body::read(request.http, {"source", "name", "settings"});
    if (!body) return fail(body.error());
    const auto source = body->text("source");
    if (!source) return fail(source.error());
    const auto name = body->optional_text("name");
    if (!name) return fail(name.error());
    auto settings = read_settings(*body, request.services.catalogue.plan_defaults());
    if (!settings) return fail(settings.error());
    auto replay = replay_of(request);
    if (!replay) return fail(replay.error());
    return NewServer{*source, name->value_or(""), std::move(*settings), std::move(*replay)};
}

Task<net::Reply> add_server(ApiRequest request) {
    auto asked = read_new_server(request);
    if (!asked) co_return error_reply(asked.error());
    const auto added =
        co_await request.services.catalogue.add(request.principal, std::move(*asked));
    if (!added) co_return error_reply(added.error());
    Json json = server_view(added->server);
    json["run_id"] = added->run.id.str();
    co_return json_reply(json, added->created ? 201 : 200);
}

Task<net::Reply> list_servers(ApiRequest request) {
    const auto page = page_of(request);
    if (!page) co_return error_reply(page.error());
    const auto servers = co_await request.services.catalogue.list(request.principal, *page);
    if (!servers) co_return error_reply(servers.error());
    co_return list_reply(*servers, server_view);
}

Task<net::Reply> get_server(ApiRequest request) {
    const auto server =
        co_await request.services.catalogue.get(request.principal, request.parts.at("id"));
    if (!server) co_return error_reply(server.error());
    co_return json_reply(server_view(*server));
}

Task<net::Reply> remove_server(ApiRequest request) {
    const auto removed =
        co_await request.services.catalogue.remove(request.principal, request.parts.at("id"));
    if (!removed) co_return error_reply(removed.error());
    co_return net::Reply{{204}};
}

Task<net::Reply> server_tools(ApiRequest request) {
    Catalogue& catalogue = request.services.catalogue;
    const auto asked = request.query.find("revision");
    const auto revision =
        co_await catalogue.revision(request.principal, request.parts.at("id"),
                                    asked == request.query.end() ? "" : asked->second);
    if (!revision) co_return error_reply(revision.error());
    const auto tools = co_await catalogue.tools_of(revision->tools_blob);
    if (!tools) co_return error_reply(tools.error());
    co_return raw_reply(R"({"items":)" + *tools + R"(,"next_cursor":null,"tools_hash":")" +
                        revision->tools_hash + R"(","revision_id":")" + revision->id.str() +
                        R"("})");
}

Task<net::Reply> server_revisions(ApiRequest request) {
    const auto page = page_of(request);
    if (!page) co_return error_reply(page.error());
    const auto revisions = co_await request.services.catalogue.revisions(
        request.principal, request.parts.at("id"), *page);
    if (!revisions) co_return error_reply(revisions.error());
    co_return list_reply(*revisions, revision_view);
}

}  // namespace

void add_server_routes(Router& router) {
    router.add("GET", "/api/v1/servers", list_servers);
    router.add("POST", "/api/v1/servers", add_server);
    router.add("GET", "/api/v1/servers/{id}", get_server);
    router.add("DELETE", "/api/v1/servers/{id}", remove_server);
    router.add("GET", "/api/v1/servers/{id}/tools", server_tools);
    router.add("GET", "/api/v1/servers/{id}/revisions", server_revisions);
}

}  // namespace toolshed::api
