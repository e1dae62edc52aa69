// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/session.hpp"
#include "usecases/world.hpp"

namespace toolshed {

/// Changes a stored session: reads it, lets `change` alter it, writes it with one state event, and
/// tries again when somebody else wrote in between. `change` returns false to leave everything as
/// it is. Terminal sessions are never changed. The answer is the session as stored. `not_found`
/// `session_not_found`.
Task<Result<Session>> change_session(World world, SessionId id,
                                     std::function<bool(Session&)> change);

/// What events tell about a session: JSON.
std::string session_event_body(const Session& session);

}  // namespace toolshed
