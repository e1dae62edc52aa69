// SPDX-License-Identifier: Apache-2.0
#include "usecases/session_journal.hpp"

#include <nlohmann/json.hpp>

#include "usecases/records.hpp"
#include "usecases/run_journal.hpp"

namespace toolshed {

std::string session_event_body(const Session& session) {
    nlohmann::ordered_json json = {{"id", session.id.str()}, {"state", to_string(session.state)}};
    if (!session.end_reason.empty()) json["end_reason"] = session.end_reason;
    if (session.error)
        json["error"] = {{"type", to_string(session.error->category)},
                         {"code", session.error->code},
                         {"message", session.error->message}};
    json["ended"] = is_terminal(session.state);
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Task<Result<Session>> change_session(World world, SessionId id,
                                     std::function<bool(Session&)> change) {
    Error last;
    for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
        const auto stored = co_await records::find_session(world.store, id);
        if (!stored) co_return fail(stored.error());
        if (!*stored)
            co_return fail(Category::not_found, "session_not_found",
                           "there is no session '" + id.str() + "'");
        Session session = **stored;
        const SessionState before = session.state;
        if (is_terminal(before) || !change(session)) co_return **stored;
        std::vector<Write> writes;
        // Only changes of state are events; a renewal would fill the stream with noise.
        if (session.state != before) {
            session.events += 1;
            writes.push_back(
                put_new(records::event(session.id.str(), session.events, world.clock.now(),
                                       "session", session_event_body(session))));
        }
        // The intent goes with the end, so that what is left of the workload is an orphan from then
        // on.
        if (is_terminal(session.state))
            writes.push_back(remove_any(records::workload_key(session.workload)));
        const auto version = session.version;
        writes.push_back(put_over(records::of(session), version));
        const auto done = co_await world.store.commit(std::move(writes));
        if (done) {
            session.version = version + 1;
            co_return session;
        }
        last = done.error();
        if (!records::is_conflict(last)) break;
    }
    co_return fail(last, "journal of " + id.str());
}

}  // namespace toolshed
