// SPDX-License-Identifier: Apache-2.0
#include "base/within.hpp"
#include "usecases/pipeline.hpp"
#include "usecases/records.hpp"
#include "usecases/session_journal.hpp"
#include "usecases/sessions.hpp"

namespace toolshed {
namespace {

/// Takes an id out of the set however the launch ended.
struct Leaving {
    std::set<SessionId>& launching;
    const SessionId& id;
    ~Leaving() { launching.erase(id); }
};

}  // namespace

void Sessions::launch_here(const Session& session) {
    if (!launching_.insert(session.id).second) return;
    world_.background.spawn(session.id.str(), launch(session));
}

Task<void> Sessions::launch(Session session) {
    const SessionId id = session.id;
    const Leaving leaving{launching_, id};
    const Millis spent =
        std::chrono::duration_cast<Millis>(world_.clock.now() - session.created_at);
    const Millis left = std::max(Millis(1), world_.settings.sessions.launch_limit - spent);
    const auto up = co_await within(world_.clock, left, "not_ready", bring_up(session));
    if (up) co_return;
    const auto ended = co_await end(id, "", up.error());
    if (!ended)
        world_.log.error("session_not_ended",
                         {{"session", id.str()}, {"why", ended.error().message}});
}

/// From the stored intent to a server that answered; every part may be repeated after a crash.
Task<Result<Session>> Sessions::bring_up(Session session) {
    const auto begin = world_.clock.ticks();
    WorkloadSpec spec{session.workload, WorkloadKind::session, session.plan};
    WorkloadStart start{session.plan};
    const auto& settings = world_.settings.sessions;
    start.deadline = settings.absolute_limit;
    start.idle = settings.idle_limit;
    start.transport = session.plan.transport;
    if (session.protocol.transport.kind != "auto") start.transport = session.protocol.transport;
    start.transport.host = session.plan.transport.host;
    auto link =
        co_await start_workload(world_, std::move(spec), std::move(start), settings.launch_limit);
    if (!link) co_return fail(link.error());
    if (auto begun = co_await (*link)->start_process("main"); !begun) co_return fail(begun.error());
    auto live_session = std::make_shared<LiveSession>(session, std::move(*link), ids_);
    std::int64_t server_us = 0;
    TimedChannel channel(live_session->link->channel("main"), world_.clock, server_us);
    const mcp::Peer peer{channel, live_session->ids, world_.clock, world_.settings.mcp};
    const auto negotiated = co_await mcp::negotiate(peer, mcp::era_from(session.protocol.era));
    if (!negotiated) co_return fail(negotiated.error());
    const Protocol protocol{std::string(mcp::to_string(negotiated->era)),
                            negotiated->revision,
                            negotiated->server_info,
                            negotiated->capabilities,
                            negotiated->instructions,
                            session.protocol.transport};
    const TimePoint now = world_.clock.now();
    const auto ready_us = (world_.clock.ticks() - begin).count();
    auto active = co_await change_session(world_, session.id, [&](Session& stored) {
        if (stored.state != SessionState::launching) return false;
        stored.state = SessionState::active;
        stored.active_at = now;
        stored.protocol = protocol;
        stored.idle_expires_at = std::min(now + settings.idle_limit, stored.expires_at);
        stored.ready_us = ready_us;
        stored.server_us = server_us;
        return true;
    });
    if (!active) co_return fail(active.error());
    world_.crash_points.reach("session.active");
    if (active->state != SessionState::active) co_return co_await finish(*active);
    live_session->session = *active;
    live_session->idle_written = now;
    links_.insert_or_assign(session.id, std::move(live_session));
    co_return active;
}

/// Ends a session: the intent to end first, then its workload, then the record.
Task<Result<Session>> Sessions::end(SessionId id, std::string reason, std::optional<Error> error) {
    auto ending = co_await change_session(world_, id, [&](Session& session) {
        if (session.state == SessionState::ending) return false;
        session.state = SessionState::ending;
        session.end_reason = reason;
        session.error = error;
        return true;
    });
    if (!ending || is_terminal(ending->state)) co_return ending;
    world_.crash_points.reach("session.ending");
    co_return co_await finish(std::move(*ending));
}

Task<Result<Session>> Sessions::finish(Session session) {
    if (is_terminal(session.state)) co_return session;
    if (const auto known = links_.find(session.id); known != links_.end()) {
        const auto live_session = known->second;
        links_.erase(known);
        co_await copy_log(live_session);
    }
    if (auto gone = co_await world_.engine.remove(session.workload); !gone)
        co_return fail(gone.error());
    world_.crash_points.reach("session.removed");
    if (auto closed = co_await world_.logs.close(session.id.str()); !closed)
        world_.log.warn("log_not_closed", {{"session", session.id.str()}});
    const TimePoint now = world_.clock.now();
    auto ended = co_await change_session(world_, session.id, [now](Session& stored) {
        const bool never_active = !stored.active_at && stored.error;
        stored.state = never_active ? SessionState::failed : SessionState::ended;
        stored.ended_at = now;
        return true;
    });
    if (ended) world_.crash_points.reach("session.ended");
    co_return ended;
}

Task<void> Sessions::crashed(SessionId id, Error reason) {
    if (reason.code == "link_lost") {
        // A lost link alone is no end: as long as the workload runs, the next call connects anew.
        const auto known = links_.find(id);
        if (known == links_.end()) co_return;
        const std::string workload = known->second->session.workload;
        links_.erase(known);
        const auto state = co_await world_.engine.inspect(workload);
        if (!state && state.error().category != Category::not_found) co_return;
        if (state && state->running) co_return;
    }
    const auto ended = co_await end(id, "crashed", std::move(reason));
    if (!ended)
        world_.log.warn("session_not_ended",
                        {{"session", id.str()}, {"why", ended.error().message}});
}

Task<void> Sessions::copy_log(std::shared_ptr<LiveSession> live_session) {
    if (live_session->copying_log) co_return;
    live_session->copying_log = true;
    const auto chunk = co_await live_session->link->logs(live_session->log_offset);
    if (chunk && !chunk->text.empty()) {
        live_session->log_offset = chunk->next_offset;
        const auto kept = co_await world_.logs.append(live_session->session.id.str(), chunk->text);
        if (!kept)
            world_.log.warn("log_lost", {{"session", live_session->session.id.str()},
                                         {"why", kept.error().message}});
    }
    live_session->copying_log = false;
}

Task<Result<void>> Sessions::end_all_of(ServerId server, std::string reason) {
    Query query{"sessions", "server", server.str()};
    query.limit = 1'000;
    const auto page = co_await world_.store.query(std::move(query));
    if (!page) co_return fail(page.error());
    for (const auto& item : page->items) {
        const auto session = records::read_session(item);
        if (!session) co_return fail(session.error());
        if (is_terminal(session->state)) continue;
        if (const auto ended = co_await end(session->id, reason, {}); !ended)
            co_return fail(ended.error());
    }
    co_return Result<void>{};
}

Task<Result<void>> Sessions::sweep(std::vector<WorkloadState> workloads) {
    std::set<std::string> running;
    for (const auto& workload : workloads)
        if (workload.running) running.insert(workload.name);
    Query query{"sessions", "live", "live"};
    query.limit = 1'000;
    const auto page = co_await world_.store.query(std::move(query));
    if (!page) co_return fail(page.error());
    Result<void> all;
    for (const auto& item : page->items) {
        const auto session = records::read_session(item);
        auto swept = session ? co_await sweep_one(*session, running) : fail(session.error());
        if (!swept && all) all = std::move(swept);
    }
    co_return all;
}

/// A server may end by itself while its workload lives on; only the shim knows.
Task<void> Sessions::look_at(Session session) {
    if (!looked_at_.insert(session.id).second) co_return;
    const Leaving leaving{looked_at_, session.id};
    const auto live_session = co_await live(administrator(), session.id);
    if (!live_session) co_return;
    const auto status = co_await (*live_session)->link->status();
    if (!status || !status->started) co_return;
    const auto main = std::ranges::find(status->processes, "main", &ProcessState::id);
    if (main == status->processes.end() || main->running) co_return;
    Error reason{Category::unavailable, "server_exited",
                 "the server ended by itself with code " + std::to_string(main->exit_code)};
    if (main->oom)
        reason = {Category::unavailable, "server_oom",
                  "the server was killed for memory; raise its memory limit"};
    co_await crashed(session.id, std::move(reason));
}

Task<Result<void>> Sessions::sweep_one(Session session, const std::set<std::string>& running) {
    if (session.state == SessionState::launching) {
        launch_here(session);
        co_return Result<void>{};
    }
    const TimePoint now = world_.clock.now();
    const bool expired = now >= session.expires_at;
    const auto known = links_.find(session.id);
    const bool busy = known != links_.end() && known->second->calls_in_flight > 0;
    const bool idle = !busy && now >= session.idle_expires_at;
    std::optional<Error> error;
    std::string reason = expired ? "expired" : idle ? "idle" : "";
    if (reason.empty() && session.state == SessionState::active &&
        !running.contains(session.workload)) {
        // The list is older than the record, so a session that has just begun is asked for by name.
        const auto state = co_await world_.engine.inspect(session.workload);
        if (!state && state.error().category != Category::not_found) co_return fail(state.error());
        if (state && state->running) co_return Result<void>{};
        reason = "crashed";
        error = Error{Category::unavailable, "server_exited",
                      state ? "the workload ended with code " + std::to_string(state->exit_code)
                            : "the workload is gone"};
        if (state && state->oom)
            error = Error{Category::unavailable, "server_oom",
                          "the server was killed for memory; raise its memory limit"};
    }
    if (reason.empty() && session.state == SessionState::active)
        world_.brief.spawn("look at " + session.id.str(), look_at(session));
    Result<Session> swept = session;
    if (session.state == SessionState::ending)
        swept = co_await finish(session);
    else if (!reason.empty())
        swept = co_await end(session.id, reason, error);
    if (!swept) co_return fail(swept.error());
    co_return Result<void>{};
}

}  // namespace toolshed
