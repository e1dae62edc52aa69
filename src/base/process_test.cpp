// SPDX-License-Identifier: Apache-2.0
#include "base/process.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <optional>

#include "base/signal.hpp"
#include "base/task_group.hpp"
#include "base/within.hpp"

namespace toolshed {
namespace {

template <class T>
Result<T> run(Task<Result<T>> task) {
    boost::asio::io_context io;
    std::optional<Result<T>> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(task),
                          [&](std::exception_ptr error, std::optional<Result<T>> value) {
                              thrown = error;
                              result = std::move(value);
                          });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

TEST(RunProcess, AnswersOutputErrorsAndExitCode) {
    const auto end = run(run_process({{"/bin/sh", "-c", "echo out; echo err >&2; exit 7"}}));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 7);
    EXPECT_EQ(end->output, "out\n");
    EXPECT_EQ(end->errors, "err\n");
}

TEST(RunProcess, GivesExactlyTheEnvironmentThatWasAsked) {
    const auto end = run(run_process({{"/usr/bin/env"}, {"ONLY=this"}}));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->output, "ONLY=this\n");
}

TEST(RunProcess, DropsWhatIsOverItsLimitWithoutBlockingTheChild) {
    const auto end =
        run(run_process({{"/usr/bin/head", "-c", "3000000", "/dev/zero"}, {}, {}, 1000}));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->exit_code, 0);
    EXPECT_EQ(end->output.size(), 1000u);
}

TEST(RunProcess, NamesAProgramThatIsNotThere) {
    const auto end = run(run_process({{"/no/such/program"}}));
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, "process_failed");
    EXPECT_NE(end.error().message.find("/no/such/program"), std::string::npos);
}

/// The process number that somebody has written into a file, or 0.
int number_in(const std::filesystem::path& path) {
    int number = 0;
    std::ifstream(path) >> number;
    return number;
}

/// Killed but not yet reaped, a process is a zombie, which runs nothing and has no command line.
bool runs(int pid) {
    std::ifstream command("/proc/" + std::to_string(pid) + "/cmdline");
    return command.get() != std::ifstream::traits_type::eof();
}

Task<Result<int>> cancel_once_written(Clock& clock, std::filesystem::path folder) {
    Signal stop(co_await boost::asio::this_coro::executor);
    TaskGroup group(co_await boost::asio::this_coro::executor, [](const auto&, const auto&) {});
    const auto watch = [](Clock& time, std::filesystem::path file, Signal& signal) -> Task<void> {
        while (number_in(file) == 0) co_await time.sleep(Millis(10));
        signal.raise();
    };
    group.spawn("watch", watch(clock, folder / "grandchild", stop));
    const std::string script =
        "sh -c 'echo $$ > written; mv written grandchild; exec sleep 1000' & wait";
    const auto ended = co_await unless(
        stop, run_process({{"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin"}, folder.string()}));
    EXPECT_FALSE(ended);
    const int pid = number_in(folder / "grandchild");
    for (int i = 0; i < 1'000 && runs(pid); ++i) co_await clock.sleep(Millis(10));
    co_await group.close();
    co_return pid;
}

TEST(RunProcess, KillsTheWholeGroupWhenCancelled) {
    SystemClock clock;
    const auto folder =
        std::filesystem::path(::testing::TempDir()) / ("process-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto pid = run(cancel_once_written(clock, folder));
    ASSERT_TRUE(pid && *pid > 0);
    EXPECT_FALSE(runs(*pid));
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace toolshed
