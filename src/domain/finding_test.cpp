// SPDX-License-Identifier: Apache-2.0
#include "domain/finding.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace toolshed {
namespace {

TEST(Finding, TheDocumentHoldsTheTable) {
    std::ifstream file(std::string(TOOLSHED_SOURCE) + "/docs/findings.md");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NE(text.find(finding_table_markdown()), std::string::npos)
        << "put this table into docs/findings.md:\n"
        << finding_table_markdown();
}

TEST(Finding, EveryKindSaysWhatToDo) {
    for (const auto& kind : finding_kinds()) {
        EXPECT_FALSE(kind.title.empty()) << kind.code;
        EXPECT_GT(kind.mend.size(), 10u) << kind.code;
        EXPECT_EQ(kind_of_finding(kind.code).title, kind.title);
    }
    EXPECT_EQ(kind_of_finding("of_a_newer_version").title, "of_a_newer_version");
}

}  // namespace
}  // namespace toolshed
