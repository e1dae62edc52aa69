// SPDX-License-Identifier: Apache-2.0
#include "api/views.hpp"

#include "base/text.hpp"

namespace toolshed::api {
namespace {

double ms(std::int64_t us) {
    return static_cast<double>(us) / 1000.0;
}

void put_time(Json& json, const char* name, const std::optional<TimePoint>& time) {
    json[name] = time ? Json(to_rfc3339(*time)) : Json(nullptr);
}

/// What the server said of itself is raw JSON; only a well-formed object is shown.
Json raw_object(const std::string& raw) {
    Json json = Json::parse(raw, nullptr, false);
    return json.is_object() ? json : Json(nullptr);
}

Json transport_view(const Transport& transport) {
    Json json = {{"kind", transport.kind}};
    if (transport.port != 0) json["port"] = transport.port;
    if (!transport.path.empty()) json["path"] = transport.path;
    if (!transport.host.empty()) json["host"] = transport.host;
    return json;
}

Json protocol_view(const Protocol& protocol) {
    return {{"era", protocol.era},
            {"revision", protocol.revision},
            {"server_info", raw_object(protocol.server_info)},
            {"instructions", protocol.instructions},
            {"transport", transport_view(protocol.transport)}};
}

Json finding_view(const Finding& finding) {
    const FindingKind kind = kind_of_finding(finding.code);
    return {{"code", finding.code},         {"severity", to_string(kind.severity)},
            {"title", kind.title},          {"detail", finding.detail},
            {"evidence", finding.evidence}, {"mend", kind.mend}};
}

Json findings_view(const std::vector<Finding>& findings) {
    Json json = Json::array();
    for (const auto& finding : findings) json.push_back(finding_view(finding));
    return json;
}

Json settings_view(const PlanSettings& settings) {
    return {{"network", to_string(settings.network)},
            {"transport", transport_view(settings.transport)},
            {"writable_paths", settings.writable_paths},
            {"memory_bytes", settings.limits.memory_bytes},
            {"cpu_weight_milli", settings.limits.cpu_weight_milli},
            {"cpu_ceiling_milli", settings.limits.cpu_ceiling_milli},
            {"processes_max", settings.limits.processes_max},
            {"scratch_bytes", settings.limits.scratch_bytes},
            {"open_files_max", settings.limits.open_files_max}};
}

Json evidence_view(const Evidence& evidence) {
    Json json = {{"commit", evidence.commit.empty() ? Json(nullptr) : Json(evidence.commit)},
                 {"digest", nullptr},
                 {"digest_kind", nullptr},
                 {"image_bytes", evidence.image_bytes},
                 {"plan_hash", evidence.plan_hash},
                 {"protocol", nullptr},
                 {"tools", evidence.tool_count},
                 {"tools_hash", evidence.tools_hash},
                 {"tools_hash_rule", evidence.tools_hash_rule},
                 {"findings", findings_view(evidence.findings)},
                 {"variables", evidence.variables}};
    if (evidence.image) {
        json["digest"] = evidence.image->value;
        json["digest_kind"] = to_string(evidence.image->kind);
    }
    if (evidence.protocol) json["protocol"] = protocol_view(*evidence.protocol);
    return json;
}

}  // namespace

std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json error_view(const Error& error) {
    Json json = {
        {"type", to_string(error.category)}, {"code", error.code}, {"message", error.message}};
    if (!error.pointer.empty()) json["pointer"] = error.pointer;
    if (error.retry_after) json["retry_after_ms"] = error.retry_after->count();
    return json;
}

Json revision_view(const Revision& revision) {
    Json json = {{"id", revision.id.str()},
                 {"run_id", revision.run_id.str()},
                 {"commit", revision.commit},
                 {"digest", revision.plan.image.value},
                 {"digest_kind", to_string(revision.plan.image.kind)},
                 {"image", revision.image_name},
                 {"verified_at", to_rfc3339(revision.verified_at)},
                 {"protocol", protocol_view(revision.protocol)},
                 {"tools", revision.tool_count},
                 {"tools_hash", revision.tools_hash},
                 {"tools_hash_rule", revision.tools_hash_rule}};
    put_time(json, "image_removed_at", revision.image_removed_at);
    return json;
}

Json server_view(const Server& server) {
    Json json = {{"id", server.id.str()},
                 {"name", server.name},
                 {"source", to_string(server.source)},
                 {"status", status_of(server)},
                 {"settings", settings_view(server.settings)},
                 {"current_revision", nullptr},
                 {"last_run", nullptr},
                 {"created_at", to_rfc3339(server.created_at)},
                 {"updated_at", to_rfc3339(server.updated_at)}};
    if (server.current_revision) json["current_revision"] = revision_view(*server.current_revision);
    if (server.last_run) {
        json["last_run"] = {{"id", server.last_run->id.str()}, {"state", server.last_run->state}};
        if (server.last_run->error) json["last_run"]["error"] = error_view(*server.last_run->error);
    }
    return json;
}

Json step_view(const Step& step) {
    Json json = {{"kind", to_string(step.kind)},
                 {"state", to_string(step.state)},
                 {"attempts", step.attempts},
                 {"duration_ms", step.ended_at ? Json(ms(step.duration_us)) : Json(nullptr)},
                 {"server_ms", ms(step.server_us)},
                 {"detail", step.detail}};
    put_time(json, "started_at", step.started_at);
    put_time(json, "ended_at", step.ended_at);
    json["error"] = step.error ? error_view(*step.error) : Json(nullptr);
    if (!step.log_tail.empty()) json["log_tail"] = step.log_tail;
    return json;
}

Json run_view(const Run& run) {
    Json steps = Json::array();
    for (const auto& step : run.steps) steps.push_back(step_view(step));
    Json json = {{"id", run.id.str()},
                 {"server_id", run.server_id.str()},
                 {"source", to_string(run.source)},
                 {"state", to_string(run.state)},
                 {"message", run.message},
                 {"error", run.error ? error_view(*run.error) : Json(nullptr)},
                 {"force", run.force},
                 {"only_step", run.only_step ? Json(to_string(*run.only_step)) : Json(nullptr)},
                 {"ended", run.ended_at.has_value()},
                 {"steps", std::move(steps)},
                 {"evidence", evidence_view(run.evidence)},
                 {"created_at", to_rfc3339(run.created_at)}};
    put_time(json, "started_at", run.started_at);
    put_time(json, "ended_at", run.ended_at);
    return json;
}

Json session_view(const Session& session, const std::string& base_url) {
    Json json = {
        {"id", session.id.str()},
        {"server_id", session.server_id.str()},
        {"state", to_string(session.state)},
        {"digest", session.plan.image.value},
        {"digest_kind", to_string(session.plan.image.kind)},
        {"endpoint", session.state == SessionState::active
                         ? Json(base_url + "/mcp/" + session.id.str())
                         : Json(nullptr)},
        {"end_reason", session.end_reason.empty() ? Json(nullptr) : Json(session.end_reason)},
        {"error", session.error ? error_view(*session.error) : Json(nullptr)},
        {"ready_ms", session.active_at ? Json(ms(session.ready_us)) : Json(nullptr)},
        {"server_ms", ms(session.server_us)},
        {"created_at", to_rfc3339(session.created_at)},
        {"idle_expires_at", to_rfc3339(session.idle_expires_at)},
        {"expires_at", to_rfc3339(session.expires_at)}};
    put_time(json, "active_at", session.active_at);
    put_time(json, "ended_at", session.ended_at);
    return json;
}

std::string call_view(const Call& call) {
    std::string out = R"({"call_id":)" + json_quoted(call.id.str()) + R"(,"session_id":)" +
                      json_quoted(call.session_id.str()) + R"(,"tool":)" + json_quoted(call.tool) +
                      R"(,"outcome":)" + json_quoted(to_string(call.outcome));
    if (!call.result.empty()) out += R"(,"result":)" + call.result;
    if (!call.error_object.empty()) out += R"(,"rpc_error":)" + call.error_object;
    if (call.error) out += R"(,"error":)" + dump(error_view(*call.error));
    out += R"(,"request":)" + (call.request.empty() ? "null" : call.request);
    out += R"(,"started_at":)" + json_quoted(to_rfc3339(call.started_at));
    out += R"(,"duration_ms":)" + dump(Json(ms(call.duration_us)));
    return out + "}";
}

int http_status(Category category) {
    switch (category) {
        case Category::invalid:
            return 400;
        case Category::unauthenticated:
            return 401;
        case Category::denied:
            return 403;
        case Category::not_found:
            return 404;
        case Category::conflict:
            return 409;
        case Category::exhausted:
            return 429;
        case Category::unavailable:
            return 503;
        case Category::timed_out:
            return 504;
        case Category::internal:
            return 500;
    }
    return 500;
}

net::Reply raw_reply(std::string json, int status) {
    return {{status, {{"Content-Type", "application/json"}}, std::move(json) + "\n"}};
}

net::Reply json_reply(const Json& json, int status) {
    return raw_reply(dump(json), status);
}

net::Reply error_reply(const Error& error, const std::string& call_id) {
    Error shown = error;
    if (error.category == Category::internal)
        shown.message = "an internal error; the daemon's log says more";
    Json json = error_view(shown);
    if (!call_id.empty()) json["call_id"] = call_id;
    auto reply = json_reply({{"error", std::move(json)}}, http_status(error.category));
    if (error.category == Category::internal)
        reply.response.headers.set(internal_cause, error.code + ": " + error.message);
    if (error.category == Category::unauthenticated)
        reply.response.headers.set("WWW-Authenticate", "Bearer");
    return reply;
}

}  // namespace toolshed::api
