// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/principal.hpp"
#include "domain/session.hpp"
#include "usecases/world.hpp"

/// How objects lie in the store: collections, index entries, and reading them back.
namespace toolshed::records {

Item of(const Server& server);      ///< indexes `all`, `owner`, and `deleting` while it is
Item of(const Revision& revision);  ///< index `server`
Item of(const Run& run);  ///< indexes `all`, `owner`, `server`, and `active` until it has ended
Item of(
    const Session& session);  ///< indexes `all`, `owner`, `server`, and `live` until it has ended
Item of(const Call& call);    ///< indexes `owner`, `session`

Key server_key(const ServerId& id);
Key run_key(const RunId& id);
Key session_key(const SessionId& id);
Key call_key(const CallId& id);
Key revision_key(const RevisionId& id);
/// The global name space of servers; the body is the server's id.
Key name_key(const std::string& name);
/// Held by the one active run of a server; the body is the run's id.
Key active_run_key(const ServerId& id);
/// The intent behind a workload, by its name; the body is the id of the run or session.
Key workload_key(const std::string& name);
/// An image that a revision needs, by one of its names or by the run that built it, which it has as
/// a label; the body is the revision's id.
Key image_key(const std::string& name);
/// Every name that an engine may have a revision's image under.
std::vector<std::string> image_names(const Revision& revision);
/// The keys of all of them, and the one by the run.
std::vector<Key> image_keys(const Revision& revision);

Item plain(Key key, std::string body);

/// The next state event of an object that has had `events` so far.
Item event(const std::string& object, std::int64_t sequence, TimePoint time, std::string_view type,
           std::string body);
Task<Result<std::vector<StateEvent>>> events_after(Store& store, std::string object,
                                                   std::int64_t sequence);

Task<Result<std::optional<Server>>> find_server(Store& store, ServerId id);
Task<Result<std::optional<Run>>> find_run(Store& store, RunId id);
Task<Result<std::optional<Session>>> find_session(Store& store, SessionId id);

/// By id or name, and only if `principal` may see it: else `not_found` `server_not_found`.
Task<Result<Server>> get_server(Store& store, Principal principal, std::string id_or_name);

Result<Server> read_server(const Item& item);
Result<Revision> read_revision(const Item& item);
Result<Run> read_run(const Item& item);
Result<Session> read_session(const Item& item);
Result<Call> read_call(const Item& item);

/// A page of `collection` through `index`, read with `reader`.
template <class T>
Task<Result<PageOf<T>>> list(Store& store, Query query, Result<T> (*reader)(const Item&)) {
    const auto page = co_await store.query(std::move(query));
    if (!page) co_return fail(page.error());
    PageOf<T> result;
    result.next_cursor = page->next_cursor;
    for (const auto& item : page->items) {
        auto object = reader(item);
        if (!object) co_return fail(object.error());
        result.items.push_back(std::move(*object));
    }
    co_return result;
}

Query newest_first(std::string collection, std::string index, std::string partition,
                   const PageRequest& page);
/// Whether a commit failed because somebody else wrote in between.
bool is_conflict(const Error& error);

/// The answer that an earlier request with this key had, if any; `conflict` `idempotency_conflict`
/// for another body.
Task<Result<std::optional<std::string>>> find_replay(Store& store, Principal principal,
                                                     Replay replay);
/// The write that remembers the answer of this request, for the same transaction; nothing without a
/// key.
std::optional<Write> remember_replay(const Principal& principal, const Replay& replay,
                                     std::string object, TimePoint now);

}  // namespace toolshed::records
