// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace toolshed::builders::docker {

/// What is known of one build, whether it ended well or not.
struct LedgerEntry {
    std::string run;
    std::string server;
    TimePoint started_at{};
    TimePoint ended_at{};  ///< last heard of
    bool buildkit = false;
    std::vector<std::string> images = {};  ///< ids or their beginnings, as the output named them
};

/// Remembers which parts of the engine's cache our builds have made, since the engine does not: one
/// small file a build, written as the build goes, so that a crash loses nothing. What a build's
/// output says is no proof, so whoever removes something looks at the engine first. Blocking.
class BuildLedger {
public:
    explicit BuildLedger(std::filesystem::path folder) : folder_(std::move(folder)) {}

    void begin(const LedgerEntry& entry) const;
    /// The build has made that image, or is still at work (empty).
    void note(const std::string& run, const std::string& image, TimePoint now) const;
    std::vector<LedgerEntry> entries() const;
    void forget(const std::string& run) const;

private:
    std::filesystem::path folder_;
};

/// The image that a line of a build's output names as made: ` ---> 1a2b3c4d5e6f`, Podman's `-->
/// 1a2b3c4d5e6f`. Empty for any other line.
std::string image_named_in(std::string_view line);

}  // namespace toolshed::builders::docker
