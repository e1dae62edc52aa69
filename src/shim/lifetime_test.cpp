// SPDX-License-Identifier: Apache-2.0
#include "shim/lifetime.hpp"

#include <gtest/gtest.h>

namespace toolshed::shim {
namespace {

Lifetime::Time at(int ms) {
    return Lifetime::Time{} + std::chrono::hours(1) + Millis(ms);
}

Start start_with(std::int64_t deadline_ms, std::int64_t idle_ms, bool renewable = false) {
    Start start{.argv = {"x"}};
    start.deadline_ms = deadline_ms;
    start.idle_ms = idle_ms;
    start.renewable = renewable;
    return start;
}

TEST(Lifetime, EndsWithoutAStart) {
    Lifetime life(at(0), Millis(100));
    EXPECT_FALSE(life.due(at(99)));
    EXPECT_EQ(life.next(), at(100));
    EXPECT_EQ(life.idle_in(at(40)), Millis(60));
    EXPECT_EQ(life.due(at(100)), "idle");
}

TEST(Lifetime, IsHeldFromNowOnAndNeverShortened) {
    Lifetime life(at(0), Millis(100));
    EXPECT_TRUE(life.hold(at(50), Millis(200)));
    EXPECT_FALSE(life.due(at(249)));
    EXPECT_TRUE(life.hold(at(60), Millis(10)));
    EXPECT_EQ(life.due(at(250)), "idle");
    life.start(at(100), start_with(1'000, 0));
    const auto late = life.hold(at(110), Millis(10));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, "conflict");
}

TEST(Lifetime, HasADeadlineThatUseDoesNotMove) {
    Lifetime life(at(0), Millis(100));
    life.start(at(10), start_with(1'000, 0));
    life.touch(at(900));
    life.begin_call(at(950));
    EXPECT_FALSE(life.due(at(1'009)));
    EXPECT_EQ(life.deadline_in(at(510)), Millis(500));
    EXPECT_EQ(life.next(), at(1'010));
    EXPECT_EQ(life.due(at(1'010)), "deadline");
    EXPECT_EQ(life.deadline_in(at(2'000)), Millis(0));
}

TEST(Lifetime, IsIdleOnlyWithoutUseAndCalls) {
    Lifetime life(at(0), Millis(100));
    life.start(at(0), start_with(10'000, 100));
    EXPECT_EQ(life.due(at(100)), "idle");
    life.touch(at(50));
    EXPECT_FALSE(life.due(at(149)));
    life.begin_call(at(140));
    life.begin_call(at(141));
    EXPECT_FALSE(life.due(at(5'000)));
    EXPECT_EQ(life.idle_in(at(5'000)), Millis(100));
    life.end_call(at(5'000));
    EXPECT_FALSE(life.due(at(6'000)));
    life.end_call(at(6'000));
    EXPECT_FALSE(life.due(at(6'099)));
    EXPECT_EQ(life.next(), at(6'100));
    EXPECT_EQ(life.due(at(6'100)), "idle");
}

TEST(Lifetime, IsRenewed) {
    Lifetime fixed(at(0), Millis(100)), lease(at(0), Millis(100));
    EXPECT_EQ(fixed.renew(at(1), {}).error().code, "not_started");
    fixed.start(at(0), start_with(1'000, 100));
    lease.start(at(0), start_with(1'000, 100, true));
    EXPECT_TRUE(fixed.renew(at(90), Renew{.idle_ms = 300}));
    EXPECT_FALSE(fixed.due(at(389)));
    EXPECT_EQ(fixed.due(at(390)), "idle");
    EXPECT_EQ(fixed.renew(at(90), Renew{.deadline_ms = 1}).error().code, "conflict");
    EXPECT_TRUE(lease.renew(at(90), Renew{.idle_ms = 9'000, .deadline_ms = 5'000}));
    EXPECT_FALSE(lease.due(at(5'089)));
    EXPECT_EQ(lease.due(at(5'090)), "deadline");
}

}  // namespace
}  // namespace toolshed::shim
