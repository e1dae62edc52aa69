// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "docker/types.hpp"
#include "engines/docker/network_access.hpp"
#include "ports/engine.hpp"

namespace toolshed::engines::docker {

/// The container of a workload. The sandbox is always there: memory without swap, processor weight
/// and ceiling, process and file limits, read-only root, sized tmpfs, no capability but what the
/// shim needs to separate itself, no new privileges, no network, bounded logs. The shim is its only
/// program; nothing secret stands in it.
toolshed::docker::ContainerSpec sandbox(const WorkloadSpec& spec, const std::string& shim_volume,
                                        const std::string& link_folder);

/// Network profile `public`: puts the container of `sandbox` on the engine's default bridge with
/// one resolver, and has the shim set the rules, for which it has NET_ADMIN until it has set them.
void open_network(toolshed::docker::ContainerSpec& container, const NetworkAccess& access);

}  // namespace toolshed::engines::docker
