// SPDX-License-Identifier: Apache-2.0
#include "shim/network/prefix.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace toolshed::shim::network {
namespace {

bool is_special(std::string_view address) {
    return std::ranges::any_of(special_blocks(), [&](auto block) {
        return contains(*prefix_from(block), *prefix_from(address));
    });
}

TEST(NetworkPrefix, ReadsAddressesAndBlocks) {
    const auto block = prefix_from("10.32.0.0/11");
    ASSERT_TRUE(block);
    EXPECT_EQ(block->length, 11);
    EXPECT_TRUE(contains(*block, *prefix_from("10.63.255.255")));
    EXPECT_FALSE(contains(*block, *prefix_from("10.64.0.0")));
    EXPECT_FALSE(contains(*block, *prefix_from("::a20:0")));
    EXPECT_EQ(prefix_from("2001:DB8::1")->length, 128);
    EXPECT_TRUE(contains(*prefix_from("::/0"), *prefix_from("ff02::1")));
}

TEST(NetworkPrefix, RefusesWhatIsNone) {
    for (const std::string_view text :
         {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.1/8",
          "10.0.0", "010.0.0.1", "2001:db8::/129", "2001:db8::1/32", "::ffff:10.0.0.1",
          "::ffff:10.0.0.0/104", "host", "fe80::1%eth0"}) {
        const auto prefix = prefix_from(text);
        ASSERT_FALSE(prefix) << text;
        EXPECT_EQ(prefix.error().code, "bad_prefix") << text;
    }
}

TEST(NetworkPrefix, KnowsWhatIsNotPublic) {
    for (const std::string_view address :
         {"0.0.0.0",        "10.255.0.1",      "100.127.0.1", "127.0.0.1",  "169.254.169.254",
          "172.31.255.255", "192.0.2.1",       "192.168.1.1", "198.19.0.1", "203.0.113.9",
          "224.0.0.251",    "255.255.255.255", "::",          "::1",        "::a00:1",
          "64:ff9b::a00:1", "64:ff9b:1::1",    "100::1",      "2001::1",    "2001:db8::1",
          "2002:a00:1::1",  "3fff::1",         "5f00::1",     "fc00::1",    "fd00:ec2::254",
          "fe80::1",        "ff02::1"})
        EXPECT_TRUE(is_special(address)) << address;
    for (const std::string_view address :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.0.1",
          "172.32.0.1", "192.167.1.1", "198.17.0.1", "223.255.255.1", "2001:200::1", "2400::1",
          "2a00:1450::1", "2620:fe::fe"})
        EXPECT_FALSE(is_special(address)) << address;
}

}  // namespace
}  // namespace toolshed::shim::network
