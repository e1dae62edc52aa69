// SPDX-License-Identifier: Apache-2.0
#include "base/process.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>

#include "base/within.hpp"

namespace toolshed {
namespace {

Result<ProcessEnd> run(Task<Result<ProcessEnd>> task) {
    boost::asio::io_context io;
    std::optional<Result<ProcessEnd>> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(task),
                          [&](std::exception_ptr error, std::optional<Result<ProcessEnd>> value) {
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

TEST(RunProcess, KillsTheWholeGroupWhenCancelled) {
    SystemClock clock;
    const auto folder =
        std::filesystem::path(::testing::TempDir()) / ("process-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const std::string script = "sh -c 'echo $$ > grandchild; exec sleep 1000' & wait";
    const auto end = run(
        within(clock, Millis(500), "late",
               run_process({{"/bin/sh", "-c", script}, {"PATH=/usr/bin:/bin"}, folder.string()})));
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().code, "late");
    std::FILE* file = std::fopen((folder / "grandchild").c_str(), "r");
    ASSERT_NE(file, nullptr);
    int pid = 0;
    ASSERT_EQ(std::fscanf(file, "%d", &pid), 1);
    std::fclose(file);
    // A killed orphan is reaped by whoever adopted it; until then it is a zombie, which runs
    // nothing.
    const auto status = "/proc/" + std::to_string(pid) + "/cmdline";
    std::FILE* command = std::fopen(status.c_str(), "r");
    const bool runs = command != nullptr && std::fgetc(command) != EOF;
    if (command != nullptr) std::fclose(command);
    EXPECT_FALSE(runs);
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace toolshed
