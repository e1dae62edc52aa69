// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/api.hpp"
#include "config/config.hpp"
#include "ports/engine.hpp"
#include "ports/image_registry.hpp"

namespace toolshed::daemon {

/// Checks engine, builder, disk, git, clock, image registry: each with what is wrong and the mend.
class SystemDoctor final : public api::Doctor {
public:
    /// `registry` is null when none is configured.
    SystemDoctor(Engine& engine, ImageRegistry* registry, Clock& clock,
                 const config::Config& config)
        : engine_(engine), registry_(registry), clock_(clock), config_(config) {}
    Task<std::string> report() override;

private:
    Engine& engine_;
    ImageRegistry* registry_;
    Clock& clock_;
    const config::Config& config_;
};

}  // namespace toolshed::daemon
