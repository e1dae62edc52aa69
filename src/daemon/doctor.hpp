// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/api.hpp"
#include "config/config.hpp"
#include "ports/builder.hpp"
#include "ports/disks.hpp"
#include "ports/engine.hpp"
#include "ports/image_registry.hpp"

namespace toolshed::daemon {

/// Checks engine, builder, disk, git, clock, image registry: each with what is wrong and the mend.
class SystemDoctor final : public api::Doctor {
public:
    /// `registry` is null when none is configured.
    /// `house` is null without a daemon.
    SystemDoctor(Engine& engine, Builder& builder, ImageRegistry* registry, const Disks& disks,
                 Clock& clock, const config::Config& config, const House* house)
        : engine_(engine),
          builder_(builder),
          registry_(registry),
          disks_(disks),
          clock_(clock),
          config_(config),
          house_(house) {}
    Task<std::string> report() override;

private:
    Engine& engine_;
    Builder& builder_;
    ImageRegistry* registry_;
    const Disks& disks_;
    Clock& clock_;
    const config::Config& config_;
    const House* house_;
};

}  // namespace toolshed::daemon
