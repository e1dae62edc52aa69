// SPDX-License-Identifier: Apache-2.0
#include "domain/codec_parts.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "domain/codec.hpp"

namespace toolshed {

std::string_view to_string(Digest::Kind kind) {
    return kind == Digest::Kind::image_id ? "image_id" : "manifest";
}

std::string_view to_string(NetworkProfile profile) {
    return profile == NetworkProfile::none ? "none" : "public";
}

Result<void> check_transport(const Transport& transport) {
    const auto visible = [](const std::string& text) {
        return text.size() <= 255 &&
               std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
    };
    const auto bad = [](std::string why) {
        return fail(Category::invalid, "bad_settings", std::move(why));
    };
    if (transport.kind != "auto" && transport.kind != "stdio" && !transport.is_http())
        return bad("a transport's kind is 'auto', 'stdio', 'streamable_http' or 'sse'");
    if (transport.port < 0 || transport.port > 65'535) return bad("a port is 1 to 65535");
    if (!visible(transport.path) || (!transport.path.empty() && !transport.path.starts_with('/')))
        return bad("a path begins with '/' and is visible ASCII");
    if (!visible(transport.host)) return bad("a host is visible ASCII");
    return {};
}

bool is_mountable(std::string_view path) {
    if (path.size() < 2 || path.size() > 255 || !path.starts_with('/')) return false;
    for (const char c : path)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == ':' || c == ',') return false;
    const std::string whole = std::string(path) + "/";
    if (whole.find("/../") != std::string::npos || whole.find("//") < whole.size() - 2)
        return false;
    for (const std::string_view taken : {"/proc/", "/sys/", "/dev/", "/run/toolshed-"})
        if (whole.starts_with(taken)) return false;
    return whole != "/./";
}

std::string image_reference(const Digest& image, const std::string& repository) {
    const bool pulled = image.kind == Digest::Kind::manifest && !repository.empty();
    return pulled ? repository + "@" + image.value : image.value;
}

std::string image_reference(const LaunchPlan& plan) {
    return image_reference(plan.image, plan.image_repository);
}

namespace codec {
namespace {

Json limits_json(const WorkloadLimits& limits) {
    return {{"memory_bytes", limits.memory_bytes},
            {"cpu_weight_milli", limits.cpu_weight_milli},
            {"cpu_ceiling_milli", limits.cpu_ceiling_milli},
            {"processes_max", limits.processes_max},
            {"scratch_bytes", limits.scratch_bytes},
            {"open_files_max", limits.open_files_max}};
}

WorkloadLimits read_limits(const Json& json) {
    WorkloadLimits limits;
    read(json, "memory_bytes", limits.memory_bytes);
    read(json, "cpu_weight_milli", limits.cpu_weight_milli);
    read(json, "cpu_ceiling_milli", limits.cpu_ceiling_milli);
    read(json, "processes_max", limits.processes_max);
    read(json, "scratch_bytes", limits.scratch_bytes);
    read(json, "open_files_max", limits.open_files_max);
    return limits;
}

Json transport_json(const Transport& transport) {
    return {{"kind", transport.kind},
            {"port", transport.port},
            {"path", transport.path},
            {"host", transport.host}};
}

Transport read_transport(const Json& json) {
    Transport transport;
    if (const auto found = json.find("transport"); found != json.end()) {
        read(*found, "kind", transport.kind);
        read(*found, "port", transport.port);
        read(*found, "path", transport.path);
        read(*found, "host", transport.host);
    }
    return transport;
}

NetworkProfile read_network(const Json& json) {
    const std::string word = json.value("network", "none");
    if (word == "none") return NetworkProfile::none;
    if (word == "public") return NetworkProfile::public_only;
    throw BadRecord{"unknown network profile '" + word + "'"};
}

}  // namespace

Json digest_json(const Digest& digest) {
    return {{"kind", to_string(digest.kind)}, {"value", digest.value}};
}

Digest read_digest(const Json& json) {
    Digest digest;
    digest.kind = json.at("kind").get<std::string>() == "manifest" ? Digest::Kind::manifest
                                                                   : Digest::Kind::image_id;
    json.at("value").get_to(digest.value);
    return digest;
}

Json plan_json(const LaunchPlan& plan) {
    Json json = {{"format", LaunchPlan::format},
                 {"image", digest_json(plan.image)},
                 {"shim_digest", plan.shim_digest},
                 {"argv", plan.argv},
                 {"env", plan.env},
                 {"working_directory", plan.working_directory},
                 {"user", plan.user},
                 {"stop_signal", plan.stop_signal},
                 {"platform", plan.platform},
                 {"volumes", plan.volumes},
                 {"writable_paths", plan.writable_paths},
                 {"network", to_string(plan.network)},
                 {"transport", transport_json(plan.transport)},
                 {"limits", limits_json(plan.limits)}};
    // Left out where it says nothing, so that plans of before it keep their hash.
    if (!plan.image_repository.empty()) json["image_repository"] = plan.image_repository;
    return json;
}

LaunchPlan read_plan(const Json& json) {
    LaunchPlan plan;
    plan.image = read_digest(json.at("image"));
    read(json, "image_repository", plan.image_repository);
    read(json, "shim_digest", plan.shim_digest);
    read(json, "argv", plan.argv);
    read(json, "env", plan.env);
    read(json, "working_directory", plan.working_directory);
    read(json, "user", plan.user);
    read(json, "stop_signal", plan.stop_signal);
    read(json, "platform", plan.platform);
    read(json, "volumes", plan.volumes);
    read(json, "writable_paths", plan.writable_paths);
    plan.network = read_network(json);
    plan.transport = read_transport(json);
    if (json.contains("limits")) plan.limits = read_limits(json.at("limits"));
    return plan;
}

Json settings_json(const PlanSettings& settings) {
    return {{"writable_paths", settings.writable_paths},
            {"network", to_string(settings.network)},
            {"transport", transport_json(settings.transport)},
            {"limits", limits_json(settings.limits)}};
}

PlanSettings read_settings(const Json& json) {
    PlanSettings settings;
    read(json, "writable_paths", settings.writable_paths);
    settings.network = read_network(json);
    settings.transport = read_transport(json);
    if (json.contains("limits")) settings.limits = read_limits(json.at("limits"));
    return settings;
}

Json source_json(const Source& source) {
    return {{"url", source.url}, {"ref", source.ref}, {"folder", source.folder}};
}

Source read_source(const Json& json) {
    return {json.at("url").get<std::string>(), json.value("ref", ""), json.value("folder", "")};
}

Json protocol_json(const Protocol& protocol) {
    return {{"era", protocol.era},
            {"revision", protocol.revision},
            {"server_info", protocol.server_info},
            {"capabilities", protocol.capabilities},
            {"instructions", protocol.instructions},
            {"transport", transport_json(protocol.transport)}};
}

Protocol read_protocol(const Json& json) {
    Protocol protocol;
    read(json, "era", protocol.era);
    read(json, "revision", protocol.revision);
    read(json, "server_info", protocol.server_info);
    read(json, "capabilities", protocol.capabilities);
    read(json, "instructions", protocol.instructions);
    protocol.transport = read_transport(json);
    return protocol;
}

Json error_json(const Error& error) {
    Json json = {
        {"category", to_string(error.category)}, {"code", error.code}, {"message", error.message}};
    if (!error.pointer.empty()) json["pointer"] = error.pointer;
    if (error.retry_after) json["retry_after_ms"] = error.retry_after->count();
    return json;
}

Error read_error(const Json& json) {
    Error error{category_from(json.at("category").get<std::string>()),
                json.at("code").get<std::string>(), json.at("message").get<std::string>()};
    read(json, "pointer", error.pointer);
    if (json.contains("retry_after_ms"))
        error.retry_after =
            std::chrono::milliseconds(json.at("retry_after_ms").get<std::int64_t>());
    return error;
}

Json findings_json(const std::vector<Finding>& findings) {
    Json json = Json::array();
    for (const auto& finding : findings) {
        json.push_back({{"code", finding.code}, {"detail", finding.detail}});
        if (!finding.evidence.empty()) json.back()["evidence"] = finding.evidence;
    }
    return json;
}

std::vector<Finding> read_findings(const Json& json) {
    std::vector<Finding> findings;
    for (const auto& each : json)
        findings.push_back({each.at("code").get<std::string>(), each.value("detail", ""),
                            each.value("evidence", "")});
    return findings;
}

}  // namespace codec

std::string to_stored(const LaunchPlan& plan) {
    return codec::dump(codec::plan_json(plan));
}

Result<LaunchPlan> plan_from_stored(std::string_view json) {
    return codec::guarded<LaunchPlan>(json, "launch plan", codec::read_plan);
}

std::string plan_hash(const LaunchPlan& plan) {
    return sha256_hex(to_stored(plan));
}

std::string settings_hash(const PlanSettings& settings, const std::string& shim_digest) {
    return sha256_hex(codec::dump(codec::settings_json(settings)) + "\n" + shim_digest);
}

}  // namespace toolshed
