// SPDX-License-Identifier: Apache-2.0
#include "data/data_directory.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <set>

namespace toolshed::data {
namespace {

namespace fs = std::filesystem;

class DataDirectoryTest : public ::testing::Test {
protected:
    DataDirectoryTest()
        : path_(fs::path(::testing::TempDir()) /
                ("data-" + std::to_string(::getpid()) + "-" +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        fs::remove_all(path_);
    }
    ~DataDirectoryTest() override { fs::remove_all(path_); }

    fs::path path_;
    SystemRandom random_;
};

TEST_F(DataDirectoryTest, KeepsTheInstallationAndCountsTheStarts) {
    Installation first;
    std::string token_hash;
    {
        const auto opened = DataDirectory::open(path_, random_);
        ASSERT_TRUE(opened) << opened.error().message;
        first = (*opened)->installation();
        token_hash = (*opened)->token_hash();
    }
    const auto again = DataDirectory::open(path_, random_);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->installation().id, first.id);
    EXPECT_NE((*again)->installation().boot, first.boot);
    EXPECT_EQ((*again)->installation().boot_number, first.boot_number + 1);
    EXPECT_EQ((*again)->token_hash(), token_hash);
}

TEST_F(DataDirectoryTest, IsHeldByOneDaemonAtATime) {
    const auto first = DataDirectory::open(path_, random_);
    ASSERT_TRUE(first);
    const auto second = DataDirectory::open(path_, random_);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "data_in_use");
    EXPECT_NE(second.error().message.find(std::to_string(::getpid())), std::string::npos);
}

TEST_F(DataDirectoryTest, KeepsItsTokenFromOthers) {
    const auto opened = DataDirectory::open(path_, random_);
    ASSERT_TRUE(opened);
    struct stat status{};
    ASSERT_EQ(::stat((path_ / "admin-token").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    ASSERT_EQ(::stat(path_.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
}

TEST_F(DataDirectoryTest, RefusesDamagedFiles) {
    fs::create_directories(path_);
    std::ofstream(path_ / "boots") << "many\n";
    const auto opened = DataDirectory::open(path_, random_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "data_damaged");
}

TEST_F(DataDirectoryTest, MakesIdsThatAscendAndNeverRepeat) {
    SystemIds ids(random_);
    std::set<std::string> seen;
    std::string last;
    for (int i = 0; i < 20'000; ++i) {
        const auto id = ids.next();
        ASSERT_EQ(id.size(), 26u);
        ASSERT_LT(last, id);
        ASSERT_TRUE(seen.insert(id).second);
        last = id;
    }
}

}  // namespace
}  // namespace toolshed::data
