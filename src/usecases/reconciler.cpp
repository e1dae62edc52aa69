// SPDX-License-Identifier: Apache-2.0
#include "usecases/reconciler.hpp"

#include "usecases/pipeline.hpp"
#include "usecases/records.hpp"

namespace toolshed {
namespace {

/// Removes workloads that no intent stands behind.
Task<Result<std::size_t>> remove_orphans(World world, const std::vector<WorkloadState>& listed) {
    std::size_t removed = 0;
    std::optional<Error> failed;
    for (const auto& workload : listed) {
        const auto intent = co_await world.store.get(records::workload_key(workload.name));
        if (!intent) co_return fail(intent.error());
        if (*intent) continue;
        // Its owner may have ended it after the list was made; then what is left is at most a
        // folder.
        const auto still = co_await world.engine.inspect(workload.name);
        if (auto gone = co_await world.engine.remove(workload.name); !gone) {
            failed = gone.error();
            continue;
        }
        if (!still) continue;
        world.log.info("orphan_removed", {{"workload", workload.name}});
        ++removed;
    }
    if (failed) co_return fail(std::move(*failed));
    co_return removed;
}

/// Whether the run whose label an image or a scratch folder carries is still at work.
Task<Result<bool>> is_active(World world, std::string run_id) {
    const auto id = RunId::parse(run_id);
    if (!id) co_return false;
    const auto run = co_await records::find_run(world.store, *id);
    if (!run) co_return fail(run.error());
    co_return run->has_value() && !(*run)->ended_at;
}

/// Whether a revision needs the image of that name, or of that run.
Task<Result<bool>> is_needed(World world, std::string name) {
    if (name.empty()) co_return false;
    const auto kept = co_await world.store.get(records::image_key(name));
    if (!kept) co_return fail(kept.error());
    co_return kept->has_value();
}

/// Removes images that no revision needs and no active run is about to record.
Task<Result<std::size_t>> remove_images(World world, const std::vector<ImageInfo>& listed) {
    std::size_t removed = 0;
    for (const auto& image : listed) {
        const auto active = co_await is_active(world, image.run);
        if (!active) co_return fail(active.error());
        if (*active) continue;
        std::vector<std::string> names = image.names;
        // One that was pulled has no tag, and while it is being pulled no name at all.
        if (names.empty()) names = image.references;
        if (names.empty()) {
            const auto needed = co_await is_needed(world, image.run);
            if (!needed) co_return fail(needed.error());
            if (*needed) continue;
            names.push_back(image.digest.value);
        }
        for (const auto& name : names) {
            const auto needed = co_await is_needed(world, name);
            if (!needed) co_return fail(needed.error());
            if (*needed) continue;
            if (auto gone = co_await world.engine.remove_image(name); !gone)
                co_return fail(gone.error());
            ++removed;
        }
    }
    co_return removed;
}

Task<Result<std::size_t>> remove_scratch(World world) {
    std::size_t removed = 0;
    const auto& scratch = world.settings.verification.scratch;
    const auto names = co_await world.sources.leftovers(scratch);
    if (!names) co_return fail(names.error());
    for (const auto& name : *names) {
        const auto active = co_await is_active(world, name);
        if (!active) co_return fail(active.error());
        if (*active) continue;
        if (auto gone = co_await world.sources.discard(scratch / name); !gone)
            co_return fail(gone.error());
        ++removed;
    }
    co_return removed;
}

Task<Result<void>> finish_removals(World world, Catalogue& catalogue) {
    Query query{"servers", "deleting", "deleting"};
    const auto page = co_await world.store.query(std::move(query));
    if (!page) co_return fail(page.error());
    for (const auto& item : page->items)
        if (auto done = co_await catalogue.finish_removal(ServerId::of(item.key.id)); !done)
            co_return done;
    co_return Result<void>{};
}

}  // namespace

/// One thing that cannot be done keeps nothing else from being done; the first failure is told.
Task<Result<SweepReport>> Reconciler::sweep() {
    SweepReport report;
    std::optional<Error> failed;
    const auto went_well = [&failed](const auto& result) {
        if (!result && !failed) failed = result.error();
        return result.has_value();
    };
    // The engine first, the store after: what is listed and has no intent then never had one.
    const auto workloads = co_await world_.engine.list();
    const auto images = co_await world_.engine.list_images();
    if (auto resumed = co_await verifications_.resume_all(); !resumed)
        co_return fail(resumed.error());
    if (!workloads) co_return fail(workloads.error());
    if (!images) co_return fail(images.error());
    if (const auto orphans = co_await remove_orphans(world_, *workloads); went_well(orphans))
        report.orphan_workloads = *orphans;
    went_well(co_await sessions_.sweep(*workloads));
    went_well(co_await finish_removals(world_, catalogue_));
    if (const auto unneeded = co_await remove_images(world_, *images); went_well(unneeded))
        report.orphan_images = *unneeded;
    if (const auto folders = co_await remove_scratch(world_); went_well(folders))
        report.orphan_folders = *folders;
    const TimePoint now = world_.clock.now();
    if (now - expired_items_at_ >= world_.settings.reconciler.expired_items_every) {
        expired_items_at_ = now;
        if (const auto expired = co_await world_.store.remove_expired(now, 1'000);
            went_well(expired))
            report.expired_items = *expired;
    }
    if (failed) co_return fail(std::move(*failed));
    co_return report;
}

Task<void> Reconciler::run() {
    std::string last_failure;
    for (;;) {
        const auto swept = co_await sweep();
        const std::string failure = swept ? "" : swept.error().message;
        // An engine that is away fails every sweep; saying it once is enough.
        if (!failure.empty() && failure != last_failure)
            world_.log.warn("sweep_failed", {{"why", failure}});
        if (failure.empty() && !last_failure.empty()) world_.log.info("sweep_recovered");
        last_failure = failure;
        co_await world_.clock.sleep(world_.settings.reconciler.sweep_every);
    }
}

}  // namespace toolshed
