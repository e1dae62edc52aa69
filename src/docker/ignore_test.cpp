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
        {"secret.*", "secret.env", true, "an extension"},
    };
    for (const auto& [rules, path, ignored, why] : cases)
        EXPECT_EQ(IgnoreRules(rules).ignores(path), ignored) << why << ": " << path;
}

}  // namespace
}  // namespace toolshed::docker
