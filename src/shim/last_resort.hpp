// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"

namespace toolshed::shim {

/// Ends the process, and as the first one of its namespace everything in it, `after` from now,
/// whatever the event loop does by then. For a deadline that must hold even when our own code
/// hangs. A later call moves it.
void arm_last_resort(Millis after);

}  // namespace toolshed::shim
