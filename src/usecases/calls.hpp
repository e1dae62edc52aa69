// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/principal.hpp"
#include "domain/session.hpp"
#include "usecases/sessions.hpp"
#include "usecases/world.hpp"

namespace toolshed {

struct NewCall {
    SessionId session;
    std::string tool;
    std::string params = "{}";  ///< raw JSON object, passed through byte for byte
    std::optional<Millis> limit = {};
};

struct CallFilter {
    std::optional<SessionId> session = {};
    PageRequest page = {};
};

/// Executes tools and records every invocation.
class Calls {
public:
    Calls(World world, Sessions& sessions) : world_(world), sessions_(sessions) {}

    /// Answers whatever the outcome, once the request was sent; the record says which and is there
    /// a moment later. An `Error` means that nothing was sent: `unavailable` `not_ready`,
    /// `not_found` `session_not_found`, `invalid` `bad_params` `bad_tool_name`, `exhausted`
    /// `too_many_calls`; then `refused_call` holds the id under which the refusal is recorded, if
    /// any.
    Task<Result<Call>> execute(Principal principal, NewCall request,
                               CallId* refused_call = nullptr);
    /// Records a call that somebody else has made; its id is set here. Never waits.
    void note(Call call);
    Task<Result<Call>> get(Principal principal, CallId id);  ///< `not_found` `call_not_found`
    Task<Result<PageOf<Call>>> list(Principal principal, CallFilter filter);  ///< newest first

private:
    World world_;
    Sessions& sessions_;
};

}  // namespace toolshed
