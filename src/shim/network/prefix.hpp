// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace toolshed::shim::network {

enum class Family : std::uint8_t { ipv4, ipv6 };

/// An address or a block of them. Bytes in network order, those behind the family's length zero.
struct Prefix {
    Family family = Family::ipv4;
    std::array<std::uint8_t, 16> bytes{};
    int length = 0;  ///< in bits: 0 to 32, or to 128

    std::size_t size() const { return family == Family::ipv4 ? 4 : 16; }
    friend bool operator==(const Prefix&, const Prefix&) = default;
};

/// `192.0.2.0/24`, `2001:db8::/32`; an address alone is a block of one. An IPv6 address that maps
/// an IPv4 address is refused, as are bits behind the length. `invalid` `bad_prefix`.
Result<Prefix> prefix_from(std::string_view text);

/// Whether `address`, a block of one, lies in `block`.
bool contains(const Prefix& block, const Prefix& address);

/// What is not globally reachable, of the IANA IPv4 and IPv6 special-purpose address registries,
/// with multicast, class E, the forms that carry an IPv4 address (NAT64, Teredo, 6to4) and all of
/// IPv6 that is not given out for global unicast (2000::/3, RFC 4291 section 2.4). As texts that
/// `prefix_from` reads.
std::span<const std::string_view> special_blocks();

}  // namespace toolshed::shim::network
