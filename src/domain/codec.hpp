// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "domain/run.hpp"
#include "domain/session.hpp"

/// The stored JSON form of each object, with its format number. Reading refuses a damaged or newer
/// form with `internal` `damaged_record`; members that are absent take their defaults.
namespace toolshed {

std::string to_stored(const Server& server);
Result<Server> server_from_stored(std::string_view json);
std::string to_stored(const Revision& revision);
Result<Revision> revision_from_stored(std::string_view json);
std::string to_stored(const Run& run);
Result<Run> run_from_stored(std::string_view json);
std::string to_stored(const Session& session);
Result<Session> session_from_stored(std::string_view json);
std::string to_stored(const Call& call);
Result<Call> call_from_stored(std::string_view json);
/// The plan's form is also what its hash is computed from, so members have a fixed order.
std::string to_stored(const LaunchPlan& plan);
Result<LaunchPlan> plan_from_stored(std::string_view json);

}  // namespace toolshed
