// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engines/fake/fake_world.hpp"
#include "ports/source_reader.hpp"

namespace toolshed::engines::fake {

/// Reads the world's scripted repositories; nothing touches the disk. Operations for faults:
/// `source.` and the method's name.
class FakeSource final : public SourceReader {
public:
    explicit FakeSource(FakeWorld& world) : world_(world) {}

    Task<Result<std::string>> resolve(Source source) override;
    Task<Result<FetchedTree>> fetch(Source source, std::string commit,
                                    std::filesystem::path target) override;
    Task<Result<void>> discard(std::filesystem::path target) override;
    Task<Result<std::vector<std::string>>> leftovers(std::filesystem::path parent) override;

private:
    Task<Result<std::string>> do_resolve(Source source);
    Task<Result<FetchedTree>> do_fetch(Source source, std::string commit,
                                       std::filesystem::path target);
    Task<Result<void>> do_discard(std::filesystem::path target);
    Task<Result<std::vector<std::string>>> do_leftovers(std::filesystem::path parent);
    Result<const FakeRepository*> find(const Source& source) const;

    FakeWorld& world_;
};

}  // namespace toolshed::engines::fake
