// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "shim/network/netlink.hpp"
#include "shim/network/prefix.hpp"

namespace toolshed::shim::network {

/// What a workload of profile `public` may reach beside public addresses, and what it may not of
/// these.
struct PublicAccess {
    std::optional<Prefix> resolver;   ///< one address; names are asked there and nowhere else
    std::vector<Prefix> denied = {};  ///< blocks that are public and yet refused: the host's own
};

/// One nftables transaction and what it makes.
struct Transaction {
    NetlinkMessages messages;
    std::size_t rules = 0;
    std::uint32_t acknowledgements = 0;
};

inline constexpr std::string_view table_name = "toolshed";

/// Table `toolshed` of the `inet` family, refused by the kernel when it is there already. Out: the
/// loopback, neighbour discovery, the resolver's port 53 over UDP and TCP, then TCP and UDP to
/// public addresses; what is not allowed is answered by a refusal at once. In: the loopback,
/// answers to what went out, neighbour discovery; the rest is dropped, as is what would be
/// forwarded.
Transaction public_only(const PublicAccess& access);

/// Asks for the table's rules.
NetlinkMessages rules_request();

}  // namespace toolshed::shim::network
