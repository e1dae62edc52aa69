// SPDX-License-Identifier: Apache-2.0
// What the shim reads from /proc and /sys.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "shim/memory_kills.hpp"
#include "shim/process_table.hpp"

namespace toolshed::shim {
namespace {

TEST(MemoryKills, AreReadInBothVersions) {
    EXPECT_EQ(memory_kills_in("low 0\nhigh 0\nmax 3\noom 2\noom_kill 2\noom_group_kill 1\n"), 2);
    EXPECT_EQ(memory_kills_in("oom_kill_disable 0\nunder_oom 0\noom_kill 17\n"), 17);
    for (const auto* none : {"", "oom_kill", "oom_kill x\n", "under_oom 1\n"})
        EXPECT_EQ(memory_kills_in(none), 0) << none;
}

TEST(MemoryKills, AreLookedForWhereTheGroupMayBe) {
    using Paths = std::vector<std::string>;
    EXPECT_EQ(memory_counter_paths("0::/\n"), (Paths{"/sys/fs/cgroup/memory.events"}));
    EXPECT_EQ(memory_counter_paths("0::/a/b\n"),
              (Paths{"/sys/fs/cgroup/a/b/memory.events", "/sys/fs/cgroup/memory.events"}));
    EXPECT_EQ(memory_counter_paths("9:name=systemd:/x\n4:cpu,memory:/docker/1\n0::/\n"),
              (Paths{"/sys/fs/cgroup/memory/docker/1/memory.oom_control",
                     "/sys/fs/cgroup/memory/memory.oom_control", "/sys/fs/cgroup/memory.events"}));
    EXPECT_TRUE(memory_counter_paths("nonsense\n\n:").empty());
}

TEST(MemoryKills, CountWhatTheFileSaysNow) {
    const auto path = ::testing::TempDir() + "kills-" + std::to_string(::getpid());
    const MemoryKills kills(path);
    EXPECT_EQ(kills.count(), 0);
    std::ofstream(path) << "oom_kill 4\n";
    EXPECT_EQ(kills.count(), 4);
    ::unlink(path.c_str());
}

TEST(ProcessTable, ReadsALineWhateverTheProgramIsCalled) {
    const auto process =
        process_from("42 (a) b (c) S 7 40 39 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 1 1");
    ASSERT_TRUE(process);
    EXPECT_EQ(*process, (Process{42, 7, 40, 39, 98'765, false, "a) b (c"}));
    for (const auto* bad : {"", "42", "42 (a", "42 (a) S", "x (a) S 1 2 3", "42 (a) S 1 2 x"})
        EXPECT_FALSE(process_from(bad)) << bad;
}

TEST(ProcessTable, FindsFamiliesAndSessions) {
    const std::vector<Process> processes{{5, 4, 2, 2, 0}, {1, 0, 1, 1, 0}, {2, 1, 2, 2, 0},
                                         {4, 2, 4, 4, 0}, {3, 1, 3, 3, 0}, {6, 1, 6, 2, 0}};
    const auto pids = [](const std::vector<Process>& found) {
        std::vector<pid_t> out;
        for (const auto& process : found) out.push_back(process.pid);
        std::ranges::sort(out);
        return out;
    };
    EXPECT_EQ(pids(descendants_of(2, processes)), (std::vector<pid_t>{4, 5}));
    EXPECT_EQ(pids(descendants_of(1, processes)), (std::vector<pid_t>{2, 3, 4, 5, 6}));
    EXPECT_TRUE(descendants_of(99, processes).empty());
    EXPECT_EQ(pids(members_of_session(2, processes)), (std::vector<pid_t>{5, 6}));
}

TEST(ProcessTable, SeesThisProcess) {
    const auto processes = read_processes();
    const auto found = std::ranges::find(processes, ::getpid(), &Process::pid);
    ASSERT_NE(found, processes.end());
    EXPECT_EQ(found->parent, ::getppid());
    EXPECT_EQ(found->session, ::getsid(0));
    EXPECT_GT(found->started, 0u);
}

}  // namespace
}  // namespace toolshed::shim
