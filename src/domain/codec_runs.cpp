// SPDX-License-Identifier: Apache-2.0
#include "domain/codec.hpp"
#include "domain/codec_parts.hpp"

namespace toolshed {
namespace codec {
namespace {

Json step_json(const Step& step) {
    Json json = {{"kind", to_string(step.kind)},    {"state", to_string(step.state)},
                 {"duration_us", step.duration_us}, {"server_us", step.server_us},
                 {"attempts", step.attempts},       {"detail", step.detail}};
    write_optional_time(json, "started_at", step.started_at);
    write_optional_time(json, "ended_at", step.ended_at);
    write_optional(json, "error", step.error, error_json);
    if (!step.log_tail.empty()) json["log_tail"] = step.log_tail;
    return json;
}

Step read_step(const Json& json) {
    Step step;
    step.kind = unwrap(step_kind_from(json.at("kind").get<std::string>()));
    step.state = unwrap(step_state_from(json.at("state").get<std::string>()));
    read(json, "duration_us", step.duration_us);
    read(json, "server_us", step.server_us);
    read(json, "attempts", step.attempts);
    read(json, "detail", step.detail);
    read_optional(json, "started_at", step.started_at, read_time);
    read_optional(json, "ended_at", step.ended_at, read_time);
    read_optional(json, "error", step.error, read_error);
    read(json, "log_tail", step.log_tail);
    return step;
}

Json evidence_json(const Evidence& evidence) {
    Json json = {{"commit", evidence.commit},
                 {"tree_folder", evidence.tree_folder},
                 {"image_bytes", evidence.image_bytes},
                 {"image_name", evidence.image_name},
                 {"image_repository", evidence.image_repository},
                 {"plan_hash", evidence.plan_hash},
                 {"workload", evidence.workload},
                 {"tools_blob", evidence.tools_blob},
                 {"tools_hash", evidence.tools_hash},
                 {"tools_hash_rule", evidence.tools_hash_rule},
                 {"tool_count", evidence.tool_count},
                 {"findings", findings_json(evidence.findings)}};
    if (!evidence.variables.empty()) json["variables"] = evidence.variables;
    write_optional(json, "image", evidence.image, digest_json);
    write_optional(json, "plan", evidence.plan, plan_json);
    write_optional(json, "protocol", evidence.protocol, protocol_json);
    return json;
}

Evidence read_evidence(const Json& json) {
    Evidence evidence;
    read(json, "commit", evidence.commit);
    read(json, "tree_folder", evidence.tree_folder);
    read(json, "image_bytes", evidence.image_bytes);
    read(json, "image_name", evidence.image_name);
    read(json, "image_repository", evidence.image_repository);
    read(json, "plan_hash", evidence.plan_hash);
    read(json, "workload", evidence.workload);
    read(json, "tools_blob", evidence.tools_blob);
    read(json, "tools_hash", evidence.tools_hash);
    read(json, "tools_hash_rule", evidence.tools_hash_rule);
    read(json, "tool_count", evidence.tool_count);
    evidence.findings = read_findings(json.at("findings"));
    read(json, "variables", evidence.variables);
    read_optional(json, "image", evidence.image, read_digest);
    read_optional(json, "plan", evidence.plan, read_plan);
    read_optional(json, "protocol", evidence.protocol, read_protocol);
    return evidence;
}

Run read_run(const Json& json) {
    Run run;
    run.id = RunId::of(json.at("id").get<std::string>());
    run.server_id = ServerId::of(json.at("server_id").get<std::string>());
    read(json, "owner", run.owner);
    run.source = read_source(json.at("source"));
    run.settings = read_settings(json.at("settings"));
    run.state = unwrap(run_state_from(json.at("state").get<std::string>()));
    read(json, "force", run.force);
    read(json, "previous_passed", run.previous_passed);
    if (json.contains("only_step"))
        run.only_step = unwrap(step_kind_from(json.at("only_step").get<std::string>()));
    read(json, "given_image", run.given_image);
    read(json, "message", run.message);
    read_optional(json, "error", run.error, read_error);
    for (const auto& each : json.at("steps")) run.steps.push_back(read_step(each));
    run.evidence = read_evidence(json.at("evidence"));
    run.created_at = read_time(json.at("created_at"));
    read_optional(json, "started_at", run.started_at, read_time);
    read_optional(json, "ended_at", run.ended_at, read_time);
    read(json, "events", run.events);
    return run;
}

Json steps_json(const std::vector<Step>& steps) {
    Json json = Json::array();
    for (const auto& step : steps) json.push_back(step_json(step));
    return json;
}

}  // namespace
}  // namespace codec

std::string to_stored(const Run& run) {
    codec::Json json = {{"format", 1},
                        {"id", run.id.str()},
                        {"server_id", run.server_id.str()},
                        {"owner", run.owner},
                        {"source", codec::source_json(run.source)},
                        {"settings", codec::settings_json(run.settings)},
                        {"state", to_string(run.state)},
                        {"force", run.force},
                        {"previous_passed", run.previous_passed},
                        {"given_image", run.given_image},
                        {"message", run.message},
                        {"steps", codec::steps_json(run.steps)},
                        {"evidence", codec::evidence_json(run.evidence)},
                        {"created_at", codec::write_time(run.created_at)},
                        {"events", run.events}};
    if (run.only_step) json["only_step"] = to_string(*run.only_step);
    codec::write_optional(json, "error", run.error, codec::error_json);
    codec::write_optional_time(json, "started_at", run.started_at);
    codec::write_optional_time(json, "ended_at", run.ended_at);
    return codec::dump(json);
}

Result<Run> run_from_stored(std::string_view json) {
    return codec::guarded<Run>(json, "run", codec::read_run);
}

}  // namespace toolshed
