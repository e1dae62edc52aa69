// SPDX-License-Identifier: Apache-2.0
#include "usecases/records.hpp"

#include <fmt/format.h>

#include "domain/codec.hpp"

namespace toolshed::records {
namespace {

using IndexEntries = std::vector<IndexEntry>;

Item item(Key key, std::string body, std::int64_t version, IndexEntries indexes) {
    return {std::move(key), std::move(body), version, std::move(indexes), {}};
}

template <class T>
Result<T> read(const Item& item, Result<T> (*reader)(std::string_view)) {
    auto object = reader(item.body);
    if (object) object->version = item.version;
    return object;
}

template <class T>
Task<Result<std::optional<T>>> find(Store& store, Key key, Result<T> (*reader)(const Item&)) {
    const auto found = co_await store.get(std::move(key));
    if (!found) co_return fail(found.error());
    if (!*found) co_return std::optional<T>{};
    auto object = reader(**found);
    if (!object) co_return fail(object.error());
    co_return std::optional<T>(std::move(*object));
}

std::string padded(std::int64_t sequence) {
    return fmt::format("{:012}", sequence);
}

}  // namespace

// Ids sort by the time they were made, so they serve as sort values.
Item of(const Server& server) {
    const auto& id = server.id.str();
    IndexEntries indexes = {{"all", "all", id}, {"owner", server.owner, id}};
    if (server.deleting) indexes.push_back({"deleting", "deleting", id});
    return item(server_key(server.id), to_stored(server), server.version, std::move(indexes));
}

Item of(const Revision& revision) {
    return item(revision_key(revision.id), to_stored(revision), 0,
                {{"server", revision.server_id.str(), revision.id.str()}});
}

Item of(const Run& run) {
    const auto& id = run.id.str();
    IndexEntries indexes = {
        {"all", "all", id}, {"owner", run.owner, id}, {"server", run.server_id.str(), id}};
    if (!run.ended_at) indexes.push_back({"active", "active", id});
    return item(run_key(run.id), to_stored(run), run.version, std::move(indexes));
}

Item of(const Session& session) {
    const auto& id = session.id.str();
    IndexEntries indexes = {
        {"all", "all", id}, {"owner", session.owner, id}, {"server", session.server_id.str(), id}};
    if (!is_terminal(session.state)) indexes.push_back({"live", "live", id});
    return item(session_key(session.id), to_stored(session), session.version, std::move(indexes));
}

Item of(const Call& call) {
    const auto& id = call.id.str();
    return item(
        call_key(call.id), to_stored(call), 0,
        {{"owner", call.owner, id}, {"session", call.session_id.str(), id}, {"all", "all", id}});
}

Key server_key(const ServerId& id) {
    return {"servers", id.str()};
}
Key run_key(const RunId& id) {
    return {"runs", id.str()};
}
Key session_key(const SessionId& id) {
    return {"sessions", id.str()};
}
Key call_key(const CallId& id) {
    return {"calls", id.str()};
}
Key revision_key(const RevisionId& id) {
    return {"revisions", id.str()};
}
Key name_key(const std::string& name) {
    return {"names", name};
}
Key active_run_key(const ServerId& id) {
    return {"active_runs", id.str()};
}
Key workload_key(const std::string& name) {
    return {"workloads", name};
}
Key image_key(const std::string& name) {
    return {"images", name};
}

std::vector<std::string> image_names(const Revision& revision) {
    std::vector<std::string> names = {revision.image_name};
    if (revision.plan.image.kind == Digest::Kind::manifest)
        names.push_back(image_reference(revision.plan));
    return names;
}

std::vector<Key> image_keys(const Revision& revision) {
    std::vector<Key> keys = {image_key(revision.run_id.str())};
    for (const auto& name : image_names(revision)) keys.push_back(image_key(name));
    return keys;
}

Item plain(Key key, std::string body) {
    return item(std::move(key), std::move(body), 0, {});
}

Item event(const std::string& object, std::int64_t sequence, TimePoint time, std::string_view type,
           std::string body) {
    const std::string text =
        fmt::format("{} {} {}", time.time_since_epoch().count(), type, std::move(body));
    return item({"events", object + "/" + padded(sequence)}, text, 0,
                {{"object", object, padded(sequence)}});
}

Task<Result<std::vector<StateEvent>>> events_after(Store& store, std::string object,
                                                   std::int64_t sequence) {
    const std::size_t prefix = object.size() + 1;
    Query query{"events", "object", object};
    query.limit = 500;
    query.after_sort = padded(sequence);
    const auto page = co_await store.query(std::move(query));
    if (!page) co_return fail(page.error());
    std::vector<StateEvent> events;
    for (const auto& each : page->items) {
        const auto first = each.body.find(' ');
        const auto second = each.body.find(' ', first + 1);
        events.push_back({std::stoll(each.key.id.substr(prefix)),
                          TimePoint(Millis(std::stoll(each.body.substr(0, first)))),
                          each.body.substr(first + 1, second - first - 1),
                          each.body.substr(second + 1)});
    }
    co_return events;
}

Result<Server> read_server(const Item& item) {
    return read<Server>(item, server_from_stored);
}
Result<Revision> read_revision(const Item& item) {
    return revision_from_stored(item.body);
}
Result<Run> read_run(const Item& item) {
    return read<Run>(item, run_from_stored);
}
Result<Session> read_session(const Item& item) {
    return read<Session>(item, session_from_stored);
}
Result<Call> read_call(const Item& item) {
    return call_from_stored(item.body);
}

Task<Result<std::optional<Server>>> find_server(Store& store, ServerId id) {
    return find<Server>(store, server_key(id), read_server);
}
Task<Result<std::optional<Run>>> find_run(Store& store, RunId id) {
    return find<Run>(store, run_key(id), read_run);
}
Task<Result<std::optional<Session>>> find_session(Store& store, SessionId id) {
    return find<Session>(store, session_key(id), read_session);
}

Task<Result<Server>> get_server(Store& store, Principal principal, std::string id_or_name) {
    auto id = ServerId::parse(id_or_name);
    if (!id) {
        const auto name = parse_name(id_or_name);
        const auto named = name ? co_await store.get(name_key(*name))
                                : Result<std::optional<Item>>(std::optional<Item>{});
        if (!named) co_return fail(named.error());
        if (*named) id = ServerId::of((*named)->body);
    }
    if (id) {
        auto server = co_await find_server(store, *id);
        if (!server) co_return fail(server.error());
        if (*server && may_access(principal, (*server)->owner) && !(*server)->deleting)
            co_return std::move(**server);
    }
    co_return fail(Category::not_found, "server_not_found",
                   "there is no server '" + id_or_name.substr(0, 64) +
                       "'; 'toolshed server list' shows those there are");
}

Query newest_first(std::string collection, std::string index, std::string partition,
                   const PageRequest& page) {
    Query query{std::move(collection), std::move(index), std::move(partition)};
    query.order = Query::Order::descending;
    query.limit = page.limit;
    query.cursor = page.cursor;
    return query;
}

bool is_conflict(const Error& error) {
    return error.code == "version_conflict";
}

namespace {
Key replay_key(const Principal& principal, const Replay& replay) {
    return {"idempotency", principal.owner + "/" + replay.key};
}
}  // namespace

Task<Result<std::optional<std::string>>> find_replay(Store& store, Principal principal,
                                                     Replay replay) {
    if (replay.key.empty()) co_return std::optional<std::string>{};
    const auto found = co_await store.get(replay_key(principal, replay));
    if (!found) co_return fail(found.error());
    if (!*found) co_return std::optional<std::string>{};
    const auto& body = (*found)->body;
    const auto space = body.find(' ');
    if (body.substr(0, space) != replay.body_hash)
        co_return fail(Category::conflict, "idempotency_conflict",
                       "this Idempotency-Key was used with another body; use a new key");
    co_return std::optional<std::string>(body.substr(space + 1));
}

std::optional<Write> remember_replay(const Principal& principal, const Replay& replay,
                                     std::string object, TimePoint now) {
    if (replay.key.empty()) return std::nullopt;
    Item item = plain(replay_key(principal, replay), replay.body_hash + " " + std::move(object));
    item.expires_at = now + std::chrono::hours(24);
    return put_new(std::move(item));
}

}  // namespace toolshed::records
