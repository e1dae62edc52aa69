// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace toolshed {

/// One row of the capability table that `doctor` prints.
struct Capability {
    std::string name;  ///< `uid_separation`, `memory_limit`, `build_network`, …
    bool available = false;
    std::string detail;  ///< why not, and the mend
};

}  // namespace toolshed
