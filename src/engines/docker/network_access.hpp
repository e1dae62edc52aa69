// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace toolshed::engines::docker {

/// What an operator says about network profile `public`.
struct NetworkSettings {
    std::string resolver =
        {};  ///< address of the one that names are asked; empty: the machine's own
    std::vector<std::string> denied =
        {};  ///< blocks of public addresses that no workload may reach
};

/// What a workload of profile `public` is given.
struct NetworkAccess {
    std::string resolver;             ///< an address
    std::vector<std::string> denied;  ///< blocks, the addresses of this machine among them
};

/// Reads the settings, and from the machine what they leave open: the first resolver of
/// `resolv_conf` that is no loopback, and the public addresses of its interfaces, which a workload
/// could otherwise reach through its gateway. `invalid` `bad_prefix`; `unavailable`
/// `resolver_missing`.
Result<NetworkAccess> network_access(const NetworkSettings& settings, std::string_view resolv_conf,
                                     const std::vector<std::string>& own_addresses);

/// The text of `/etc/resolv.conf`, and behind it what systemd-resolved asks itself where the first
/// names only its loopback. Empty lines when there is none.
std::string read_resolv_conf();
/// The addresses of this machine's interfaces, each once, IPv6 without a scope.
std::vector<std::string> read_own_addresses();

}  // namespace toolshed::engines::docker
