// SPDX-License-Identifier: Apache-2.0
#include "shim/options.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace toolshed::shim {
namespace {

using Arguments = std::vector<const char*>;

TEST(ShimOptions, ReadsEveryOption) {
    const auto options =
        parse_options(Arguments{"serve", "--socket-dir", "/run/x", "--uid", "7", "--writable", "/a",
                                "--writable", "/b", "--start-wait-ms", "5", "--allow-unsafe"});
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(options->socket_dir, "/run/x");
    EXPECT_EQ(options->uid, 7u);
    EXPECT_EQ(options->writable, (std::vector<std::string>{"/a", "/b"}));
    EXPECT_EQ(options->start_wait, Millis(5));
    EXPECT_TRUE(options->allow_unsafe);
}

TEST(ShimOptions, ReadsWhatMayBeReached) {
    const auto options = parse_options(Arguments{"serve", "--socket-dir", "/run/x", "--network",
                                                 "public", "--resolver", "10.0.0.2", "--denied",
                                                 "9.0.0.0/8", "--denied", "2a00::/16"});
    ASSERT_TRUE(options) << options.error().message;
    ASSERT_TRUE(options->public_access);
    EXPECT_EQ(options->public_access->resolver, *network::prefix_from("10.0.0.2"));
    EXPECT_EQ(options->public_access->denied, (std::vector{*network::prefix_from("9.0.0.0/8"),
                                                           *network::prefix_from("2a00::/16")}));
}

TEST(ShimOptions, HasSafeDefaults) {
    const auto options = parse_options(Arguments{"serve", "--socket-dir", "/run/x"});
    ASSERT_TRUE(options);
    EXPECT_EQ(options->uid, shim_uid);
    EXPECT_EQ(options->start_wait, Millis(60'000));
    EXPECT_FALSE(options->allow_unsafe);
    EXPECT_EQ(parse_options(Arguments{"--version"})->command, Options::Command::version);
}

TEST(ShimOptions, RefusesEverythingElse) {
    const Arguments wrong[] = {
        {},
        {"run"},
        {"serve"},
        {"serve", "--socket-dir"},
        {"serve", "--socket-dir", "relative"},
        {"serve", "--socket-dir", "/x", "--network", "host"},
        {"serve", "--socket-dir", "/x", "--resolver", "10.0.0.2"},
        {"serve", "--socket-dir", "/x", "--network", "public", "--resolver", "10.0.0.0/8"},
        {"serve", "--socket-dir", "/x", "--network", "public", "--denied", "10.0.0.1/8"},
        {"serve", "--socket-dir", "/x", "--writable", "relative"},
        {"serve", "--socket-dir", "/x", "--uid", "0"},
        {"serve", "--socket-dir", "/x", "--uid", "-1"},
        {"serve", "--socket-dir", "/x", "--uid", "4294967295"},
        {"serve", "--socket-dir", "/x", "--uid", "1x"},
        {"serve", "--socket-dir", "/x", "--start-wait-ms", "0"},
        {"serve", "--socket-dir", "/x", "--unknown", "1"},
        {"serve", "--socket-dir", "/x", "extra"},
    };
    for (const auto& arguments : wrong) {
        const auto options = parse_options(arguments);
        ASSERT_FALSE(options) << (arguments.empty() ? "" : arguments.back());
        EXPECT_EQ(options.error().code, "usage");
    }
}

}  // namespace
}  // namespace toolshed::shim
