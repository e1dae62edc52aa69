// SPDX-License-Identifier: Apache-2.0
#include "registries/oci/challenge.hpp"

#include <gtest/gtest.h>

namespace toolshed::registries::oci {
namespace {

using Parameters = std::map<std::string, std::string>;

TEST(Challenges, AreReadAsRegistriesWriteThem) {
    const auto bearer = parse_challenges(
        R"(Bearer realm="https://auth.test/token",service="registry.test",scope="repository:a:pull,push")");
    ASSERT_EQ(bearer.size(), 1u);
    EXPECT_EQ(bearer[0].scheme, "bearer");
    EXPECT_EQ(bearer[0].parameters, (Parameters{{"realm", "https://auth.test/token"},
                                                {"service", "registry.test"},
                                                {"scope", "repository:a:pull,push"}}));
    const auto both = parse_challenges(R"(BASIC Realm = "a \"quoted\" one" , bearer realm=plain)");
    ASSERT_EQ(both.size(), 2u);
    EXPECT_EQ(both[0].parameters.at("realm"), "a \"quoted\" one");
    EXPECT_EQ(both[1].parameters.at("realm"), "plain");
}

TEST(Challenges, MakeNoTroubleWhenTheyAreNonsense) {
    for (const std::string text :
         {"", ",,,", "=", "=x", "\"", "Basic \"", "Basic realm=\"never ends",
          "Basic realm=", "Basic realm=\"a\\", "\x01\xff(((", "Basic a=b=c==d"})
        for (const auto& each : parse_challenges(text)) EXPECT_FALSE(each.scheme.empty()) << text;
    std::string many;
    for (int i = 0; i < 10'000; ++i) many += "scheme" + std::to_string(i) + " a=b, ";
    EXPECT_LE(parse_challenges(many).size(), 8u);
    EXPECT_LE(parse_challenges(std::string(1'000'000, 'x'))[0].scheme.size(), 8u * 1024);
}

}  // namespace
}  // namespace toolshed::registries::oci
