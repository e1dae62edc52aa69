// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/fake/fake_world.hpp"
#include "ports/builder.hpp"

namespace toolshed::engines::fake {

/// Turns a fetched tree of the world into an image of the world, as the tree's commit is scripted.
/// Operations for faults: `builder.build`, `builder.find_built`, `builder.cache`,
/// `builder.remove_cached`.
class FakeBuilder final : public Builder {
public:
    FakeBuilder(FakeWorld& world, std::string installation)
        : world_(world), installation_(std::move(installation)) {}

    Task<Result<BuiltImage>> build(BuildRequest request, LineSink line) override;
    Task<Result<std::optional<BuiltImage>>> find_built(RunId run) override;
    Task<Result<std::vector<Capability>>> capabilities() override {
        co_return std::vector<Capability>{};
    }
    Task<Result<std::vector<CachedPart>>> cache() override;
    Task<Result<void>> remove_cached(std::string id) override;

private:
    Task<Result<BuiltImage>> do_build(BuildRequest request, LineSink line);
    Task<Result<std::optional<BuiltImage>>> do_find_built(RunId run);
    Task<Result<std::vector<CachedPart>>> do_cache();
    Task<Result<void>> do_remove_cached(std::string id);
    Result<FakeCommit> commit_at(const std::string& context) const;

    FakeWorld& world_;
    std::string installation_;
};

}  // namespace toolshed::engines::fake
