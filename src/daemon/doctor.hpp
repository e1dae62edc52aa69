// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/api.hpp"
#include "config/config.hpp"
#include "ports/engine.hpp"

namespace toolshed::daemon {

/// Checks engine, builder, disk, git, clock: each with what is wrong and the mend.
class SystemDoctor final : public api::Doctor {
public:
    SystemDoctor(Engine& engine, Clock& clock, const config::Config& config)
        : engine_(engine), clock_(clock), config_(config) {}
    Task<std::string> report() override;

private:
    Engine& engine_;
    Clock& clock_;
    const config::Config& config_;
};

}  // namespace toolshed::daemon
