// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "domain/principal.hpp"
#include "domain/run.hpp"
#include "usecases/world.hpp"

namespace toolshed {

/// A queued run of `server` with its first event counted.
Run new_run(const World& world, const Principal& principal, const Server& server);

/// The run, the server's slot for its active run, and the first event: for one transaction.
std::vector<Write> writes_for(const Run& run);

}  // namespace toolshed
