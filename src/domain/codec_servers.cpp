// SPDX-License-Identifier: Apache-2.0
#include "domain/codec.hpp"
#include "domain/codec_parts.hpp"

namespace toolshed {
namespace codec {

Json revision_json(const Revision& revision) {
    Json json = {{"format", 1},
                 {"id", revision.id.str()},
                 {"server_id", revision.server_id.str()},
                 {"run_id", revision.run_id.str()},
                 {"source", source_json(revision.source)},
                 {"commit", revision.commit},
                 {"plan", plan_json(revision.plan)},
                 {"settings_hash", revision.settings_hash},
                 {"image_name", revision.image_name},
                 {"protocol", protocol_json(revision.protocol)},
                 {"tools_blob", revision.tools_blob},
                 {"tools_hash", revision.tools_hash},
                 {"tools_hash_rule", revision.tools_hash_rule},
                 {"tool_count", revision.tool_count},
                 {"verified_at", write_time(revision.verified_at)}};
    write_optional_time(json, "image_removed_at", revision.image_removed_at);
    return json;
}

Revision read_revision(const Json& json) {
    Revision revision;
    revision.id = RevisionId::of(json.at("id").get<std::string>());
    revision.server_id = ServerId::of(json.at("server_id").get<std::string>());
    revision.run_id = RunId::of(json.at("run_id").get<std::string>());
    revision.source = read_source(json.at("source"));
    read(json, "commit", revision.commit);
    revision.plan = read_plan(json.at("plan"));
    read(json, "settings_hash", revision.settings_hash);
    read(json, "image_name", revision.image_name);
    revision.protocol = read_protocol(json.at("protocol"));
    read(json, "tools_blob", revision.tools_blob);
    read(json, "tools_hash", revision.tools_hash);
    read(json, "tools_hash_rule", revision.tools_hash_rule);
    read(json, "tool_count", revision.tool_count);
    revision.verified_at = read_time(json.at("verified_at"));
    read_optional(json, "image_removed_at", revision.image_removed_at, read_time);
    return revision;
}

namespace {

Json last_run_json(const LastRun& run) {
    Json json = {{"id", run.id.str()}, {"state", run.state}};
    write_optional(json, "error", run.error, error_json);
    return json;
}

LastRun read_last_run(const Json& json) {
    LastRun run{RunId::of(json.at("id").get<std::string>()), json.at("state").get<std::string>()};
    read_optional(json, "error", run.error, read_error);
    return run;
}

Server read_server(const Json& json) {
    Server server;
    server.id = ServerId::of(json.at("id").get<std::string>());
    read(json, "owner", server.owner);
    read(json, "name", server.name);
    server.source = read_source(json.at("source"));
    server.settings = read_settings(json.at("settings"));
    read_optional(json, "current_revision", server.current_revision, read_revision);
    read_optional(json, "last_run", server.last_run, read_last_run);
    read(json, "deleting", server.deleting);
    server.created_at = read_time(json.at("created_at"));
    server.updated_at = read_time(json.at("updated_at"));
    return server;
}

}  // namespace
}  // namespace codec

std::string to_stored(const Revision& revision) {
    return codec::dump(codec::revision_json(revision));
}

Result<Revision> revision_from_stored(std::string_view json) {
    return codec::guarded<Revision>(json, "revision", codec::read_revision);
}

std::string to_stored(const Server& server) {
    codec::Json json = {{"format", 1},
                        {"id", server.id.str()},
                        {"owner", server.owner},
                        {"name", server.name},
                        {"source", codec::source_json(server.source)},
                        {"settings", codec::settings_json(server.settings)},
                        {"deleting", server.deleting},
                        {"created_at", codec::write_time(server.created_at)},
                        {"updated_at", codec::write_time(server.updated_at)}};
    codec::write_optional(json, "current_revision", server.current_revision, codec::revision_json);
    codec::write_optional(json, "last_run", server.last_run, codec::last_run_json);
    return codec::dump(json);
}

Result<Server> server_from_stored(std::string_view json) {
    return codec::guarded<Server>(json, "server", codec::read_server);
}

}  // namespace toolshed
