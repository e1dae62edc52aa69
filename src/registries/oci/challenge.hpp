// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace toolshed::registries::oci {

/// One way in which a registry wants to be told who asks. Names are in lower case.
struct Challenge {
    std::string scheme;  ///< `basic`, `bearer`, …
    std::map<std::string, std::string> parameters = {};
};

/// Reads a `WWW-Authenticate` value, which may hold several. Never fails: what makes no sense is
/// left out, and so is what comes after 8 KiB or 8 challenges.
std::vector<Challenge> parse_challenges(std::string_view text);

}  // namespace toolshed::registries::oci
