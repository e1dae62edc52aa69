// SPDX-License-Identifier: Apache-2.0
#include "shim/identity.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace toolshed::shim {
namespace {

const Accounts accounts{
    "root:x:0:0:root:/root:/bin/sh\n"
    "broken line\n"
    "bad:x:-1:0::/:/bin/sh\n"
    "huge:x:4294967295:0::/:/bin/sh\n"
    "\n"
    "node:x:1000:1001:Node:/home/node:/bin/sh\n"
    "77:x:500:501::/:/bin/sh\n"
    "seven:x:77:78::/:/bin/sh\n"
    "last:x:90:91::/:/bin/sh",
    "root:x:0:\nwheel:x:10:root,node\naudio:x:29:other,node,x\nnodes:x:30:nodex\n"
    "staff:x:50:\nbad:x:zz:node\n600:x:601:\n"};

TEST(Identity, IsResolvedAsEnginesDo) {
    struct Case {
        std::string_view user;
        Identity identity;
        std::string_view why;
    };
    const Case cases[] = {
        {"", {0, 0, {10}}, "empty is root, with its groups"},
        {"root", {0, 0, {10}}, "by name"},
        {"node", {1000, 1001, {10, 29}}, "with supplementary groups, whole names only"},
        {"1000", {1000, 1001, {10, 29}}, "a number that has an account"},
        {"4242", {4242, 0, {}}, "a number without one"},
        {"77", {500, 501, {}}, "a name of digits comes before a number"},
        {"last", {90, 91, {}}, "a last line without an end"},
        {"node:staff", {1000, 50, {}}, "a group leaves out the supplementary ones"},
        {"node:51", {1000, 51, {}}, "a number as group"},
        {"node:600", {1000, 601, {}}, "a group named by digits"},
        {":staff", {0, 50, {}}, "only a group"},
        {"node:", {1000, 1001, {10, 29}}, "an empty group"},
        {"2147483647:2147483647", {2147483647, 2147483647, {}}, "the largest"},
    };
    for (const auto& [user, identity, why] : cases) {
        const auto resolved = resolve_user(user, accounts);
        ASSERT_TRUE(resolved) << why << ": " << resolved.error().message;
        EXPECT_EQ(*resolved, identity) << why;
    }
}

TEST(Identity, RefusesWhatIsUnknownAndNamesIt) {
    struct Case {
        std::string_view user, named;
    };
    const Case cases[] = {{"nobody", "user 'nobody'"},
                          {"bad", "user 'bad'"},
                          {"huge", "user 'huge'"},
                          {"broken line", "user 'broken line'"},
                          {"-1", "user '-1'"},
                          {"4294967295", "user '4294967295'"},
                          {"2147483648", "user '2147483648'"},
                          {"0:nope", "group 'nope'"},
                          {"0:bad", "group 'bad'"},
                          {"0:4294967295", "group '4294967295'"}};
    for (const auto& [user, named] : cases) {
        const auto resolved = resolve_user(user, accounts);
        ASSERT_FALSE(resolved) << user;
        EXPECT_EQ(resolved.error().code, "spawn_failed");
        EXPECT_NE(resolved.error().message.find(named), std::string::npos)
            << resolved.error().message;
    }
}

TEST(Identity, NeedsNoAccountFiles) {
    EXPECT_EQ(*resolve_user("", {}), (Identity{0, 0, {}}));
    EXPECT_EQ(*resolve_user("5:6", {}), (Identity{5, 6, {}}));
    EXPECT_FALSE(resolve_user("root", {}));
}

TEST(Accounts, AreReadFromRegularFilesOnly) {
    const auto root = ::testing::TempDir() + "accounts-" + std::to_string(::getpid());
    std::filesystem::create_directories(root + "/etc");
    std::ofstream(root + "/etc/group") << "a:x:1:\n";
    ASSERT_EQ(::mkfifo((root + "/etc/passwd").c_str(), 0644), 0);
    const auto read = read_accounts(root);
    EXPECT_EQ(read.group, "a:x:1:\n");
    EXPECT_EQ(read.passwd, "") << "a FIFO is not waited for";
    std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace toolshed::shim
