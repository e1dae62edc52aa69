// SPDX-License-Identifier: Apache-2.0
#include "shim/spawn.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace toolshed::shim {
namespace {

using Texts = std::vector<std::string>;

/// Everything up to the end, waiting for it.
std::string all_of(const Descriptor& end) {
    ::fcntl(end.get(), F_SETFL, 0);
    std::string text;
    char part[512];
    for (ssize_t count; (count = ::read(end.get(), part, sizeof part)) > 0;)
        text.append(part, static_cast<std::size_t>(count));
    return text;
}

TEST(Spawn, LooksForProgramsInThePathOfTheGivenEnvironment) {
    EXPECT_EQ(program_candidates("x", {"A=1", "PATH=/a::/b", "PATH=/c"}),
              (Texts{"/a/x", "./x", "/b/x"}));
    EXPECT_EQ(program_candidates("x", {"PATHS=/a", "PATH="}), (Texts{"./x"}));
    EXPECT_EQ(program_candidates("x", {}).front(), "/usr/local/sbin/x");
    EXPECT_EQ(program_candidates("./x", {"PATH=/a"}), (Texts{"./x"}));
    EXPECT_EQ(program_candidates("x", {"PATH=" + std::string(10'000, ':')}).size(), 128u);
}

TEST(Spawn, AddsAHomeOnlyWhereNoneIs) {
    EXPECT_EQ(with_home({"A=1"}, ""), (Texts{"A=1"}));
    EXPECT_EQ(
        with_home({"HOME=/mine", "XDG_DATA_HOME=", "TMPDIRX=1"}, "/w"),
        (Texts{"HOME=/mine", "XDG_DATA_HOME=", "TMPDIRX=1", "TMPDIR=/w", "XDG_CACHE_HOME=/w/.cache",
               "XDG_CONFIG_HOME=/w/.config", "XDG_STATE_HOME=/w/.local/state"}));
}

TEST(Spawn, KnowsSignalsAsImagesWriteThem) {
    struct Case {
        std::string_view text;
        int number;
    };
    const Case cases[] = {
        {"SIGTERM", SIGTERM}, {"TERM", SIGTERM}, {"SIGQUIT", SIGQUIT}, {"9", 9},
        {"37", 37},           {"SIGRTMIN", 34},  {"SIGRTMIN+3", 37},   {"RTMAX-1", 63}};
    for (const auto& [text, number] : cases) EXPECT_EQ(signal_from(text), number) << text;
    for (const auto* text : {"", "SIG", "0", "65", "-1", "sigterm", "SIGRTMIN+31", "SIGRTMIN-1"})
        EXPECT_FALSE(signal_from(text)) << text;
}

TEST(Spawn, RunsAProgramWithPipesInASessionOfItsOwn) {
    auto spawned = spawn(
        {.argv = {"sh", "-c", "echo out; echo err >&2; exit 7"}, .env = {"PATH=/usr/bin:/bin"}});
    ASSERT_TRUE(spawned) << spawned.error().message;
    EXPECT_EQ(all_of(spawned->report), "");
    EXPECT_EQ(::getsid(spawned->pid), spawned->pid);
    EXPECT_EQ(all_of(spawned->output), "out\n");
    EXPECT_EQ(all_of(spawned->errors), "err\n");
    int state = 0;
    ASSERT_EQ(::waitpid(spawned->pid, &state, 0), spawned->pid);
    EXPECT_TRUE(WIFEXITED(state) && WEXITSTATUS(state) == 7);
}

TEST(Spawn, ReportsWhereItFailed) {
    struct Case {
        SpawnPlan plan;
        SpawnFault::Step step;
        int error;
    };
    const Case cases[] = {
        {{.argv = {"no-such-program"}}, SpawnFault::Step::program, ENOENT},
        {{.argv = {"/etc"}}, SpawnFault::Step::program, EACCES},
        {{.argv = {"sh"}, .cwd = "/no/such"}, SpawnFault::Step::directory, ENOENT},
    };
    for (const auto& [plan, step, error] : cases) {
        const auto spawned = spawn(plan);
        ASSERT_TRUE(spawned);
        const auto report = all_of(spawned->report);
        ::waitpid(spawned->pid, nullptr, 0);
        SpawnFault fault;
        ASSERT_EQ(report.size(), sizeof fault);
        report.copy(reinterpret_cast<char*>(&fault), sizeof fault);
        EXPECT_EQ(fault.step, step);
        EXPECT_EQ(fault.error, error);
        EXPECT_EQ(explain(fault, plan).code, "spawn_failed");
    }
}

}  // namespace
}  // namespace toolshed::shim
