// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "shim/network/rules.hpp"

namespace toolshed::shim::network {

/// Puts `public_only` in force in this thread's network namespace, in one transaction, and reads
/// the rules back. Needs NET_ADMIN there. `unavailable` `network_rules_failed`: then no rule is in
/// force, and nothing that is not trusted may be started.
Result<void> allow_public_only(const PublicAccess& access);

}  // namespace toolshed::shim::network
