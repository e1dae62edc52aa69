// SPDX-License-Identifier: Apache-2.0
#include "ports/engine.hpp"

namespace toolshed {

std::string_view to_string(WorkloadKind kind) {
    return kind == WorkloadKind::verification ? "verification" : "session";
}

}  // namespace toolshed
