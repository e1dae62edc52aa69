// SPDX-License-Identifier: Apache-2.0
#include "usecases/sessions.hpp"

#include "usecases/object_removal.hpp"
#include "usecases/pipeline.hpp"
#include "usecases/records.hpp"
#include "usecases/run_journal.hpp"
#include "usecases/session_journal.hpp"
#include "usecases/tool_snapshot.hpp"

namespace toolshed {
namespace {

Task<Result<std::size_t>> live_sessions(Store& store, std::string owner) {
    Query query{"sessions", "live", "live"};
    query.limit = 1'000;
    const auto page = co_await store.query(std::move(query));
    if (!page) co_return fail(page.error());
    if (owner.empty()) co_return page->items.size();
    std::size_t count = 0;
    for (const auto& item : page->items) {
        const auto session = records::read_session(item);
        if (session && session->owner == owner) ++count;
    }
    co_return count;
}

Task<Result<void>> check_room(World world, std::string owner) {
    const auto& settings = world.settings.sessions;
    const auto all = co_await live_sessions(world.store, {});
    if (!all) co_return fail(all.error());
    const auto own = co_await live_sessions(world.store, owner);
    if (!own) co_return fail(own.error());
    if (*all >= settings.sessions_max || *own >= settings.sessions_per_owner_max)
        co_return fail(Category::exhausted, "too_many_sessions",
                       "sessions.sessions_max sessions are live; stop one, or wait until one ends");
    co_return Result<void>{};
}

Session new_session(const World& world, const Principal& principal, const Server& server) {
    const auto& settings = world.settings.sessions;
    Session session;
    session.id = SessionId::from_unique(world.ids.next());
    session.server_id = server.id;
    session.revision_id = server.current_revision->id;
    session.owner = principal.owner;
    session.plan = server.current_revision->plan;
    session.protocol = server.current_revision->protocol;
    session.workload = workload_name(world.installation, session.id.str());
    session.created_at = world.clock.now();
    session.idle_expires_at = session.created_at + settings.idle_limit;
    session.expires_at = session.created_at + settings.absolute_limit;
    session.events = 1;
    return session;
}

std::vector<Write> writes_for(const Session& session) {
    std::vector<Write> writes;
    writes.push_back(put_new(records::of(session)));
    writes.push_back(
        put_new(records::plain(records::workload_key(session.workload), session.id.str())));
    writes.push_back(put_new(records::event(session.id.str(), 1, session.created_at, "session",
                                            session_event_body(session))));
    return writes;
}

std::unexpected<Error> ended_error(const Session& session) {
    const std::string why = session.end_reason.empty() ? "" : " (" + session.end_reason + ")";
    return fail(Category::conflict, "session_ended",
                "session '" + session.id.str() + "' has ended" + why + "; start a new one");
}

}  // namespace

Task<Result<Server>> Sessions::startable(Principal principal, NewSession request) {
    auto server = co_await records::get_server(world_.store, principal, request.server);
    if (!server) co_return fail(server.error());
    if (!server->current_revision)
        co_return fail(Category::conflict, "not_verified", "verify the server first");
    if (auto room = co_await check_room(world_, principal.owner); !room)
        co_return fail(room.error());
    co_return std::move(*server);
}

Task<Result<StartedSession>> Sessions::start(Principal principal, NewSession request) {
    Error last;
    for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
        const auto replay = co_await records::find_replay(world_.store, principal, request.replay);
        if (!replay) co_return fail(replay.error());
        if (*replay) {
            auto session = co_await owned(principal, SessionId::of(**replay));
            if (!session) co_return fail(session.error());
            co_return StartedSession{std::move(*session), false};
        }
        const auto server = co_await startable(principal, request);
        if (!server) co_return fail(server.error());
        Session session = new_session(world_, principal, *server);
        auto writes = writes_for(session);
        // Only the digest of a passed revision may be launched, so the server must still be the one
        // that was read.
        writes.push_back(check_version(records::server_key(server->id), server->version));
        if (auto kept = records::remember_replay(principal, request.replay, session.id.str(),
                                                 world_.clock.now()))
            writes.push_back(std::move(*kept));
        const auto done = co_await world_.store.commit(std::move(writes));
        if (done) {
            world_.crash_points.reach("session.intended");
            session.version = 1;
            launch_here(session);
            co_return StartedSession{std::move(session), true};
        }
        last = done.error();
        if (!records::is_conflict(last)) break;
    }
    co_return fail(last, "start session");
}

Task<Result<Session>> Sessions::owned(Principal principal, SessionId id) {
    auto session = co_await records::find_session(world_.store, id);
    if (!session) co_return fail(session.error());
    if (!*session || !may_access(principal, (*session)->owner))
        co_return fail(Category::not_found, "session_not_found",
                       "there is no session '" + id.str() + "'");
    co_return std::move(**session);
}

Task<Result<Session>> Sessions::get(Principal principal, SessionId id) {
    return owned(std::move(principal), std::move(id));
}

Task<Result<PageOf<Session>>> Sessions::list(Principal principal, SessionFilter filter) {
    std::string index = principal.administrator ? "all" : "owner";
    std::string partition = principal.administrator ? "all" : principal.owner;
    if (!filter.server.empty()) {
        const auto server = co_await records::get_server(world_.store, principal, filter.server);
        if (!server) co_return fail(server.error());
        index = "server";
        partition = server->id.str();
    } else if (filter.live_only) {
        index = partition = "live";
    }
    auto page = co_await records::list<Session>(
        world_.store, records::newest_first("sessions", index, partition, filter.page),
        records::read_session);
    if (!page) co_return fail(page.error());
    std::erase_if(page->items, [&](const Session& session) {
        return !may_access(principal, session.owner) ||
               (filter.live_only && is_terminal(session.state));
    });
    co_return page;
}

