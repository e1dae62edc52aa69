// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/run.hpp"

namespace toolshed {

enum class SessionState { launching, active, ending, ended, failed };
std::string_view to_string(SessionState state);
Result<SessionState> session_state_from(std::string_view word);
bool is_terminal(SessionState state);

/// A short-lived, owned playground workload with a lease.
struct Session {
    SessionId id;
    ServerId server_id;
    RevisionId revision_id;
    std::string owner;
    LaunchPlan plan;
    Protocol protocol = {};  ///< set when active
    SessionState state = SessionState::launching;
    std::string workload;         ///< deterministic: `toolshed-<installation>-<session id>`
    std::string end_reason = {};  ///< `user`, `idle`, `expired`, `crashed`, `evicted`
    std::optional<Error> error = {};
    TimePoint created_at;
    std::optional<TimePoint> active_at = {};
    std::optional<TimePoint> ended_at = {};
    TimePoint idle_expires_at;
    TimePoint expires_at;
    std::int64_t ready_us = 0;   ///< from request to active
    std::int64_t server_us = 0;  ///< of it, inside the server's own process
    std::int64_t events = 0;
    std::int64_t version = 0;

    friend bool operator==(const Session&, const Session&) = default;
};

enum class Outcome { ok, tool_error, protocol_error, transport_error, timeout, denied, not_ready };
std::string_view to_string(Outcome outcome);
Result<Outcome> outcome_from(std::string_view word);

/// One recorded tool invocation. `request`, `result` and `error_object` are raw JSON as they went
/// over the wire.
struct Call {
    CallId id;
    SessionId session_id;
    ServerId server_id;
    std::string owner;
    std::string tool;
    std::string request = {};
    std::string result = {};
    std::string error_object = {};
    std::optional<Error> error = {};
    Outcome outcome = Outcome::ok;
    TimePoint started_at;
    std::int64_t duration_us = 0;

    friend bool operator==(const Call&, const Call&) = default;
};

}  // namespace toolshed
