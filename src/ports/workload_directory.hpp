// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "domain/principal.hpp"
#include "domain/session.hpp"
#include "ports/engine.hpp"

namespace toolshed {

/// A running workload that the gateway may speak to.
struct OpenWorkload {
    std::string id;  ///< of the session
    ServerId server_id;
    std::string owner;
    Protocol protocol;                   ///< as negotiated when it was launched
    std::shared_ptr<WorkloadLink> link;  ///< lost with the workload
};

/// What the gateway knows of workloads: by which id they are reached, and who may. One thread.
class WorkloadDirectory {
public:
    virtual ~WorkloadDirectory() = default;
    /// `not_found` `session_not_found`, `conflict` `session_ended`, `unavailable` `not_ready`.
    virtual Task<Result<OpenWorkload>> open(Principal principal, std::string id) = 0;
    /// A client's message counts as use; cheap, may be called for each.
    virtual void used(const std::string& id) = 0;
    /// Keeps the record of a call, whose session and server are known; never waits.
    virtual void record(Call call) = 0;
};

}  // namespace toolshed
