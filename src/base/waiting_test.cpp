// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <stdexcept>

#include "base/blocking.hpp"
#include "base/signal.hpp"
#include "base/task_group.hpp"
#include "base/within.hpp"

namespace toolshed {
namespace {

namespace asio = boost::asio;

/// Runs a task to its end on a context of its own; what it throws comes out.
template <class T>
T run(Task<T> task) {
    asio::io_context io;
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, std::optional<T> value) {
        thrown = error;
        result = std::move(value);
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

Task<Result<int>> answer(int value) {
    co_return value;
}
Task<Result<int>> never(Clock& clock, bool& cancelled) {
    try {
        co_await clock.sleep(Millis(3'600'000));
    } catch (const boost::system::system_error&) {
        cancelled = true;
        throw;
    }
    co_return 0;
}
Task<Result<int>> throws() {
    throw std::runtime_error("bug");
    co_return 0;
}
Task<void> sleep_long(Clock& clock, int& ended) {
    try {
        co_await clock.sleep(Millis(3'600'000));
    } catch (const boost::system::system_error&) {
        ++ended;
        throw;
    }
}
Task<void> fails() {
    throw std::runtime_error("child failed");
    co_return;
}

TEST(Within, HandsOnTheValueOfATaskThatIsInTime) {
    SystemClock clock;
    EXPECT_EQ(run(within(clock, Millis(60'000), "late", answer(7))).value(), 7);
}

TEST(Within, CancelsAndJoinsATaskThatIsLate) {
    SystemClock clock;
    bool cancelled = false;
    const auto result = run(within(clock, Millis(5), "too_late", never(clock, cancelled)));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, "too_late");
    EXPECT_EQ(result.error().category, Category::timed_out);
    EXPECT_TRUE(cancelled);
}

TEST(Within, LetsAnExceptionOutAtOnce) {
    SystemClock clock;
    EXPECT_THROW(run(within(clock, Millis(60'000), "late", throws())), std::runtime_error);
}

Task<std::optional<Result<int>>> raised_while_waiting(Clock& clock, bool& cancelled) {
    const auto executor = co_await asio::this_coro::executor;
    Signal signal(executor);
    asio::post(executor, [&signal] { signal.raise(); });
    co_return co_await unless(signal, never(clock, cancelled));
}

TEST(Unless, CancelsTheTaskWhenTheSignalIsRaised) {
    SystemClock clock;
    bool cancelled = false;
    EXPECT_FALSE(run(raised_while_waiting(clock, cancelled)).has_value());
    EXPECT_TRUE(cancelled);
}

Task<std::optional<Result<int>>> with_quiet_signal() {
    Signal signal(co_await asio::this_coro::executor);
    co_return co_await unless(signal, answer(3));
}

TEST(Unless, HandsOnTheValueWhenNothingIsRaised) {
    const auto result = run(with_quiet_signal());
    ASSERT_TRUE(result.has_value());
    EXPECT_EQ(result->value(), 3);
}

Task<int> close_group(Clock& clock, std::vector<std::string>& reports) {
    int ended = 0;
    TaskGroup group(co_await asio::this_coro::executor,
                    [&](const std::string& name, const std::string& what) {
                        reports.push_back(name + ": " + what);
                    });
    group.spawn("one", sleep_long(clock, ended));
    group.spawn("two", sleep_long(clock, ended));
    group.spawn("three", fails());
    co_await asio::post(asio::use_awaitable);
    co_await group.close();
    group.spawn("late", sleep_long(clock, ended));
    co_return ended;
}

TEST(TaskGroup, ClosingCancelsAndJoinsChildrenAndReportsOnlyFailures) {
    SystemClock clock;
    std::vector<std::string> reports;
    EXPECT_EQ(run(close_group(clock, reports)), 2);
    EXPECT_EQ(reports, std::vector<std::string>{"three: child failed"});
}

Task<int> through_the_pool(asio::thread_pool& pool) {
    co_return co_await run_blocking(pool, [] { return 41; }) + 1;
}

TEST(RunBlocking, ComesBackWithTheValue) {
    asio::thread_pool pool(1);
    EXPECT_EQ(run(through_the_pool(pool)), 42);
    pool.join();
}

Task<Result<int>> blocked(asio::thread_pool& pool, std::atomic<int>& ran) {
    const int value = co_await run_blocking(pool, [&ran] {
        // Long enough that the cancellation comes while this runs.
        for (int i = 0; i < 10'000; ++i) ran.fetch_add(i & 1);
        return 7;
    });
    co_return value;
}

TEST(RunBlocking, MayBeCancelledWhileItsFunctionRuns) {
    asio::thread_pool pool(2);
    asio::io_context io;
    SystemClock clock;
    std::atomic<int> ran = 0;
    int ended = 0;
    for (int i = 0; i < 500; ++i) {
        Signal stop(io.get_executor());
        asio::co_spawn(
            io, unless(stop, blocked(pool, ran)),
            [&](const std::exception_ptr&, const std::optional<Result<int>>&) { ++ended; });
        asio::post(io, [&stop] { stop.raise(); });
        io.restart();
        io.run();
    }
    pool.join();
    EXPECT_EQ(ended, 500);
    EXPECT_EQ(ran, 500 * 5'000);
}

}  // namespace
}  // namespace toolshed
