// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace toolshed {

/// Every name that the use cases pass to `CrashPoints::reach`: `run.<step>.started` (journaled
/// before), `run.<step>.effect` (done outside, not journaled), `run.<step>.journaled`, and those of
/// creation, sessions and removal.
std::vector<std::string> crash_point_names();

}  // namespace toolshed
