// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/config.hpp"

namespace toolshed::config {

/// One configuration key: how it is named, what it means, and how its text gets into a `Config` and
/// out of it. A secret is shown as `(set)`.
struct KeyEntry {
    std::string name;
    std::string meaning;
    std::function<Result<void>(Config&, const std::string&)> set;
    std::function<std::string(const Config&)> show;
};

/// All keys, in the order of the documentation.
const std::vector<KeyEntry>& all_keys();

}  // namespace toolshed::config
