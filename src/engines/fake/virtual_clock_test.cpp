// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/virtual_clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <optional>
#include <vector>

#include "base/task_group.hpp"
#include "base/within.hpp"

namespace toolshed::engines::fake {
namespace {

Task<void> note_after(VirtualClock& clock, Millis wait, int number, std::vector<int>& order) {
    co_await clock.sleep(wait);
    order.push_back(number);
}

Task<Result<int>> slow(VirtualClock& clock, Millis wait) {
    co_await clock.sleep(wait);
    co_return 7;
}

struct VirtualClockTest : ::testing::Test {
    VirtualClock clock;
    boost::asio::io_context io;
    TaskGroup group{io.get_executor(), [](const std::string& name, const std::string& what) {
                        ADD_FAILURE() << name << ": " << what;
                    }};
};

TEST_F(VirtualClockTest, JumpsFromSleeperToSleeperInOrder) {
    std::vector<int> order;
    group.spawn("a", note_after(clock, Millis(3'600'000), 3, order));
    group.spawn("b", note_after(clock, Millis(5), 1, order));
    group.spawn("c", note_after(clock, Millis(5), 2, order));
    clock.run(io);
    EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
    EXPECT_EQ(clock.now() - VirtualClock::origin, Millis(3'600'000));
    EXPECT_EQ(clock.ticks(), Millis(3'600'000));
}

TEST_F(VirtualClockTest, TimesOutWhatTakesTooLong) {
    std::optional<Result<int>> late, early;
    const auto store = [](auto& into) {
        return [&into](std::exception_ptr thrown, Result<int> value) {
            if (!thrown) into = std::move(value);
        };
    };
    boost::asio::co_spawn(io, within(clock, Millis(10), "late", slow(clock, Millis(20))),
                          store(late));
    boost::asio::co_spawn(io, within(clock, Millis(20), "late", slow(clock, Millis(10))),
                          store(early));
    clock.run(io);
    ASSERT_TRUE(late && early);
    EXPECT_EQ(late->error().code, "late");
    EXPECT_EQ(**early, 7);
    EXPECT_EQ(clock.ticks(), Millis(10)) << "cancelled sleepers hold nothing up";
    EXPECT_FALSE(clock.advance());
}

TEST_F(VirtualClockTest, ForgetsSleepersThatAreCancelled) {
    std::vector<int> order;
    group.spawn("a", note_after(clock, Millis(1'000), 1, order));
    io.poll();
    boost::asio::co_spawn(io, group.close(), [](std::exception_ptr) {});
    clock.run(io);
    EXPECT_TRUE(order.empty());
    EXPECT_EQ(clock.ticks(), Millis(0));
}

TEST(VirtualClock, OutlivesCoroutinesThatNeverEnd) {
    VirtualClock clock;
    std::vector<int> order;
    {
        boost::asio::io_context io;
        boost::asio::co_spawn(io, note_after(clock, Millis(1), 1, order),
                              [](std::exception_ptr) {});
        io.poll();
    }
    EXPECT_FALSE(clock.advance()) << "the sleeper is gone with its context";
    EXPECT_TRUE(order.empty());
}

}  // namespace
}  // namespace toolshed::engines::fake
