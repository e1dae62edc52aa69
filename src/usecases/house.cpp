// SPDX-License-Identifier: Apache-2.0
#include "usecases/house.hpp"

#include "base/text.hpp"
#include "usecases/object_removal.hpp"
#include "usecases/records.hpp"

namespace toolshed {
namespace {

constexpr std::size_t failures_max = 20;

/// What one pass looks at and has done so far.
struct Pass {
    World world;
    HouseReport& report;
    std::map<std::string, std::int64_t> image_bytes = {};  ///< by name
    std::set<std::string> named_blobs = {};
    bool all_servers_read = true;

    const HouseSettings& settings() const { return world.settings.house; }

    /// Whether it went well; a failure is told and keeps nothing else from being done.
    template <class T>
    bool well(const Result<T>& result) {
        if (result) return true;
        if (report.failures.size() < failures_max) report.failures.push_back(result.error());
        return false;
    }
    void note(Removal removal) {
        auto& total = report.totals[removal.kind];
        total.count += 1;
        total.bytes += removal.bytes;
        if (report.removals.size() < settings().report_items_max)
            report.removals.push_back(std::move(removal));
        else
            report.truncated = true;
    }
};

template <class T>
Task<Result<std::vector<T>>> holdings(Store& store, std::string collection, std::string server,
                                      Result<T> (*reader)(const Item&)) {
    std::vector<T> all;
    PageRequest request{1'000};
    do {
        auto page = co_await records::list<T>(
            store, records::newest_first(collection, "server", server, request), reader);
        if (!page) co_return fail(page.error());
        for (auto& each : page->items) all.push_back(std::move(each));
        request.cursor = page->next_cursor;
    } while (!request.cursor.empty());
    co_return all;
}

Task<Result<ServerHoldings>> read_holdings(World world, Server server) {
    const std::string id = server.id.str();
    ServerHoldings found{std::move(server)};
    auto revisions =
        co_await holdings<Revision>(world.store, "revisions", id, records::read_revision);
    if (!revisions) co_return fail(revisions.error());
    auto runs = co_await holdings<Run>(world.store, "runs", id, records::read_run);
    if (!runs) co_return fail(runs.error());
    auto sessions = co_await holdings<Session>(world.store, "sessions", id, records::read_session);
    if (!sessions) co_return fail(sessions.error());
    found.revisions = std::move(*revisions);
    found.runs = std::move(*runs);
    found.sessions = std::move(*sessions);
    co_return found;
}

/// The names under which this revision alone needs its image: the same digest may have been
/// verified again.
Task<Result<std::vector<std::string>>> own_names(World world, const Revision& revision) {
    std::vector<std::string> names;
    for (const auto& name : records::image_names(revision)) {
        const auto kept = co_await world.store.get(records::image_key(name));
        if (!kept) co_return fail(kept.error());
        if (!*kept || (*kept)->body == revision.id.str()) names.push_back(name);
    }
    co_return names;
}

/// The intent goes first: what a crash leaves behind is then an image that nothing needs.
Task<Result<void>> remove_image(World world, Revision revision) {
    const auto server = co_await records::find_server(world.store, revision.server_id);
    if (!server) co_return fail(server.error());
    const auto names = co_await own_names(world, revision);
    if (!names) co_return fail(names.error());
    // Nothing that has become current meanwhile is taken.
    if (!*server || !(*server)->current_revision || (*server)->current_revision->id == revision.id)
        co_return Result<void>{};
    revision.image_removed_at = world.clock.now();
    std::vector<Write> writes;
    writes.push_back(check_version(records::server_key(revision.server_id), (*server)->version));
    writes.push_back(put_any(records::of(revision)));
    writes.push_back(remove_any(records::image_key(revision.run_id.str())));
    for (const auto& name : *names) writes.push_back(remove_any(records::image_key(name)));
    if (auto done = co_await world.store.commit(std::move(writes)); !done)
        co_return fail(done.error());
    world.crash_points.reach("house.image.forgotten");
    for (const auto& name : *names)
        if (auto gone = co_await world.engine.remove_image(name); !gone) co_return gone;
    co_return Result<void>{};
}

/// What is found is changed as what is stored, also by a dry run: a run may go once its revision
/// has no image.
Task<void> clean_images(Pass& pass, ServerHoldings& found) {
    for (auto& removal : removable_images(found, pass.settings(), pass.report.pressure)) {
        const auto revision = std::ranges::find_if(
            found.revisions, [&](const auto& each) { return each.id.str() == removal.id; });
        const auto bytes = pass.image_bytes.find(revision->image_name);
        if (bytes != pass.image_bytes.end()) removal.bytes = bytes->second;
        if (!pass.report.dry_run)
            if (!pass.well(co_await remove_image(pass.world, *revision))) continue;
        revision->image_removed_at = pass.report.at;
        pass.note(std::move(removal));
    }
}

Task<void> clean_objects(Pass& pass, std::vector<Removal> removals, const char* collection) {
    for (auto& removal : removals) {
        if (!pass.report.dry_run) {
            const Key key{collection, removal.id};
            if (!pass.well(co_await remove_object(pass.world, key))) continue;
            pass.world.crash_points.reach("house.object.removed");
        }
        pass.note(std::move(removal));
    }
}

void name_blobs(Pass& pass, const ServerHoldings& found) {
    for (const auto& revision : found.revisions) pass.named_blobs.insert(revision.tools_blob);
    for (const auto& run : found.runs) pass.named_blobs.insert(run.evidence.tools_blob);
}

Task<void> clean_server(Pass& pass, Server server) {
    if (server.current_revision) pass.named_blobs.insert(server.current_revision->tools_blob);
    auto found = co_await read_holdings(pass.world, std::move(server));
    if (!pass.well(found)) {
        pass.all_servers_read = false;
        co_return;
    }
    name_blobs(pass, *found);
    const TimePoint now = pass.report.at;
    co_await clean_images(pass, *found);
    co_await clean_objects(pass, removable_runs(*found, pass.settings(), now), "runs");
    co_await clean_objects(pass, removable_sessions(*found, pass.settings(), now), "sessions");
}

/// A server that cannot be read, or is being removed, may still name content.
Task<void> clean_servers(Pass& pass) {
    PageRequest request{100};
    do {
        const auto page = co_await records::list<Server>(
            pass.world.store, records::newest_first("servers", "all", "all", request),
            records::read_server);
        if (!pass.well(page)) {
            pass.all_servers_read = false;
            co_return;
        }
        for (const auto& server : page->items) {
            if (server.deleting)
                pass.all_servers_read = false;
            else
                co_await clean_server(pass, server);
        }
        request.cursor = page->next_cursor;
    } while (!request.cursor.empty());
}

/// Whether the run or session of that id has ended; nothing when there is none.
Task<Result<std::optional<bool>>> has_ended(World world, std::string id) {
    if (const auto run_id = RunId::parse(id)) {
        const auto run = co_await records::find_run(world.store, *run_id);
        if (!run) co_return fail(run.error());
        co_return *run ? std::optional((*run)->ended_at.has_value()) : std::nullopt;
    }
    if (const auto session_id = SessionId::parse(id)) {
        const auto session = co_await records::find_session(world.store, *session_id);
        if (!session) co_return fail(session.error());
        co_return *session ? std::optional(is_terminal((*session)->state)) : std::nullopt;
    }
    co_return std::optional<bool>{};
}

Task<void> clean_logs(Pass& pass) {
    const auto logs = co_await pass.world.logs.list();
    if (!pass.well(logs)) co_return;
    for (const auto& log : *logs) {
        const Millis age = pass.report.at - log.changed_at;
        if (age < std::min(pass.settings().logs_age, pass.settings().blob_grace)) continue;
        const auto ended = co_await has_ended(pass.world, log.name);
        if (!pass.well(ended)) co_return;
        const bool orphan = !*ended && age >= pass.settings().blob_grace;
        if (!orphan && (!**ended || age < pass.settings().logs_age)) continue;
        if (!pass.report.dry_run && !pass.well(co_await pass.world.logs.remove(log.name))) continue;
        pass.note({Removal::Kind::log,
                   log.name,
                   {},
                   orphan ? "belongs to nothing any more"
                          : "ended, and not written to for house.logs_age",
                   log.bytes});
    }
}

/// Content that no revision and no run names.
Task<void> clean_blobs(Pass& pass) {
    if (!pass.all_servers_read) co_return;
    const auto blobs = co_await pass.world.blobs.list();
    if (!pass.well(blobs)) co_return;
    const TimePoint since = pass.report.at - pass.settings().blob_grace;
    for (const auto& blob : *blobs) {
        if (blob.changed_at >= since || pass.named_blobs.contains(blob.name)) continue;
        if (!pass.report.dry_run &&
            !pass.well(co_await pass.world.blobs.remove_older(blob.name, since)))
            continue;
        pass.note({Removal::Kind::blob,
                   blob.name,
                   {},
                   "nothing names it (house.blob_grace)",
                   blob.bytes});
    }
}

Task<void> clean_cache(Pass& pass) {
    auto parts = co_await pass.world.builder.cache();
    if (!pass.well(parts)) co_return;
    for (auto& removal : removable_cache(std::move(*parts), pass.settings(), pass.report.pressure,
                                         pass.report.at)) {
        if (!pass.report.dry_run &&
            !pass.well(co_await pass.world.builder.remove_cached(removal.id)))
            continue;
        pass.note(std::move(removal));
    }
}

Task<void> weigh_images(Pass& pass) {
    const auto images = co_await pass.world.engine.list_images();
    if (!pass.well(images)) co_return;
    for (const auto& image : *images)
        for (const auto& name : image.names) pass.image_bytes[name] = image.size_bytes;
}

std::string mebibytes(std::int64_t bytes) {
    return std::to_string(bytes >> 20) + " MiB";
}

/// Sets a flag for as long as it lives.
class Busy {
public:
    explicit Busy(bool& flag) : flag_(flag) { flag_ = true; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    ~Busy() { flag_ = false; }

private:
    bool& flag_;
};

}  // namespace

Task<std::vector<DiskSpace>> disks_in_use(World world) {
    const auto engine = co_await world.engine.info();
    co_return world.disks.look(engine ? engine->root : std::string());
}

Task<Result<void>> check_disks(World world) {
    const auto& settings = world.settings.house;
    for (const auto& disk : co_await disks_in_use(world))
        if (disk.free_bytes < settings.disk_full_bytes)
            co_return fail(Category::exhausted, "disk_full",
                           mebibytes(disk.free_bytes) + " are free for " + disk.path +
                               ", and a build begins with at least house.disk_full_bytes (" +
                               mebibytes(settings.disk_full_bytes) +
                               "): free some, 'toolshed gc --dry-run' shows what may go");
    co_return Result<void>{};
}

Task<HouseReport> House::pass(bool dry_run) {
    HouseReport report;
    report.dry_run = dry_run;
    report.at = world_.clock.now();
    report.disks = co_await disks_in_use(world_);
    report.pressure = pressure_of(report.disks, world_.settings.house);
    Pass pass{world_, report};
    co_await weigh_images(pass);
    // Listed before the records are read: what is put after that is too young anyway.
    co_await clean_servers(pass);
    co_await clean_logs(pass);
    co_await clean_blobs(pass);
    co_await clean_cache(pass);
    co_return report;
}

Task<Result<HouseReport>> House::clean(Principal principal, bool dry_run) {
    if (!principal.administrator)
        co_return fail(Category::denied, "not_administrator",
                       "only an administrator may keep house");
    while (passing_) co_await world_.clock.sleep(Millis(20));
    const Busy busy(passing_);
    HouseReport report = co_await pass(dry_run);
    if (!dry_run) last_ = report;
    co_return report;
}

Task<void> House::run() {
    std::string last_failure;
    for (;;) {
        const auto report = co_await clean(administrator(), false);
        const std::string failure =
            report && !report->failures.empty() ? report->failures.front().message : "";
        if (!failure.empty() && failure != last_failure)
            world_.log.warn("house_failed", {{"why", failure}});
        last_failure = failure;
        if (report && report->pressure != Pressure::none)
            world_.log.warn("disk_low", {{"pressure", std::string(to_string(report->pressure))}});
        if (report)
            for (const auto& [kind, total] : report->totals)
                world_.log.info("house_cleaned", {{"kind", std::string(to_string(kind))},
                                                  {"count", std::to_string(total.count)},
                                                  {"bytes", std::to_string(total.bytes)}});
        co_await world_.clock.sleep(world_.settings.house.clean_every);
    }
}

}  // namespace toolshed
