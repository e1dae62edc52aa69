// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/signal.hpp"
#include "docker/client.hpp"

namespace toolshed::engines::docker {

/// The read-only volume by which the shim comes to its workloads, named after the shim's own
/// digest.
class ShimVolume {
public:
    ShimVolume(toolshed::docker::Client& client, const std::string& shim, const std::string& digest)
        : client_(client), shim_(shim), name_("toolshed-shim-" + digest) {}

    /// Fills the volume once per process, through a container that never starts; what was in it
    /// before is replaced, so that its content is the shim of that digest whoever made it.
    /// Concurrent callers wait for the first.
    Task<Result<std::string>> ensure();
    /// The engine may have lost it (its data was removed while we run).
    void forget() { filled_ = false; }

private:
    Task<Result<void>> fill();

    toolshed::docker::Client& client_;
    const std::string& shim_;
    std::string name_;
    bool filled_ = false;
    std::optional<Signal> filling_;
};

}  // namespace toolshed::engines::docker
