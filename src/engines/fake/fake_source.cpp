// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_source.hpp"

#include <algorithm>

namespace toolshed::engines::fake {
namespace {

constexpr Millis network_takes{30};

std::unexpected<Error> not_found(const std::string& what) {
    return fail(Category::not_found, "source_not_found", "there is no " + what);
}

}  // namespace

Task<Result<std::string>> FakeSource::resolve(Source source) {
    return with_faults(world_, "source.resolve", do_resolve(std::move(source)));
}
Task<Result<FetchedTree>> FakeSource::fetch(Source source, std::string commit,
                                            std::filesystem::path target) {
    return with_faults(world_, "source.fetch",
                       do_fetch(std::move(source), std::move(commit), std::move(target)));
}
Task<Result<void>> FakeSource::discard(std::filesystem::path target) {
    return with_faults(world_, "source.discard", do_discard(std::move(target)));
}
Task<Result<std::vector<std::string>>> FakeSource::leftovers(std::filesystem::path parent) {
    return with_faults(world_, "source.leftovers", do_leftovers(std::move(parent)));
}

Result<const FakeRepository*> FakeSource::find(const Source& source) const {
    const auto found = world_.repositories.find(source.url);
    if (found == world_.repositories.end()) return not_found("repository '" + source.url + "'");
    if (!found->second.reachable)
        return fail(Category::unavailable, "source_unreachable",
                    "'" + source.url + "' cannot be reached");
    return &found->second;
}

Task<Result<std::string>> FakeSource::do_resolve(Source source) {
    co_await world_.clock.sleep(network_takes);
    const auto repository = find(source);
    if (!repository) co_return fail(repository.error());
    if (source.ref.empty()) {
        if ((*repository)->head.empty()) co_return not_found("commit in '" + source.url + "'");
        co_return (*repository)->head;
    }
    if ((*repository)->commits.contains(source.ref)) co_return source.ref;
    const auto ref = (*repository)->refs.find(source.ref);
    if (ref == (*repository)->refs.end()) co_return not_found("ref '" + source.ref + "'");
    co_return ref->second;
}

Task<Result<FetchedTree>> FakeSource::do_fetch(Source source, std::string commit,
                                               std::filesystem::path target) {
    world_.trees.erase(target.string());
    co_await world_.clock.sleep(network_takes);
    const auto repository = find(source);
    if (!repository) co_return fail(repository.error());
    const auto found = (*repository)->commits.find(commit);
    if (found == (*repository)->commits.end()) co_return not_found("commit '" + commit + "'");
    const auto& folders = found->second.folders;
    if (!source.folder.empty() && std::ranges::find(folders, source.folder) == folders.end())
        co_return not_found("folder '" + source.folder + "'");
    const auto folder = source.folder.empty() ? target : target / source.folder;
    world_.trees[target.string()] = {source.url, commit, folder.string()};
    co_return FetchedTree{folder, found->second.tree_bytes};
}

Task<Result<void>> FakeSource::do_discard(std::filesystem::path target) {
    world_.trees.erase(target.string());
    co_return Result<void>{};
}

Task<Result<std::vector<std::string>>> FakeSource::do_leftovers(std::filesystem::path parent) {
    std::vector<std::string> names;
    for (const auto& entry : world_.trees) {
        const std::filesystem::path target = entry.first;
        if (target.parent_path() == parent) names.push_back(target.filename().string());
    }
    co_return names;
}

}  // namespace toolshed::engines::fake
