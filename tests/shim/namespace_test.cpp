// SPDX-License-Identifier: Apache-2.0
// The shim as it really runs: first process of a namespace, with three capabilities and
// no-new-privileges.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "shim_process.hpp"

namespace toolshed::tests {
namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class ShimAsFirstProcess : public ::testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "needs root to make a namespace";
    }
    const Place place_{.first_of_namespace = true};
};

TEST_F(ShimAsFirstProcess, IsSafeWithoutBeingAllowedToBeUnsafe) {
    ShimProcess shim({}, place_);
    shim.run("describes-itself");
    const auto status = shim.status();
    EXPECT_TRUE(status.uid_separated);
    EXPECT_TRUE(status.no_new_privileges);
    const auto reply = shim.call("1");
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(holds(reply.body, "Uid: 0 0 0 0")) << reply.body;
    EXPECT_TRUE(holds(reply.body, "CapEff: 0000000000000000")) << reply.body;
    EXPECT_TRUE(holds(reply.body, R"("kill":-1,"memory":false)")) << reply.body;
    EXPECT_EQ(shim.request("POST", "/v1/stop").status, 200);
    EXPECT_EQ(shim.wait(), 0);
}

TEST_F(ShimAsFirstProcess, RefusesADirectoryThatOthersMayReach) {
    const auto folder = ::testing::TempDir() + "shim-open-" + std::to_string(::getpid());
    ASSERT_EQ(::mkdir(folder.c_str(), 0755), 0);
    ShimProcess shim({"--socket-dir", folder}, place_);
    EXPECT_EQ(shim.wait(), 71);
    ::rmdir(folder.c_str());
}

TEST_F(ShimAsFirstProcess, EndsEverythingAtItsDeadline) {
    ShimProcess shim({}, place_);
    auto start = shim.start_body("ignores-everything");
    start.deadline_ms = 200;
    start.end_of_input_ms = 20;
    start.terminate_ms = 20;
    shim.run(start);
    EXPECT_EQ(shim.wait(), 128 + SIGKILL);
}

TEST_F(ShimAsFirstProcess, EndsOnASignalFromOutside) {
    ShimProcess shim({}, place_);
    shim.run("echo");
    shim.signal(SIGTERM);
    EXPECT_EQ(shim.wait(), 0) << "main ended by itself at the end of its input";
}

TEST_F(ShimAsFirstProcess, LeavesNoOrphanBehindAChild) {
    ShimProcess shim({}, place_);
    shim.run("orphan");
    ASSERT_EQ(shim.call("1").status, 200);
    shim.wait_for_log("main grandchild ");
    EXPECT_EQ(shim.request("DELETE", "/v1/children/main").status, 200);
    const auto children =
        "/proc/" + std::to_string(shim.pid()) + "/task/" + std::to_string(shim.pid()) + "/children";
    while (!text_of_file(children).empty()) {
    }
    EXPECT_EQ(shim.request("POST", "/v1/stop").status, 200);
}

}  // namespace
}  // namespace toolshed::tests
