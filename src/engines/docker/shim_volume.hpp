// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/signal.hpp"
#include "docker/client.hpp"

namespace toolshed::engines::docker {

/// The read-only volume by which the shim comes to its workloads, named after installation and
/// shim, so that two daemons never meet in it.
class ShimVolume {
public:
    ShimVolume(toolshed::docker::Client& client, const std::string& shim, const std::string& digest,
               const std::string& installation)
        : client_(client),
          shim_(shim),
          installation_(installation),
          name_("toolshed-" + installation + "-shim-" + digest.substr(0, 12)) {}

    /// Fills the volume once per process, through a container that never starts; what was in it
    /// before is replaced, so that its content is the shim of that digest whoever made it.
    /// Concurrent callers wait for the first. One that was pruned meanwhile is made again.
    Task<Result<std::string>> ensure();

private:
    Task<Result<void>> fill();

    toolshed::docker::Client& client_;
    const std::string& shim_;
    std::string installation_;
    std::string name_;
    bool filled_ = false;
    std::optional<Signal> filling_;
};

}  // namespace toolshed::engines::docker
