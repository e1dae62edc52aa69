// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <thread>

#include "shim_process.hpp"

namespace toolshed::tests {
namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(ShimLife, WaitsForAStartAndTakesItOnce) {
    ShimProcess shim;
    EXPECT_EQ(shim.status().state, shim::State::idle);
    EXPECT_EQ(shim.request("PUT", "/v1/children/main").status, 503);
    EXPECT_EQ(shim.request("POST", "/v1/renew", "{}").status, 503);
    EXPECT_EQ(shim.call("1").status, 503);
    const auto body = shim.start_body("echo");
    EXPECT_EQ(shim.start(body).status, 200);
    EXPECT_EQ(shim.start(body).status, 200) << "the same body again";
    auto other = body;
    other.deadline_ms += 1;
    EXPECT_EQ(shim.start(other).status, 409);
    EXPECT_EQ(shim.status().state, shim::State::started);
    EXPECT_EQ(shim.request("POST", "/v1/hold", R"({"wait_ms":5})").status, 409);
}

TEST(ShimLife, EndsWithoutAStart) {
    ShimProcess shim({"--allow-unsafe", "--start-wait-ms", "50"});
    EXPECT_EQ(shim.wait(), 0);
}

TEST(ShimLife, WaitsLongerWhenHeld) {
    ShimProcess shim({"--allow-unsafe", "--start-wait-ms", "2000"});
    EXPECT_EQ(shim.request("POST", "/v1/hold", R"({"wait_ms":600000})").status, 200);
    EXPECT_GT(shim.status().idle_in_ms, 500'000);
    EXPECT_EQ(shim.request("POST", "/v1/hold", R"({"wait_ms":3600001})").status, 400);
}

TEST(ShimLife, RefusesAWorkloadThatMayGainPrivileges) {
    ShimProcess shim(std::vector<std::string>{});
    const auto reply = shim.start(shim.start_body("echo"));
    EXPECT_EQ(reply.status, 502) << reply.body;
    EXPECT_TRUE(holds(reply.body, "\"unsafe_workload\"")) << reply.body;
}

TEST(ShimLife, EndsAtItsDeadlineThoughAChildFloods) {
    for (const auto* behaviour :
         {"floods-output", "floods-without-line-end", "floods-errors", "pings-without-reading"}) {
        ShimProcess shim;
        auto start = shim.start_body(behaviour);
        start.deadline_ms = 300;
        start.end_of_input_ms = 50;
        start.terminate_ms = 5'000;
        shim.run(start);
        const auto pid = static_cast<pid_t>(shim.main_child().pid);
        EXPECT_EQ(shim.wait(), 128 + SIGTERM) << behaviour;
        EXPECT_FALSE(is_alive(pid)) << behaviour;
    }
}

TEST(ShimLife, EndsWhenIdleAndCountsOnlyRealUse) {
    ShimProcess shim;
    auto start = shim.start_body("echo");
    start.idle_ms = 400;
    shim.run(start);
    // Pings and looks at the status go on until the end; they hold nothing off.
    for (int id = 0; shim.call(std::to_string(id), "ping").status == 200; ++id)
        shim.request("GET", "/v1/status");
    EXPECT_EQ(shim.wait(), 0);
}

TEST(ShimLife, IsNotIdleWhileACallIsInFlight) {
    ShimProcess shim;
    auto start = shim.start_body("reads-nothing");
    start.idle_ms = 200;
    start.end_of_input_ms = 0;
    shim.run(start);
    EXPECT_EQ(shim.call("1", "tools/call", 1'000).status, 504) << "and not a broken connection";
    EXPECT_EQ(shim.wait(), 128 + SIGTERM);
}

TEST(ShimLife, RenewsIdlenessAndOnlyLeasesDeadlines) {
    ShimProcess fixed, lease;
    fixed.run("echo");
    auto start = lease.start_body("echo");
    start.renewable = true;
    lease.run(start);
    EXPECT_EQ(fixed.request("POST", "/v1/renew", R"({"idle_ms":500000})").status, 200);
    EXPECT_GT(fixed.status().idle_in_ms, 400'000);
    EXPECT_EQ(fixed.request("POST", "/v1/renew", R"({"deadline_ms":500000})").status, 409);
    EXPECT_LE(fixed.status().deadline_in_ms, 60'000);
    EXPECT_EQ(lease.request("POST", "/v1/renew", R"({"deadline_ms":500000})").status, 200);
    EXPECT_GT(lease.status().deadline_in_ms, 400'000);
}

TEST(ShimLife, StopsWithTheExitCodeOfMain) {
    ShimProcess shim;
    shim.run("echo");
    EXPECT_EQ(shim.request("POST", "/v1/stop").status, 200);
    EXPECT_EQ(shim.wait(), 0);
}

TEST(ShimLife, EndsOnASignal) {
    ShimProcess empty, running;
    empty.signal(SIGTERM);
    EXPECT_EQ(empty.wait(), 128 + SIGTERM);
    auto start = running.start_body("ignores-end-of-input");
    start.end_of_input_ms = 50;
    running.run(start);
    running.signal(SIGTERM);
    EXPECT_EQ(running.wait(), 128 + SIGTERM);
}

TEST(ShimLife, KillsWhatIgnoresEverything) {
    ShimProcess shim;
    auto start = shim.start_body("ignores-everything");
    start.end_of_input_ms = 50;
    start.terminate_ms = 50;
    shim.run(start);
    ASSERT_EQ(shim.call("1").status, 200);
    EXPECT_EQ(shim.request("DELETE", "/v1/children/main").status, 200);
    const auto child = shim.main_child();
    EXPECT_FALSE(child.running);
    EXPECT_EQ(child.exit_code, 128 + SIGKILL);
    EXPECT_FALSE(child.oom);
    EXPECT_EQ(shim.request("DELETE", "/v1/children/main").status, 200) << "idempotent";
    EXPECT_EQ(shim.request("DELETE", "/v1/children/other").status, 404);
}

TEST(ShimLife, TellsACallThatTheServerDied) {
    ShimProcess shim;
    shim.run("dies-during-call");
    const auto reply = shim.call("1");
    EXPECT_EQ(reply.status, 502);
    EXPECT_TRUE(holds(reply.body, "\"server_exited\"")) << reply.body;
    EXPECT_TRUE(holds(reply.body, "exited with code 4")) << reply.body;
    EXPECT_TRUE(holds(reply.body, "fatal: \xEF\xBF\xBD no database")) << reply.body;
    EXPECT_EQ(shim.call("2").status, 502) << "and so every later one";
    EXPECT_EQ(shim.main_child().exit_code, 4);
}

TEST(ShimLife, ReadsTheLastAnswerOfADyingServer) {
    for (const auto* behaviour : {"answers-and-dies", "partial-line"}) {
        ShimProcess shim;
        shim.run(behaviour);
        EXPECT_EQ(shim.call("1").status, 200) << behaviour;
        EXPECT_EQ(shim.call("2").status, 502) << behaviour;
    }
}

TEST(ShimLife, ReportsAServerThatExitsAtOnce) {
    ShimProcess shim;
    shim.run("exits-with-3");
    EXPECT_EQ(shim.wait_for_main_to_end().exit_code, 3);
    const auto reply = shim.call("1");
    EXPECT_EQ(reply.status, 502);
    EXPECT_TRUE(holds(reply.body, "exited with code 3"));
    EXPECT_EQ(shim.request("POST", "/v1/stop").status, 200);
    EXPECT_EQ(shim.wait(), 3);
}

TEST(ShimLife, ReapsAndKillsAGrandchildThatLeft) {
    for (const bool stop : {true, false}) {
        ShimProcess shim;
        shim.run("orphan");
        ASSERT_EQ(shim.call("1").status, 200);
        const auto log = shim.wait_for_log("main grandchild ");
        const auto pid = std::stoi(log.substr(log.find("main grandchild ") + 16));
        ASSERT_TRUE(is_alive(pid));
        if (stop)
            EXPECT_EQ(shim.request("POST", "/v1/stop").status, 200);
        else
            EXPECT_EQ(shim.request("DELETE", "/v1/children/main").status, 200);
        EXPECT_TRUE(goes_away(pid));
    }
}

TEST(ShimLife, RunsChildrenSideBySideAndReplacesOne) {
    ShimProcess shim;
    shim.run("echo");
    ASSERT_EQ(shim.request("PUT", "/v1/children/probe").status, 200);
    const auto first = shim.main_child().pid;
    ASSERT_EQ(shim.request("PUT", "/v1/children/main").status, 200);
    EXPECT_NE(shim.main_child().pid, first);
    EXPECT_FALSE(is_alive(static_cast<pid_t>(first)));
    EXPECT_EQ(shim.status().children.size(), 2u);
    EXPECT_EQ(shim.request("DELETE", "/v1/children/probe").status, 200);
    EXPECT_EQ(shim.call("1").status, 200) << "main goes on";
}

TEST(ShimLife, SaysWhyAServerCannotBeStarted) {
    struct Case {
        std::vector<std::string> argv;
        std::string cwd;
        std::string_view why;
    };
    const Case cases[] = {
        {{"no-such-program"}, "/", "cannot run 'no-such-program': No such file"},
        {{"/etc/passwd"}, "/", "cannot run '/etc/passwd': Permission denied"},
        {{CHILDREN_BINARY, "echo"}, "/no/such/folder", "working directory '/no/such/folder'"},
    };
    for (const auto& [argv, cwd, why] : cases) {
        ShimProcess shim;
        auto start = shim.start_body("");
        start.argv = argv;
        start.cwd = cwd;
        ASSERT_EQ(shim.start(start).status, 200);
        const auto reply = shim.request("PUT", "/v1/children/main");
        EXPECT_EQ(reply.status, 502);
        EXPECT_TRUE(holds(reply.body, "\"spawn_failed\"")) << reply.body;
        EXPECT_TRUE(holds(reply.body, why)) << reply.body;
        EXPECT_TRUE(shim.status().children.empty());
    }
}

TEST(ShimLife, KeepsTheEndOfAFloodOfLogLines) {
    ShimProcess shim;
    auto start = shim.start_body("floods-errors");
    start.log_bytes_max = 8'192;
    shim.run(start);
    ASSERT_EQ(shim.call("1").status, 200);
    shim.wait_for_log("main line 19999\n");
    const auto reply = shim.request("GET", "/v1/logs?offset=0");
    EXPECT_LE(reply.body.size(), 8'192u);
    const auto offset = std::stoull(reply.fields.at("Toolshed-Log-Offset"));
    const auto next = std::stoull(reply.fields.at("Toolshed-Log-Next"));
    EXPECT_GT(offset, 100'000u);
    EXPECT_EQ(next - offset, reply.body.size());
    EXPECT_TRUE(reply.body.starts_with("main line ")) << "whole lines";
    const auto rest = shim.request("GET", "/v1/logs?offset=" + std::to_string(next));
    EXPECT_EQ(rest.body, "");
    EXPECT_EQ(shim.request("GET", "/v1/logs?offset=x").status, 400);
}

}  // namespace
}  // namespace toolshed::tests
