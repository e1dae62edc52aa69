// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/ids.hpp"
#include "domain/launch_plan.hpp"
#include "ports/capability.hpp"

namespace toolshed {

struct BuildRequest {
    RunId run;
    ServerId server;
    std::filesystem::path context;
    bool use_cache = true;
    std::string image_name;  ///< the tag of ours that keeps the result
};

struct BuiltImage {
    Digest digest;
    std::int64_t size_bytes = 0;
    bool open_network =
        false;  ///< instructions ran that reached whatever the engine's network does
};

/// One part of the cache that our builds have filled; later builds of the same source are quicker
/// by it, and nothing else needs it.
struct CachedPart {
    std::string id;
    std::string run = {};     ///< the build that made it
    std::string server = {};  ///< empty = not known
    std::int64_t bytes = 0;   ///< at most so many become free
    TimePoint used_at;
};

/// Takes one line of a build's output, without its newline.
using LineSink = std::function<void(std::string line)>;

/// Makes an image from a folder. Errors: `invalid` `no_dockerfile` (what was looked for), `invalid`
/// `build_failed` (instruction, line, exit code), `unavailable` `base_image_unavailable` (which
/// image, what to do), `timed_out` `build_timeout`, `exhausted` `build_log_too_large` /
/// `context_too_large` / `image_too_large` / `disk_full` with the limit by name, `unavailable`
/// `engine_unavailable`.
class Builder {
public:
    virtual ~Builder() = default;
    /// Builds and labels the image with run, server and installation. Cancelling the task ends the
    /// build on the engine too.
    virtual Task<Result<BuiltImage>> build(BuildRequest request, LineSink line) = 0;
    /// The image that an earlier attempt of this run has finished, found by its label.
    virtual Task<Result<std::optional<BuiltImage>>> find_built(RunId run) = 0;
    /// What guards a build on this engine.
    virtual Task<Result<std::vector<Capability>>> capabilities() = 0;
    /// What our builds have left in the engine's cache and may be removed now; never what somebody
    /// else's builds have.
    virtual Task<Result<std::vector<CachedPart>>> cache() = 0;
    /// Idempotent; what is in use stays.
    virtual Task<Result<void>> remove_cached(std::string id) = 0;
};

}  // namespace toolshed
