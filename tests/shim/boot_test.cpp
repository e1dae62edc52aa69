// SPDX-License-Identifier: Apache-2.0
#include <elf.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <string>

#include "shim_process.hpp"

namespace toolshed::tests {
namespace {

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

#define NEEDS_ROOT() \
    if (::geteuid() != 0) GTEST_SKIP() << "needs root: uids are not separated without"

#ifdef SHIM_IS_SHIPPED
TEST(ShimBinary, IsSmallAndStatic) {
    EXPECT_LE(std::filesystem::file_size(SHIM_BINARY), 2u * 1024 * 1024);
    const auto bytes = text_of_file(SHIM_BINARY);
    Elf64_Ehdr head{};
    ASSERT_GE(bytes.size(), sizeof head);
    std::memcpy(&head, bytes.data(), sizeof head);
    for (int i = 0; i < head.e_phnum; ++i) {
        Elf64_Phdr part{};
        std::memcpy(&part, bytes.data() + head.e_phoff + i * sizeof part, sizeof part);
        EXPECT_NE(part.p_type, static_cast<Elf64_Word>(PT_INTERP)) << "needs a loader";
    }
}

TEST(ShimBinary, StaysSmallInMemory) {
    ShimProcess shim;
    shim.run("echo");
    for (int id = 0; id < 100; ++id) ASSERT_EQ(shim.call(std::to_string(id)).status, 200);
    const auto status = text_of_file("/proc/" + std::to_string(shim.pid()) + "/status");
    const auto at = status.find("VmRSS:");
    ASSERT_NE(at, std::string::npos);
    EXPECT_LE(std::stol(status.substr(at + 6)), 3 * 1024) << status;
}

TEST(ShimBinary, GivesLargeMemoryBack) {
    ShimProcess shim;
    shim.run("big");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(shim.call("1", "big").status, 413);
    const auto status = text_of_file("/proc/" + std::to_string(shim.pid()) + "/status");
    EXPECT_LE(std::stol(status.substr(status.find("VmRSS:") + 6)), 3 * 1024);
}

#endif

TEST(ShimBinary, TellsItsVersionAndRefusesNonsense) {
    const auto exit_code = [](const std::string& arguments) {
        FILE* const pipe = ::popen((SHIM_BINARY " " + arguments + " 2>&1").c_str(), "r");
        std::string text;
        char part[256];
        while (std::fgets(part, sizeof part, pipe)) text += part;
        const int state = ::pclose(pipe);
        return std::pair{WEXITSTATUS(state), text};
    };
    const auto version = exit_code("--version");
    EXPECT_EQ(version.first, 0);
    EXPECT_EQ(version.second, "toolshed-shim " TOOLSHED_VERSION " (protocol 3)\n");
    for (const auto* arguments : {"", "run", "serve", "serve --socket-dir", "serve --uid x"}) {
        const auto refused = exit_code(arguments);
        EXPECT_EQ(refused.first, 2) << arguments;
        EXPECT_TRUE(holds(refused.second, "usage:")) << refused.second;
    }
    EXPECT_EQ(exit_code("serve --allow-unsafe --socket-dir /no/such/folder").first, 71);
}

TEST(ShimBoot, RunsTheServerAsTheImagesUserWithoutAnyRight) {
    NEEDS_ROOT();
    struct Case {
        std::string user, uids;
    };
    const Case cases[] = {{"1234:4321", "Uid: 1234 1234 1234 1234\\nGid: 4321 4321 4321 4321"},
                          {"", "Uid: 0 0 0 0\\nGid: 0 0 0 0"}};
    for (const auto& [user, uids] : cases) {
        ShimProcess shim;
        auto start = shim.start_body("describes-itself");
        start.user = user;
        start.cwd = "/tmp";
        start.home = "/home/somebody";
        start.env.push_back("TMPDIR=/given");
        shim.run(start);
        EXPECT_TRUE(shim.status().uid_separated);
        const auto reply = shim.call("1");
        ASSERT_EQ(reply.status, 200);
        EXPECT_TRUE(holds(reply.body, uids)) << reply.body;
        EXPECT_TRUE(holds(reply.body, "CapPrm: 0000000000000000")) << reply.body;
        EXPECT_TRUE(holds(reply.body, "CapEff: 0000000000000000")) << reply.body;
        EXPECT_TRUE(holds(reply.body, "CapAmb: 0000000000000000")) << reply.body;
        EXPECT_TRUE(holds(reply.body, "NoNewPrivs: 1")) << reply.body;
        EXPECT_TRUE(holds(reply.body, "SigIgn: 0000000000000000")) << reply.body;
        EXPECT_TRUE(holds(reply.body, "SigBlk: 0000000000000000")) << reply.body;
        EXPECT_TRUE(holds(reply.body, R"("kill":-1,"memory":false)")) << reply.body;
        EXPECT_TRUE(holds(reply.body, R"("dev_stderr":true)")) << reply.body;
        EXPECT_TRUE(holds(reply.body, R"("cwd":"/tmp","oom":"500\n")")) << reply.body;
        EXPECT_TRUE(holds(reply.body, R"("descriptors":"0 1 2 ")")) << reply.body;
        EXPECT_TRUE(holds(reply.body, R"("HOME":"/home/somebody","TMPDIR":"/given")"));
        EXPECT_TRUE(holds(reply.body, R"("XDG_CACHE_HOME":"/home/somebody/.cache")"));
        EXPECT_TRUE(holds(reply.body, R"x("GIVEN":"a=b","USER":"(none)")x")) << reply.body;
    }
}

TEST(ShimBoot, KeepsOnlyWhatItNeeds) {
    NEEDS_ROOT();
    ShimProcess shim;
    shim.run("echo");
    const auto status = text_of_file("/proc/" + std::to_string(shim.pid()) + "/status");
    const auto uid = std::to_string(shim::shim_uid);
    EXPECT_TRUE(holds(status, "Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid)) << status;
    for (const auto* set : {"CapPrm", "CapEff", "CapBnd"})
        EXPECT_TRUE(holds(status, std::string(set) + ":\t00000000000000e0")) << status;
    EXPECT_TRUE(holds(status, "CapInh:\t0000000000000000")) << status;
    struct stat about{};
    ASSERT_EQ(::stat(shim.socket_path().c_str(), &about), 0);
    EXPECT_EQ(about.st_uid, shim::shim_uid);
    EXPECT_EQ(about.st_mode & 0777u, 0600u);
}

TEST(ShimBoot, RefusesUsersThatAreUnknownOrItsOwn) {
    NEEDS_ROOT();
    const std::string users[] = {"nobody-of-that-name", std::to_string(shim::shim_uid),
                                 "4294967295", "0:no-such-group"};
    for (const auto& user : users) {
        ShimProcess shim;
        auto start = shim.start_body("echo");
        start.user = user;
        ASSERT_EQ(shim.start(start).status, 200);
        const auto reply = shim.request("PUT", "/v1/children/main");
        EXPECT_EQ(reply.status, 502) << user;
        EXPECT_TRUE(holds(reply.body, "\"spawn_failed\"")) << reply.body;
        EXPECT_TRUE(holds(reply.body, user.substr(user.find(':') + 1))) << reply.body;
    }
}

TEST(ShimBoot, OpensWritablePathsToEverybody) {
    NEEDS_ROOT();
    const auto path = ::testing::TempDir() + "shim-writable-" + std::to_string(::getpid());
    ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
    {
        ShimProcess shim({"--allow-unsafe", "--writable", path, "--writable", "/no/such/path"});
        EXPECT_EQ(shim.status().protocol, shim::protocol_version)
            << "a bad path is no reason to end";
    }
    struct stat about{};
    ASSERT_EQ(::stat(path.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 07777u, 01777u);
    ::rmdir(path.c_str());
}

}  // namespace
}  // namespace toolshed::tests
