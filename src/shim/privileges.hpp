// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "base/result.hpp"

namespace toolshed::shim {

/// What the shim could make of its rights.
struct Privileges {
    bool uid_separated =
        false;  ///< it has a uid of its own and may start processes under any other
    bool no_new_privileges = false;
};

/// Moves from root to `uid`, keeping SETUID, SETGID and KILL and giving up the rest, the bounding
/// set included where that is permitted. The process stays dumpable, so that its own `/proc`
/// entries belong to `uid`. Without root, or without these three, it stays who it is. `internal`
/// `privileges_failed` when root could be left only half.
Result<Privileges> take_own_uid(uid_t uid);

bool has_no_new_privileges();

/// Gives up every capability for good. Async-signal-safe; false when the kernel refused.
bool drop_all_capabilities();

}  // namespace toolshed::shim
