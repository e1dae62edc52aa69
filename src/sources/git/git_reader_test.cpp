// SPDX-License-Identifier: Apache-2.0
#include "sources/git/git_reader.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "sources/git/tree_check.hpp"

namespace toolshed::sources::git {
namespace {

namespace fs = std::filesystem;

TEST(ExplainGit, TellsUnreachableFromUnknown) {
    struct Case {
        std::string errors, code;
    };
    const Case cases[] = {
        {"fatal: repository 'https://h/o/r/' not found", "source_not_found"},
        {"fatal: could not read Username for 'https://h': terminal prompts disabled",
         "source_not_found"},
        {"fatal: couldn't find remote ref nope", "source_not_found"},
        {"fatal: '/x' does not appear to be a git repository", "source_not_found"},
        {"fatal: unable to access 'https://h/': Could not resolve host: h", "source_unreachable"},
        {"fatal: unable to access 'https://h/': Connection refused", "source_unreachable"},
        {"error: file write error: No space left on device", "disk_full"},
        {"error: object 4a8d: hasDotgit: contains '.git'\nfatal: fsck error in packed object\n"
         "fatal: index-pack failed",
         "unsafe_source"},
    };
    for (const auto& each : cases) {
        const auto error = explain_git("warning: noise\n" + each.errors + "\n", "https://h/o/r");
        EXPECT_EQ(error.code, each.code) << each.errors;
        EXPECT_TRUE(error.message.starts_with("https://h/o/r: ")) << error.message;
    }
}

TEST(ExplainGit, TellsWhatItRefuses) {
    const auto error = explain_git(
        "remote: error: object of the far side\nerror: object 4a8d: hasDotgit: contains '.git'\n"
        "fatal: fsck error in packed object\nfatal: index-pack failed\n",
        "https://h/o/r");
    EXPECT_EQ(error.message,
              "https://h/o/r: git refuses what the repository holds: object 4a8d: hasDotgit: "
              "contains '.git'");
}

class TreeCheck : public ::testing::Test {
protected:
    TreeCheck() : root_(fs::path(::testing::TempDir()) / ("tree-" + std::to_string(::getpid()))) {
        fs::remove_all(root_);
        fs::create_directories(root_ / "sub/deep");
        write("sub/deep/file", "12345");
    }
    ~TreeCheck() override { fs::remove_all(root_); }

    void write(const std::string& path, const std::string& text) {
        std::ofstream(root_ / path) << text;
    }
    std::string code(const std::string& folder = "", TreeLimits limits = {1'000, 100}) {
        const auto tree = check_tree(root_, folder, limits);
        return tree ? "" : tree.error().code;
    }

    fs::path root_;
};

TEST_F(TreeCheck, AcceptsAnOrdinaryTreeAndDropsGitsOwnFolder) {
    fs::create_directories(root_ / ".git/hooks");
    const auto tree = check_tree(root_, "sub", {1'000, 100});
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->folder, root_ / "sub");
    EXPECT_EQ(tree->bytes, 5u);
    EXPECT_FALSE(fs::exists(root_ / ".git"));
}

TEST_F(TreeCheck, RefusesLinksThatLeaveTheTreeThroughOtherLinks) {
    fs::create_symlink("../..", root_ / "sub/deep/up");
    EXPECT_EQ(code(), "");
    fs::create_symlink("up/../../../etc", root_ / "sub/deep/escape");
    EXPECT_EQ(code(), "unsafe_source");
    fs::remove(root_ / "sub/deep/escape");
    fs::create_symlink("round", root_ / "round");
    EXPECT_EQ(code(), "");
}

TEST_F(TreeCheck, RefusesATreeThatIsTooDeep) {
    fs::path deep = root_;
    for (int i = 0; i < 63; ++i) deep /= "d";
    fs::create_directories(deep);
    EXPECT_EQ(code(), "");
    fs::create_directories(deep / "d" / "d");
    EXPECT_EQ(code(), "unsafe_source");
}

TEST_F(TreeCheck, RefusesLinksThatLeaveTheTree) {
    struct Case {
        std::string target;
        bool safe;
    };
    const Case cases[] = {{"file", true},
                          {"../deep/file", true},
                          {"../../../outside", false},
                          {"/etc/passwd", false},
                          {"nowhere", true}};
    for (const auto& [target, safe] : cases) {
        fs::create_symlink(target, root_ / "sub/deep/link");
        EXPECT_EQ(code(), safe ? "" : "unsafe_source") << target;
        fs::remove(root_ / "sub/deep/link");
    }
}

TEST_F(TreeCheck, RefusesSpecialFiles) {
    ASSERT_EQ(::mkfifo((root_ / "pipe").c_str(), 0600), 0);
    EXPECT_EQ(code(), "unsafe_source");
}

TEST_F(TreeCheck, KeepsItsLimits) {
    EXPECT_EQ(code("", {4, 100}), "source_too_large");
    EXPECT_EQ(code("", {1'000, 2}), "source_too_large");
}

TEST_F(TreeCheck, FindsOnlyFoldersThatAreNotLinks) {
    fs::create_directory_symlink("sub", root_ / "linked");
    for (const char* folder : {"nowhere", "linked", "linked/deep", "sub/deep/file"})
        EXPECT_EQ(code(folder), "source_not_found") << folder;
}

}  // namespace
}  // namespace toolshed::sources::git
