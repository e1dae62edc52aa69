// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/source.hpp"

namespace toolshed {

struct FetchedTree {
    std::filesystem::path folder;  ///< what to build: the tree's root or the source's folder in it
    std::uint64_t bytes = 0;
};

/// Reads a source. Everything in it is hostile: nothing of it is run, and no path leaves the target
/// folder.
class SourceReader {
public:
    virtual ~SourceReader() = default;

    /// The full commit that the source's ref names now. `unavailable` `source_unreachable` (which
    /// host, why), `not_found` `source_not_found` (repository or ref), `timed_out`
    /// `source_unreachable`.
    virtual Task<Result<std::string>> resolve(Source source) = 0;

    /// Exactly `commit`, shallowly, into `target` (made, and emptied before: repeating is
    /// harmless). Also `not_found` `source_not_found` for the folder, `exhausted`
    /// `source_too_large` with the limit by name, `invalid` `unsafe_source` (a link that leaves the
    /// tree, a special file), `exhausted` `disk_full`.
    virtual Task<Result<FetchedTree>> fetch(Source source, std::string commit,
                                            std::filesystem::path target) = 0;

    /// Removes what `fetch` made. Idempotent.
    virtual Task<Result<void>> discard(std::filesystem::path target) = 0;
    /// Names of the folders in `parent`, which need not exist.
    virtual Task<Result<std::vector<std::string>>> leftovers(std::filesystem::path parent) = 0;
};

}  // namespace toolshed