Task<Result<Session>> Sessions::wait_ready(Principal principal, SessionId id) {
    const TimePoint until = world_.clock.now() + world_.settings.sessions.launch_limit;
    Millis pause{5};
    for (;;) {
        auto session = co_await owned(principal, id);
        if (!session || session->state != SessionState::launching) co_return session;
        if (world_.clock.now() >= until) co_return session;
        co_await world_.clock.sleep(pause);
        pause = std::min(pause * 2, Millis(100));
    }
}

Task<Result<Session>> Sessions::renew(Principal principal, SessionId id) {
    auto live_session = co_await live(std::move(principal), id);
    if (!live_session) co_return fail(live_session.error());
    const Millis idle = world_.settings.sessions.idle_limit;
    if (auto told = co_await (*live_session)->link->renew(idle); !told)
        co_return fail(Category::unavailable, "not_ready", told.error().message);
    const TimePoint until = world_.clock.now() + idle;
    co_return co_await change_session(world_, id, [until](Session& session) {
        session.idle_expires_at = std::min(until, session.expires_at);
        return true;
    });
}

Task<Result<Session>> Sessions::stop(Principal principal, SessionId id) {
    const auto session = co_await owned(std::move(principal), id);
    if (!session) co_return fail(session.error());
    if (is_terminal(session->state)) co_return session;
    co_return co_await end(id, "user", {});
}

Task<Result<std::string>> Sessions::tools(Principal principal, SessionId id) {
    auto live_session = co_await live(std::move(principal), id);
    if (!live_session) co_return fail(live_session.error());
    co_await touch(*live_session);
    const Session& session = (*live_session)->session;
    const mcp::Peer peer{(*live_session)->link->channel("main"), (*live_session)->ids, world_.clock,
                         world_.settings.mcp};
    const mcp::Negotiated negotiated{mcp::era_from(session.protocol.era), session.protocol.revision,
                                     session.protocol.server_info, session.protocol.capabilities};
    const auto tools = co_await mcp::list_tools(peer, negotiated);
    if (!tools) co_return fail(tools.error());
    co_return snapshot_of(*tools);
}

Task<Result<LogChunk>> Sessions::logs(Principal principal, SessionId id, std::uint64_t offset,
                                      std::size_t bytes_max) {
    const auto session = co_await owned(principal, id);
    if (!session) co_return fail(session.error());
    if (session->state == SessionState::active)
        if (const auto live_session = co_await live(std::move(principal), id))
            co_await copy_log(*live_session);
    auto chunk = co_await world_.logs.read(id.str(), offset, bytes_max);
    if (!chunk) co_return chunk;
    co_return or_removed(world_, std::move(*chunk), offset, session->ended_at);
}

Task<Result<std::vector<StateEvent>>> Sessions::events(Principal principal, SessionId id,
                                                       std::int64_t after_sequence) {
    const auto session = co_await owned(std::move(principal), id);
    if (!session) co_return fail(session.error());
    co_return co_await records::events_after(world_.store, id.str(), after_sequence);
}

Task<Result<std::shared_ptr<LiveSession>>> Sessions::live(Principal principal, SessionId id) {
    // A link goes with its session's end, so one that is here saves a look at the store.
    if (const auto known = links_.find(id);
        known != links_.end() && may_access(principal, known->second->session.owner))
        co_return known->second;
    auto session = co_await owned(std::move(principal), id);
    if (!session) co_return fail(session.error());
    if (is_terminal(session->state) || session->state == SessionState::ending)
        co_return ended_error(*session);
    if (session->state == SessionState::launching)
        co_return fail(Category::unavailable, "not_ready", "the session is still launching");
    if (const auto known = links_.find(id); known != links_.end()) co_return known->second;
    auto link = co_await world_.engine.connect(session->workload,
                                               world_.settings.verification.launch_limit);
    if (!link)
        co_return fail(Category::unavailable, "not_ready",
                       "the session's workload does not answer: " + link.error().message);
    // Another call may have adopted it meanwhile.
    if (const auto known = links_.find(id); known != links_.end()) co_return known->second;
    auto adopted = std::make_shared<LiveSession>(std::move(*session), std::move(*link), ids_);
    links_.emplace(id, adopted);
    co_return adopted;
}

std::shared_ptr<LiveSession> Sessions::live_here(SessionId id) const {
    const auto known = links_.find(id);
    return known == links_.end() ? nullptr : known->second;
}

Task<void> Sessions::touch(std::shared_ptr<LiveSession> live_session) {
    const TimePoint now = world_.clock.now();
    if (!wants_touch(*live_session)) co_return;
    live_session->idle_written = now;
    const TimePoint until = now + world_.settings.sessions.idle_limit;
    const auto moved =
        co_await change_session(world_, live_session->session.id, [until](Session& session) {
            session.idle_expires_at = std::min(until, session.expires_at);
            return session.state == SessionState::active;
        });
    if (!moved)
        world_.log.warn("idle_not_moved", {{"session", live_session->session.id.str()},
                                           {"why", moved.error().message}});
}

}  // namespace toolshed
