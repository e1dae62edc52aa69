// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "usecases/house.hpp"
#include "usecases/log_appender.hpp"
#include "usecases/pipeline.hpp"
#include "usecases/records.hpp"

namespace toolshed::stages {
namespace {

constexpr std::size_t tail_line_bytes_max = 500;

std::string short_of(const std::string& commit) {
    return commit.substr(0, 7);
}

/// Same commit, folder, plan and shim, passed last time, and the image is still there.
Task<Result<bool>> is_unchanged(RunContext& context) {
    const Run& run = context.run;
    if (run.force || run.only_step || !run.previous_passed) co_return false;
    const auto server = co_await records::find_server(context.world.store, run.server_id);
    if (!server) co_return fail(server.error());
    if (!*server || !(*server)->current_revision) co_return false;
    const Revision& revision = *(*server)->current_revision;
    const auto shim = context.world.engine.shim_digest();
    if (revision.commit != run.evidence.commit || revision.source.url != run.source.url ||
        revision.source.folder != run.source.folder ||
        revision.settings_hash != settings_hash(run.settings, shim))
        co_return false;
    // A registry that came later wants the image too.
    ImageRegistry* registry = context.world.registry;
    if (registry != nullptr && revision.plan.image.kind != Digest::Kind::manifest) co_return false;
    const std::string reference = image_reference(revision.plan);
    const auto image = co_await context.world.engine.inspect_image(reference);
    if (!image && image.error().category != Category::not_found) co_return fail(image.error());
    if (image || registry == nullptr) co_return image.has_value();
    co_return co_await registry->has(reference);
}

/// A digest that we show for a server's revision is a manifest's where there is a registry; the
/// engine knows that by its repository too.
Task<Result<std::string>> given_reference(RunContext& context) {
    const Run& run = context.run;
    const auto server = co_await records::find_server(context.world.store, run.server_id);
    if (!server) co_return fail(server.error());
    if (*server && (*server)->current_revision &&
        (*server)->current_revision->plan.image.value == run.given_image)
        co_return image_reference((*server)->current_revision->plan);
    co_return run.given_image;
}

/// `run step … --image` pins the image in the run's journal before anything is launched from it.
Task<Result<StageDone>> resolve_image(RunContext& context) {
    const auto reference = co_await given_reference(context);
    if (!reference) co_return fail(reference.error());
    const auto image = co_await inspect_or_pull(context.world, *reference);
    if (!image) co_return fail(image.error(), "image '" + context.run.given_image + "'");
    context.run.evidence.image = image->digest;
    context.run.evidence.image_bytes = image->size_bytes;
    co_return StageDone{StepState::succeeded, "image " + image->digest.value.substr(0, 19)};
}

}  // namespace

Task<Result<StageDone>> resolve(RunContext& context) {
    if (!context.run.given_image.empty()) co_return co_await resolve_image(context);
    const auto commit = co_await context.world.sources.resolve(context.run.source);
    if (!commit) co_return fail(commit.error());
    context.run.evidence.commit = *commit;
    const auto unchanged = co_await is_unchanged(context);
    if (!unchanged) co_return fail(unchanged.error());
    context.unchanged = *unchanged;
    co_return StageDone{StepState::succeeded, "commit " + short_of(*commit)};
}

Task<Result<StageDone>> fetch(RunContext& context) {
    Run& run = context.run;
    const auto folder = scratch_folder(context.world, run.id);
    auto tree = co_await context.world.sources.fetch(run.source, run.evidence.commit, folder);
    if (!tree) co_return fail(tree.error());
    run.evidence.tree_folder = tree->folder.string();
    context.tree = tree->folder;
    co_return StageDone{StepState::succeeded, std::to_string((tree->bytes + 1023) / 1024) + " KiB"};
}

Task<Result<StageDone>> build(RunContext& context) {
    Run& run = context.run;
    run.evidence.image_name = image_name(context.world, run);
    const auto keep = [&](const BuiltImage& image) {
        run.evidence.image = image.digest;
        run.evidence.image_bytes = image.size_bytes;
    };
    // A build that a former process of ours finished, but could not journal, is adopted.
    const auto earlier = co_await context.world.builder.find_built(run.id);
    if (!earlier) co_return fail(earlier.error());
    if (*earlier) {
        keep(**earlier);
        const auto tagged =
            co_await context.world.engine.tag_image((*earlier)->digest, run.evidence.image_name);
        if (!tagged) co_return fail(tagged.error());
        co_return StageDone{StepState::succeeded, "adopted the finished build"};
    }
    if (auto room = co_await check_disks(context.world); !room) co_return fail(room.error());
    if (context.tree.empty()) context.tree = run.evidence.tree_folder;
    std::vector<std::string>& tail = context.build_tail;
    const std::size_t tail_max = context.world.settings.verification.log_tail_lines;
    LogAppender log(context.world, run.id.str());
    const LineSink sink = [&](std::string line) {
        if (tail.size() == tail_max) tail.erase(tail.begin());
        tail.push_back(cut(line, tail_line_bytes_max));
        log.add(std::move(line));
    };
    BuildRequest request{run.id, run.server_id, context.tree, !run.force, run.evidence.image_name};
    const auto built = co_await context.world.builder.build(std::move(request), sink);
    co_await log.flush();
    if (!built) co_return fail(built.error());
    keep(*built);
    if (built->open_network)
        run.evidence.findings.push_back({"build_network_open",
                                         "instructions of its build ran with the engine's network",
                                         "builder.network is open"});
    co_return StageDone{StepState::succeeded,
                        std::to_string((built->size_bytes + 1048575) / 1048576) + " MiB"};
}

}  // namespace toolshed::stages
