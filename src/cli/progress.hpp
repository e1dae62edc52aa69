// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/output.hpp"

namespace toolshed::cli {

/// Shows the steps of a run as they go until it has ended, then its result. The exit code: 0 for
/// `passed` and `skipped`.
int watch_run(const ApiClient& api, const Output& output, const std::string& run_id);

}  // namespace toolshed::cli
