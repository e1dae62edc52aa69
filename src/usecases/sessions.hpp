// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/principal.hpp"
#include "domain/session.hpp"
#include "usecases/world.hpp"

namespace toolshed {

struct NewSession {
    std::string server;  ///< id or name
    Replay replay = {};
};

struct StartedSession {
    Session session;
    bool created = true;
};

struct SessionFilter {
    std::string server = {};
    bool live_only = false;
    PageRequest page = {};
};

/// Playground sessions: started from the stored digest, never by a build.
class Sessions {
public:
    explicit Sessions(World world);
    ~Sessions();

    /// Answers when the intent is stored (`launching`). `conflict` `not_verified` "verify the server first", `not_found`
    /// `server_not_found`, `exhausted` `too_many_sessions`.
    Task<Result<StartedSession>> start(Principal principal, NewSession request);
    Task<Result<Session>> get(Principal principal, SessionId id);  ///< `not_found` `session_not_found`
    Task<Result<PageOf<Session>>> list(Principal principal, SessionFilter filter);
    /// Waits until it is no longer `launching`, at most the launch limit.
    Task<Result<Session>> wait_ready(Principal principal, SessionId id);
    /// Moves the idle limit, never the absolute one. `conflict` `session_ended`.
    Task<Result<Session>> renew(Principal principal, SessionId id);
    /// Answers when the workload is gone. Idempotent.
    Task<Result<Session>> stop(Principal principal, SessionId id);
    /// The tools as the running process lists them now; JSON array. `unavailable` `not_ready`.
    Task<Result<std::string>> tools(Principal principal, SessionId id);
    Task<Result<LogChunk>> logs(Principal principal, SessionId id, std::uint64_t offset,
                                std::size_t bytes_max);
    Task<Result<std::vector<StateEvent>>> events(Principal principal, SessionId id,
                                                 std::int64_t after_sequence);

    /// What a call needs: the link of an active session, adopted after a restart.
    struct Live;
    Task<Result<std::shared_ptr<Live>>> live(Principal principal, SessionId id);
    /// A call begins or ends: moves idle.
    Task<void> touch(std::shared_ptr<Live> live);
    /// The process has gone: ends the session as `crashed` with what the engine says.
    Task<Result<Session>> crashed(SessionId id, Error reason);

    /// Ends every live session of a server (its removal).
    Task<Result<void>> end_all_of(ServerId server, std::string reason);
    /// Adopts, expires and finishes sessions as the store and the engine say (reconciler).
    Task<Result<void>> sweep(const std::vector<WorkloadState>& workloads);
    Task<void> stop_all_here();

    struct State;

private:
    World world_;
    std::unique_ptr<State> state_;
};

/// A session in this process. Shared by its calls and its log pump, each of which may outlive the session's end.
struct Sessions::Live {
    Session session;
    std::unique_ptr<WorkloadLink> link;
    mcp::RequestIds ids;
    std::size_t calls_in_flight = 0;
    std::uint64_t log_offset = 0;
    TimePoint last_renewed;
};

}  // namespace toolshed
