// SPDX-License-Identifier: Apache-2.0
#include "shim/network/prefix.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace toolshed::shim::network {
namespace {

constexpr std::array<std::string_view, 22> blocks{
    "0.0.0.0/8",        // this network
    "10.0.0.0/8",       // private
    "100.64.0.0/10",    // shared by carriers
    "127.0.0.0/8",      // loopback
    "169.254.0.0/16",   // link-local, metadata services
    "172.16.0.0/12",    // private
    "192.0.0.0/24",     // protocol assignments
    "192.0.2.0/24",     // documentation
    "192.88.99.0/24",   // 6to4 relays
    "192.168.0.0/16",   // private
    "198.18.0.0/15",    // benchmarks
    "198.51.100.0/24",  // documentation
    "203.0.113.0/24",   // documentation
    "224.0.0.0/4",      // multicast
    "240.0.0.0/4",      // reserved, broadcast
    "::/3",             // loopback, mapped and translated IPv4, discard-only
    "4000::/2",         // not given out, segment routing
    "8000::/1",         // not given out, unique local, link-local, multicast
    "2001::/23",        // protocol assignments, Teredo, ORCHID
    "2001:db8::/32",    // documentation
    "2002::/16",        // 6to4
    "3fff::/20",        // documentation
};

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
    return fail(Category::invalid, "bad_prefix",
                "'" + std::string(text.substr(0, 64)) + "' " + std::string(why));
}

bool bit(const Prefix& prefix, int number) {
    const auto byte = prefix.bytes[static_cast<std::size_t>(number) / 8];
    return (byte >> (7 - number % 8) & 1) != 0;
}

bool has_host_bits(const Prefix& prefix) {
    for (int i = prefix.length; i < static_cast<int>(prefix.size()) * 8; ++i)
        if (bit(prefix, i)) return true;
    return false;
}

bool maps_ipv4(const Prefix& prefix) {
    constexpr std::array<std::uint8_t, 12> start{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return prefix.family == Family::ipv6 && prefix.length >= 96 &&
           std::equal(start.begin(), start.end(), prefix.bytes.begin());
}

}  // namespace

Result<Prefix> prefix_from(std::string_view text) {
    const auto slash = text.find('/');
    const std::string address(text.substr(0, slash));
    Prefix prefix;
    if (address.find(':') != std::string::npos) prefix.family = Family::ipv6;
    const int family = prefix.family == Family::ipv6 ? AF_INET6 : AF_INET;
    if (::inet_pton(family, address.c_str(), prefix.bytes.data()) != 1 ||
        address.find('\0') != std::string::npos)
        return bad(text, "is no IPv4 or IPv6 address");
    prefix.length = static_cast<int>(prefix.size()) * 8;
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const int longest = prefix.length;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), prefix.length);
        if (error != std::errc{} || end != digits.data() + digits.size() || prefix.length < 0 ||
            prefix.length > longest)
            return bad(text, "has no length from 0 to " + std::to_string(longest));
    }
    if (has_host_bits(prefix)) return bad(text, "has bits behind its length");
    if (maps_ipv4(prefix)) return bad(text, "maps an IPv4 address: write that one");
    return prefix;
}

bool contains(const Prefix& block, const Prefix& address) {
    if (block.family != address.family) return false;
    for (int i = 0; i < block.length; ++i)
        if (bit(block, i) != bit(address, i)) return false;
    return true;
}

std::span<const std::string_view> special_blocks() {
    return blocks;
}

}  // namespace toolshed::shim::network
