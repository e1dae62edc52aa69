// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "docker/types.hpp"
#include "ports/engine.hpp"

namespace toolshed::engines::docker {

/// The container of a workload. The sandbox is always there: memory without swap, processor weight
/// and ceiling, process and file limits, read-only root, sized tmpfs, no capability but what the
/// shim needs to separate itself, no new privileges, no network, bounded logs. The shim is its only
/// program; nothing secret stands in it.
toolshed::docker::ContainerSpec sandbox(const WorkloadSpec& spec, const std::string& shim_volume,
                                        const std::string& link_folder);

}  // namespace toolshed::engines::docker
