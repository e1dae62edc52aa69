// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_builder.hpp"

#include "base/digest.hpp"

namespace toolshed::engines::fake {

Task<Result<BuiltImage>> FakeBuilder::build(BuildRequest request, LineSink line) {
    return with_faults(world_, "builder.build", do_build(std::move(request), std::move(line)));
}

Task<Result<std::optional<BuiltImage>>> FakeBuilder::find_built(RunId run) {
    return with_faults(world_, "builder.find_built", do_find_built(std::move(run)));
}

Task<Result<std::vector<CachedPart>>> FakeBuilder::cache() {
    return with_faults(world_, "builder.cache", do_cache());
}

Task<Result<void>> FakeBuilder::remove_cached(std::string id) {
    return with_faults(world_, "builder.remove_cached", do_remove_cached(std::move(id)));
}

Task<Result<std::vector<CachedPart>>> FakeBuilder::do_cache() {
    co_return world_.cache;
}

Task<Result<void>> FakeBuilder::do_remove_cached(std::string id) {
    std::erase_if(world_.cache, [&](const CachedPart& part) { return part.id == id; });
    co_return Result<void>{};
}

Result<FakeCommit> FakeBuilder::commit_at(const std::string& context) const {
    for (const auto& [target, tree] : world_.trees) {
        if (tree.build_folder != context) continue;
        const auto repository = world_.repositories.find(tree.url);
        if (repository == world_.repositories.end()) break;
        const auto commit = repository->second.commits.find(tree.commit);
        if (commit == repository->second.commits.end()) break;
        return commit->second;
    }
    return fail(Category::invalid, "no_dockerfile", "there is no tree in '" + context + "'");
}

Task<Result<BuiltImage>> FakeBuilder::do_build(BuildRequest request, LineSink line) {
    const auto commit = commit_at(request.context.string());
    if (!commit) co_return fail(commit.error());
    for (const auto& each : commit->build_log) line(each);
    // A cancelled or crashed build leaves nothing but cache.
    world_.cache.push_back({"cache" + std::to_string(world_.cache.size()) + request.run.str(),
                            request.run.str(), request.server.str(), commit->image_bytes,
                            world_.clock.now()});
    co_await world_.clock.sleep(commit->build_takes);
    if (commit->build_error) co_return fail(*commit->build_error);
    const std::string run = request.run.str();
    // Labels are part of an image, so each run's is another; without the cache each build's is.
    std::string identity = "built image " + installation_ + run + request.context.string();
    const int number = ++world_.builds[run];
    if (!request.use_cache) identity += "#" + std::to_string(number);
    FakeImage image;
    image.info.digest = {Digest::Kind::image_id, "sha256:" + sha256_hex(identity)};
    image.info.argv = commit->argv;
    image.info.platform = "linux/amd64";
    image.info.size_bytes = commit->image_bytes;
    image.info.run = run;
    image.info.server = request.server.str();
    image.installation = installation_;
    image.script = commit->script;
    const BuiltImage built{image.info.digest, image.info.size_bytes};
    auto& stored = world_.images.try_emplace(built.digest.value, std::move(image)).first->second;
    if (!request.image_name.empty()) world_.name_image(stored, request.image_name);
    co_return built;
}

Task<Result<std::optional<BuiltImage>>> FakeBuilder::do_find_built(RunId run) {
    for (const auto& [digest, image] : world_.images)
        if (image.info.run == run.str() && image.installation == installation_)
            co_return std::optional(BuiltImage{image.info.digest, image.info.size_bytes});
    co_return std::optional<BuiltImage>{};
}

}  // namespace toolshed::engines::fake
