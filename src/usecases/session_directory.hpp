// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/workload_directory.hpp"
#include "usecases/calls.hpp"
#include "usecases/sessions.hpp"

namespace toolshed {

/// Playground sessions as the gateway sees them.
class SessionDirectory final : public WorkloadDirectory {
public:
    SessionDirectory(World world, Sessions& sessions, Calls& calls)
        : world_(world), sessions_(sessions), calls_(calls) {}

    Task<Result<OpenWorkload>> open(Principal principal, std::string id) override;
    void used(const std::string& id) override;
    void record(Call call) override { calls_.note(std::move(call)); }

private:
    World world_;
    Sessions& sessions_;
    Calls& calls_;
};

}  // namespace toolshed
