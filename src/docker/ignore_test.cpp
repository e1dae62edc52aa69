// SPDX-License-Identifier: Apache-2.0
#include "docker/ignore.hpp"

#include <gtest/gtest.h>

namespace toolshed::docker {
namespace {

TEST(IgnoreRules, DecideByTheLastRuleThatMatches) {
    struct Case {
        std::string_view rules, path;
        bool ignored;
        std::string_view why;
    };
    const Case cases[] = {
        {"", "a", false, "no rules"},
        {"# a\n\n", "a", false, "comments and blank lines"},
        {"node_modules", "node_modules/x/y.js", true, "what lies below"},
        {"node_modules", "src/node_modules", false, "anchored at the root"},
        {"**/node_modules", "src/deep/node_modules/x", true, "at any depth"},
        {"**/*.log", "a.log", true, "zero folders"},
        {"*.log", "logs/a.log", false, "a star stays in its part"},
        {"/dist/", "dist/a", true, "slashes around do not matter"},
        {"*\n!keep", "keep", false, "an exception"},
        {"*\n!keep\nkeep/no", "keep/no", true, "the last rule wins"},
        {"a?c", "abc", true, "one character"},
        {"[ab]c", "bc", true, "a class"},
        {"[!ab]c", "ac", false, "a class turned round"},
        {"[^ab]c", "xc", true, "and its other spelling"},
        {"[a", "[a", true, "a class without its end is its text"},
        {"a\\*", "a*", true, "an escaped star"},
        {"a\\*", "ab", false, "which is no star"},
        {"a*b*c", "axxbyyc", true, "two stars"},
        {"a*b*c", "axxbyy", false, "two stars without an end"},
        {"a/**/d", "a/b/c/d", true, "folders between"},
        {"a/**/d", "a/d", true, "none between"},
        {"a/**", "b", false, "another folder"},
        {"**", "a", true, "everything"},
        {"secret.*", "secret.env", true, "an extension"},
    };
    for (const auto& [rules, path, ignored, why] : cases)
        EXPECT_EQ(IgnoreRules(rules).ignores(path), ignored) << why << ": " << path;
}

TEST(IgnoreRules, CostLittleWhateverTheySay) {
    std::string rules, path;
    for (int i = 0; i < 1'000; ++i) rules += "**/a/**/a/**/a/**/a/**/a/**/zz\n*a*a*a*a*a*a*a*a*z\n";
    for (int i = 0; i < 63; ++i) path += "a/";
    EXPECT_FALSE(IgnoreRules(rules).ignores(path + std::string(250, 'a')));
}

}  // namespace
}  // namespace toolshed::docker
