// SPDX-License-Identifier: Apache-2.0
#include "usecases/catalogue.hpp"

#include "base/text.hpp"
#include "usecases/new_run.hpp"
#include "usecases/object_removal.hpp"
#include "usecases/records.hpp"
#include "usecases/run_journal.hpp"
#include "usecases/sessions.hpp"
#include "usecases/verifications.hpp"

namespace toolshed {
namespace {

std::unexpected<Error> bad_setting(const std::string& name, const std::string& allowed) {
    Error error{Category::invalid, "bad_settings", "'" + name + "': " + allowed};
    error.pointer = "/settings/" + name;
    return fail(std::move(error));
}

Result<void> check_settings(const PlanSettings& settings) {
    if (settings.writable_paths.size() > 32)
        return bad_setting("writable_paths", "at most 32 paths");
    for (const auto& path : settings.writable_paths)
        if (!is_mountable(path))
            return bad_setting(
                "writable_paths",
                "'" + cut(path, 100) +
                    "' must be an absolute path of a folder of the image, without '..', "
                    "':', ',' or control characters, outside /proc, /sys, /dev and "
                    "/run/toolshed-*");
    if (const auto checked = check_transport(settings.transport); !checked)
        return bad_setting("transport", checked.error().message);
    struct Bound {
        const char* name;
        std::int64_t value, low, high;
    };
    const auto& limits = settings.limits;
    for (const auto& [name, value, low, high] : {
             Bound{"memory_bytes", limits.memory_bytes, 16LL << 20, 1LL << 42},
             Bound{"cpu_weight_milli", limits.cpu_weight_milli, 2, 256'000},
             Bound{"cpu_ceiling_milli", limits.cpu_ceiling_milli, 50, 1'000'000},
             Bound{"processes_max", limits.processes_max, 8, 32'768},
             Bound{"scratch_bytes", limits.scratch_bytes, 4'096, 1LL << 40},
             Bound{"open_files_max", limits.open_files_max, 64, 1'048'576},
         })
        if (value < low || value > high)
            return bad_setting(name, std::to_string(low) + " to " + std::to_string(high));
    return {};
}

/// Counts page by page; a catalogue has thousands of servers, not millions.
Task<Result<void>> check_room(World world) {
    std::size_t count = 0;
    Query query{"servers", "all", "all"};
    query.limit = 1'000;
    do {
        const auto page = co_await world.store.query(query);
        if (!page) co_return fail(page.error());
        count += page->items.size();
        query.cursor = page->next_cursor;
    } while (!query.cursor.empty());
    if (count >= world.settings.catalogue.servers_max)
        co_return fail(Category::exhausted, "too_many_servers",
                       "the catalogue holds catalogue.servers_max servers; remove one");
    co_return Result<void>{};
}

}  // namespace

/// What an earlier request with the same key has added.
Task<Result<std::optional<AddedServer>>> Catalogue::added_before(Principal principal,
                                                                 Replay replay) {
    const auto known = co_await records::find_replay(world_.store, principal, replay);
    if (!known) co_return fail(known.error());
    if (!*known) co_return std::optional<AddedServer>{};
    const auto server = co_await get(principal, **known);
    if (!server) co_return fail(server.error());
    auto run = co_await verifications_.get(principal, server->last_run->id);
    if (!run) co_return fail(run.error());
    co_return std::optional(AddedServer{*server, std::move(*run), false});
}

Task<Result<AddedServer>> Catalogue::add(Principal principal, NewServer request) {
    const auto& settings = world_.settings.catalogue;
    const auto source = parse_source(request.source, settings.local_sources);
    if (!source) {
        Error error = source.error();
        error.pointer = "/source";
        co_return fail(error);
    }
    const auto name = parse_name(request.name.empty() ? suggested_name(*source) : request.name);
    if (!name) {
        Error error = name.error();
        error.pointer = "/name";
        co_return fail(error);
    }
    const PlanSettings plan = request.settings.value_or(settings.plan_defaults);
    if (auto checked = check_settings(plan); !checked) co_return fail(checked.error());
    auto before = co_await added_before(principal, request.replay);
    if (!before) co_return fail(before.error());
    if (*before) co_return std::move(**before);
    if (auto room = co_await check_room(world_); !room) co_return fail(room.error());
    Server server;
    server.id = ServerId::from_unique(world_.ids.next());
    server.owner = principal.owner;
    server.name = *name;
    server.source = *source;
    server.settings = plan;
    server.created_at = server.updated_at = world_.clock.now();
    Run run = new_run(world_, principal, server);
    server.last_run = LastRun{run.id, std::string(to_string(run.state))};
    auto writes = writes_for(run);
    writes.push_back(put_new(records::of(server)));
    writes.push_back(put_new(records::plain(records::name_key(*name), server.id.str())));
    if (auto kept = records::remember_replay(principal, request.replay, server.id.str(),
                                             world_.clock.now()))
        writes.push_back(std::move(*kept));
    const auto done = co_await world_.store.commit(std::move(writes));
    if (!done && records::is_conflict(done.error())) {
        // The same request may have come twice at once.
        before = co_await added_before(principal, request.replay);
        if (!before) co_return fail(before.error());
        if (*before) co_return std::move(**before);
        co_return fail(Category::conflict, "name_taken",
                       "there is a server named '" + *name + "'; give another name");
    }
    if (!done) co_return fail(done.error());
    world_.crash_points.reach("server.added");
    if (auto resumed = co_await verifications_.resume_all(); !resumed)
        co_return fail(resumed.error());
    server.version = 1;
    run.version = 1;
    co_return AddedServer{std::move(server), std::move(run), true};
}

Task<Result<Server>> Catalogue::get(Principal principal, std::string id_or_name) {
    return records::get_server(world_.store, std::move(principal), std::move(id_or_name));
}

Task<Result<PageOf<Server>>> Catalogue::list(Principal principal, PageRequest page) {
    const std::string index = principal.administrator ? "all" : "owner";
    const std::string partition = principal.administrator ? "all" : principal.owner;
    auto servers = co_await records::list<Server>(
        world_.store, records::newest_first("servers", index, partition, page),
        records::read_server);
    if (servers) std::erase_if(servers->items, [](const Server& each) { return each.deleting; });
    co_return servers;
}

Task<Result<Revision>> Catalogue::revision(Principal principal, std::string id_or_name,
                                           std::string revision_id) {
    const auto server = co_await get(std::move(principal), std::move(id_or_name));
    if (!server) co_return fail(server.error());
    if (revision_id.empty()) {
        if (server->current_revision) co_return *server->current_revision;
        co_return fail(Category::conflict, "not_verified", "verify the server first");
    }
    if (const auto id = RevisionId::parse(revision_id)) {
        const auto found = co_await world_.store.get(records::revision_key(*id));
        if (!found) co_return fail(found.error());
        auto revision = *found ? records::read_revision(**found)
                               : Result<Revision>(fail(Category::not_found, "", ""));
        if (*found && !revision) co_return fail(revision.error());
        if (revision && revision->server_id == server->id) co_return revision;
    }
    co_return fail(Category::not_found, "revision_not_found",
                   "this server has no revision '" + cut(revision_id, 64) + "'");
}

Task<Result<std::string>> Catalogue::tools_of(std::string address) {
    return world_.blobs.get(std::move(address));
}

Task<Result<PageOf<Revision>>> Catalogue::revisions(Principal principal, std::string id_or_name,
                                                    PageRequest page) {
    const auto server = co_await get(std::move(principal), std::move(id_or_name));
    if (!server) co_return fail(server.error());
    co_return co_await records::list<Revision>(
        world_.store, records::newest_first("revisions", "server", server->id.str(), page),
        records::read_revision);
}

Task<Result<void>> Catalogue::remove(Principal principal, std::string id_or_name) {
    Error last;
    for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
        auto server = co_await get(principal, id_or_name);
        if (!server && server.error().category == Category::not_found && attempt > 0)
            co_return Result<void>{};
        if (!server) co_return fail(server.error());
        server->deleting = true;
        server->updated_at = world_.clock.now();
        std::vector<Write> writes;
        writes.push_back(put_over(records::of(*server), server->version));
        writes.push_back(remove_any(records::name_key(server->name)));
        const auto done = co_await world_.store.commit(std::move(writes));
        if (done) {
            world_.crash_points.reach("server.deleting");
            co_return co_await finish_removal(server->id);
        }
        last = done.error();
        if (!records::is_conflict(last)) break;
    }
    co_return fail(last, "remove server");
}

Task<Result<void>> Catalogue::finish_removal(ServerId id) {
    const auto active = co_await world_.store.get(records::active_run_key(id));
    if (!active) co_return fail(active.error());
    if (*active) {
        const auto cancelled =
            co_await verifications_.cancel(administrator(), RunId::of((*active)->body));
        if (!cancelled && cancelled.error().category != Category::not_found)
            co_return fail(cancelled.error());
        // The rest waits for the run's own end; the reconciler comes again.
        co_return Result<void>{};
    }
    if (auto ended = co_await sessions_.end_all_of(id, "evicted"); !ended) co_return ended;
    for (const char* collection : {"sessions", "runs"}) {
        auto items = co_await items_of(world_.store, collection, "server", id.str());
        if (!items) co_return fail(items.error());
        for (const auto& item : *items)
            if (auto gone = co_await remove_object(world_, item.key); !gone) co_return gone;
        if (items->size() == 1'000) co_return Result<void>{};
    }
    auto revisions = co_await items_of(world_.store, "revisions", "server", id.str());
    if (!revisions) co_return fail(revisions.error());
    std::vector<Key> keys;
    for (const auto& item : *revisions) {
        const auto revision = records::read_revision(item);
        if (!revision) co_return fail(revision.error());
        for (const auto& name : records::image_names(*revision))
            if (auto gone = co_await world_.engine.remove_image(name); !gone) co_return gone;
        for (auto& key : records::image_keys(*revision)) keys.push_back(std::move(key));
        keys.push_back(item.key);
    }
    if (auto gone = co_await remove_items(world_.store, std::move(keys)); !gone) co_return gone;
    std::vector<Write> last;
    last.push_back(remove_any(records::server_key(id)));
    auto done = co_await world_.store.commit(std::move(last));
    if (done) world_.crash_points.reach("server.removed");
    co_return done;
}

}  // namespace toolshed
