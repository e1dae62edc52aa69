// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
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
    bool created = true;  ///< false: the answer to an earlier request with the same key
};

struct SessionFilter {
    std::string server = {};  ///< id or name; empty = all
    bool live_only = false;
    PageRequest page = {};
};

/// A session's link in this process. Shared by its calls and the table of links: a call may outlive
/// the session's end.
struct LiveSession {
    Session session;
    std::unique_ptr<WorkloadLink> link;
    mcp::RequestIds& ids;  ///< one row of numbers for all, so that none comes twice to a server
    std::size_t calls_in_flight = 0;
    std::uint64_t log_offset = 0;  ///< of the shim's log, up to where it was copied
    bool copying_log = false;
    TimePoint idle_written;  ///< when the stored idle limit was last moved
};

/// Playground sessions: started from the stored digest, never by a build; ended by their user,
/// their limits or a crash.
class Sessions {
public:
    explicit Sessions(World world)
        : world_(world), ids_((world.installation.boot_number << 32) + 1) {}

    /// Answers when the intent is stored (`launching`). `conflict` `not_verified` "verify the
    /// server first", `not_found` `server_not_found`, `exhausted` `too_many_sessions`.
    Task<Result<StartedSession>> start(Principal principal, NewSession request);
    Task<Result<Session>> get(Principal principal,
                              SessionId id);  ///< `not_found` `session_not_found`
    /// Newest first.
    Task<Result<PageOf<Session>>> list(Principal principal, SessionFilter filter);
    /// Waits until it is no longer `launching`, at most the launch limit.
    Task<Result<Session>> wait_ready(Principal principal, SessionId id);
    /// Moves the idle limit, never the absolute one. `conflict` `session_ended`, `unavailable`
    /// `not_ready`.
    Task<Result<Session>> renew(Principal principal, SessionId id);
    /// Answers when the workload is gone. Idempotent.
    Task<Result<Session>> stop(Principal principal, SessionId id);
    /// The tools as the running process lists them now; JSON array. `unavailable` `not_ready`,
    /// `conflict` `session_ended`.
    Task<Result<std::string>> tools(Principal principal, SessionId id);
    Task<Result<LogChunk>> logs(Principal principal, SessionId id, std::uint64_t offset,
                                std::size_t bytes_max);
    Task<Result<std::vector<StateEvent>>> events(Principal principal, SessionId id,
                                                 std::int64_t after_sequence);

    /// The link of an active session, adopted again after a restart. `unavailable` `not_ready`
    /// while it launches or when its workload does not answer, `conflict` `session_ended`.
    Task<Result<std::shared_ptr<LiveSession>>> live(Principal principal, SessionId id);
    /// The link of a session if it is open in this process; nullptr.
    std::shared_ptr<LiveSession> live_here(SessionId id) const;
    /// Whether `touch` would do something.
    bool wants_touch(const LiveSession& live) const {
        return world_.clock.now() - live.idle_written >= touch_every;
    }
    /// A message was or will be sent: moves the idle limit, in the store at most once a second.
    Task<void> touch(std::shared_ptr<LiveSession> live);
    /// The server's process has gone: ends the session with what the engine says about it.
    Task<void> crashed(SessionId id, Error reason);

    /// Ends every live session of a server.
    Task<Result<void>> end_all_of(ServerId server, std::string reason);
    /// Resumes launches, adopts, expires and finishes sessions, as store and engine say.
    /// `workloads` was listed before.
    Task<Result<void>> sweep(std::vector<WorkloadState> workloads);

private:
    static constexpr Millis touch_every{1'000};

    Task<Result<Session>> owned(Principal principal, SessionId id);
    Task<Result<Server>> startable(Principal principal, NewSession request);
    void launch_here(const Session& session);
    Task<void> launch(Session session);
    Task<Result<Session>> bring_up(Session session);
    Task<Result<Session>> end(SessionId id, std::string reason, std::optional<Error> error);
    Task<Result<Session>> finish(Session session);
    Task<void> copy_log(std::shared_ptr<LiveSession> live);
    Task<void> look_at(Session session);
    Task<Result<void>> sweep_one(Session session, const std::set<std::string>& running);

    World world_;
    mcp::RequestIds ids_;
    std::set<SessionId> launching_;
    std::set<SessionId> looked_at_;
    std::map<SessionId, std::shared_ptr<LiveSession>> links_;
};

}  // namespace toolshed
