// SPDX-License-Identifier: Apache-2.0
#include "domain/codec.hpp"
#include "domain/codec_parts.hpp"

namespace toolshed {
namespace codec {
namespace {

Session read_session(const Json& json) {
    Session session;
    session.id = SessionId::of(json.at("id").get<std::string>());
    session.server_id = ServerId::of(json.at("server_id").get<std::string>());
    session.revision_id = RevisionId::of(json.at("revision_id").get<std::string>());
    read(json, "owner", session.owner);
    session.plan = read_plan(json.at("plan"));
    session.protocol = read_protocol(json.at("protocol"));
    session.state = unwrap(session_state_from(json.at("state").get<std::string>()));
    read(json, "workload", session.workload);
    read(json, "end_reason", session.end_reason);
    read_optional(json, "error", session.error, read_error);
    session.created_at = read_time(json.at("created_at"));
    read_optional(json, "active_at", session.active_at, read_time);
    read_optional(json, "ended_at", session.ended_at, read_time);
    session.idle_expires_at = read_time(json.at("idle_expires_at"));
    session.expires_at = read_time(json.at("expires_at"));
    read(json, "ready_us", session.ready_us);
    read(json, "server_us", session.server_us);
    read(json, "events", session.events);
    return session;
}

Call read_call(const Json& json) {
    Call call;
    call.id = CallId::of(json.at("id").get<std::string>());
    call.session_id = SessionId::of(json.at("session_id").get<std::string>());
    call.server_id = ServerId::of(json.at("server_id").get<std::string>());
    read(json, "owner", call.owner);
    read(json, "tool", call.tool);
    read(json, "request", call.request);
    read(json, "result", call.result);
    read(json, "error_object", call.error_object);
    read_optional(json, "error", call.error, read_error);
    call.outcome = unwrap(outcome_from(json.at("outcome").get<std::string>()));
    call.started_at = read_time(json.at("started_at"));
    read(json, "duration_us", call.duration_us);
    return call;
}

}  // namespace
}  // namespace codec

std::string to_stored(const Session& session) {
    codec::Json json = {{"format", 1},
                        {"id", session.id.str()},
                        {"server_id", session.server_id.str()},
                        {"revision_id", session.revision_id.str()},
                        {"owner", session.owner},
                        {"plan", codec::plan_json(session.plan)},
                        {"protocol", codec::protocol_json(session.protocol)},
                        {"state", to_string(session.state)},
                        {"workload", session.workload},
                        {"end_reason", session.end_reason},
                        {"created_at", codec::write_time(session.created_at)},
                        {"idle_expires_at", codec::write_time(session.idle_expires_at)},
                        {"expires_at", codec::write_time(session.expires_at)},
                        {"ready_us", session.ready_us},
                        {"server_us", session.server_us},
                        {"events", session.events}};
    codec::write_optional(json, "error", session.error, codec::error_json);
    codec::write_optional_time(json, "active_at", session.active_at);
    codec::write_optional_time(json, "ended_at", session.ended_at);
    return codec::dump(json);
}

Result<Session> session_from_stored(std::string_view json) {
    return codec::guarded<Session>(json, "session", codec::read_session);
}

std::string to_stored(const Call& call) {
    codec::Json json = {{"format", 1},
                        {"id", call.id.str()},
                        {"session_id", call.session_id.str()},
                        {"server_id", call.server_id.str()},
                        {"owner", call.owner},
                        {"tool", call.tool},
                        {"request", call.request},
                        {"result", call.result},
                        {"error_object", call.error_object},
                        {"outcome", to_string(call.outcome)},
                        {"started_at", codec::write_time(call.started_at)},
                        {"duration_us", call.duration_us}};
    codec::write_optional(json, "error", call.error, codec::error_json);
    return codec::dump(json);
}

Result<Call> call_from_stored(std::string_view json) {
    return codec::guarded<Call>(json, "call", codec::read_call);
}

}  // namespace toolshed
