// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "domain/run.hpp"
#include "domain/session.hpp"

/// Shared by the codec's own sources; no other file includes it. Reading throws
/// `nlohmann::json::exception` or `BadRecord`, which `guarded` turns into an `Error` at the border.
namespace toolshed::codec {

using Json = nlohmann::ordered_json;

struct BadRecord {
    std::string what;
};

/// Stored times are whole milliseconds since 1970.
inline std::int64_t write_time(TimePoint time) {
    return time.time_since_epoch().count();
}
inline TimePoint read_time(const Json& json) {
    return TimePoint(Millis(json.get<std::int64_t>()));
}

template <class T>
void read(const Json& json, const char* name, T& target) {
    if (const auto found = json.find(name); found != json.end()) found->get_to(target);
}

template <class T>
T unwrap(Result<T> result) {
    if (!result) throw BadRecord{result.error().message};
    return std::move(*result);
}

Json plan_json(const LaunchPlan& plan);
LaunchPlan read_plan(const Json& json);
Json settings_json(const PlanSettings& settings);
PlanSettings read_settings(const Json& json);
Json source_json(const Source& source);
Source read_source(const Json& json);
Json protocol_json(const Protocol& protocol);
Protocol read_protocol(const Json& json);
Json error_json(const Error& error);
Error read_error(const Json& json);
Json findings_json(const std::vector<Finding>& findings);
std::vector<Finding> read_findings(const Json& json);
Json digest_json(const Digest& digest);
Digest read_digest(const Json& json);
Json revision_json(const Revision& revision);
Revision read_revision(const Json& json);

template <class T>
void write_optional(Json& json, const char* name, const std::optional<T>& value, auto write) {
    if (value) json[name] = write(*value);
}
inline void write_optional_time(Json& json, const char* name,
                                const std::optional<TimePoint>& time) {
    if (time) json[name] = write_time(*time);
}
template <class T>
void read_optional(const Json& json, const char* name, std::optional<T>& target, auto reader) {
    if (const auto found = json.find(name); found != json.end()) target = reader(*found);
}

/// Parses, checks the format number and reads; any fault is `internal` `damaged_record`.
template <class T>
Result<T> guarded(std::string_view text, const char* kind, T (*reader)(const Json&)) {
    std::string what;
    try {
        const Json json = Json::parse(text);
        if (json.value("format", 0) == 1) return reader(json);
        what = "its format is not 1";
    } catch (const BadRecord& bad) {
        what = bad.what;
    } catch (const Json::exception& bad) {
        what = bad.what();
    }
    return fail(Category::internal, "damaged_record",
                std::string("a stored ") + kind + " cannot be read: " + what);
}

/// Text that came from outside may hold bytes that are no UTF-8; they must not make a record
/// unwritable.
inline std::string dump(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace toolshed::codec
