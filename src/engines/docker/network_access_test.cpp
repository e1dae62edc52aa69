// SPDX-License-Identifier: Apache-2.0
#include "engines/docker/network_access.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace toolshed::engines::docker {
namespace {

using ::testing::ElementsAre;

TEST(NetworkAccess, TakesTheFirstResolverThatAContainerCanReach) {
    const auto access = network_access({},
                                       "# a comment\nsearch example\nnameserver 127.0.0.53\n"
                                       "nameserver ::1\nnameserver 10.0.0.2 # near\n"
                                       "nameserver 192.0.2.7\n",
                                       {});
    ASSERT_TRUE(access) << access.error().message;
    EXPECT_EQ(access->resolver, "10.0.0.2");
}

TEST(NetworkAccess, SaysWhatToDoWithoutAResolver) {
    for (const std::string text : {"", "nameserver 127.0.0.53\n", "nameserver\nnameserver x\n"}) {
        const auto access = network_access({}, text, {});
        ASSERT_FALSE(access) << text;
        EXPECT_EQ(access.error().code, "resolver_missing");
        EXPECT_THAT(access.error().message, ::testing::HasSubstr("network.resolver"));
    }
}

TEST(NetworkAccess, DeniesThePublicAddressesOfTheMachineAndWhatIsSaid) {
    const auto access =
        network_access({"192.0.2.7", {"198.41.0.0/24", "2a00::/32"}}, "",
                       {"127.0.0.1", "10.1.1.1", "9.1.2.3", "fe80::1", "2a01::5", "::1"});
    ASSERT_TRUE(access) << access.error().message;
    EXPECT_EQ(access->resolver, "192.0.2.7");
    EXPECT_THAT(access->denied, ElementsAre("198.41.0.0/24", "2a00::/32", "9.1.2.3", "2a01::5"));
}

TEST(NetworkAccess, RefusesSettingsThatAreNoAddresses) {
    for (const NetworkSettings& settings :
         {NetworkSettings{"dns.example"}, NetworkSettings{"10.0.0.0/8"},
          NetworkSettings{"127.0.0.1"}, NetworkSettings{"10.0.0.2", {"10.0.0.1/8"}}}) {
        const auto access = network_access(settings, "", {});
        ASSERT_FALSE(access) << settings.resolver;
        EXPECT_EQ(access.error().code, "bad_prefix");
    }
}

}  // namespace
}  // namespace toolshed::engines::docker
