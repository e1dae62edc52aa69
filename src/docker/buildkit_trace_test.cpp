// SPDX-License-Identifier: Apache-2.0
#include "docker/buildkit_trace.hpp"

#include <gtest/gtest.h>

namespace toolshed::docker {
namespace {

TEST(BuildKitTrace, TellsStepsOutputAndFailures) {
    // As an engine of version 20.10 wrote it, digests shortened: a step that begins, two lines of
    // one that runs, one that fails.
    const auto started = read_build_trace("ChYKAXMaD1sxLzFdIFJVTiBzbGVlcCoA");
    ASSERT_EQ(started.size(), 1u);
    EXPECT_EQ(started[0].kind, BuildEvent::Kind::started);
    EXPECT_EQ(started[0].text, "[1/1] RUN sleep");
    const auto output = read_build_trace("GgwKAXMYASIFaGVsbG8aCgoBcxgCIgNlcnI=");
    ASSERT_EQ(output.size(), 2u);
    EXPECT_EQ(output[0].text, "hello");
    EXPECT_EQ(output[1].text, "err");
    EXPECT_EQ(output[1].vertex, "s");
    const auto failed = read_build_trace("ChAKAXMqADIAOgdmYWlsdXJl");
    ASSERT_EQ(failed.size(), 2u) << "its name may come with its failure first";
    EXPECT_EQ(failed[1].kind, BuildEvent::Kind::failed);
    EXPECT_EQ(failed[1].text, "failure");
}

TEST(BuildKitTrace, PassesOverWhatDoesNotParse) {
    for (const std::string_view text :
         {"", "=", "!", "AAAA", "ChYKAXMa", "Gv8B", "////////////////"})
        EXPECT_TRUE(read_build_trace(text).empty()) << text;
}

TEST(BuildKitTrace, ReadsBase64) {
    EXPECT_EQ(base64_decoded("aGVsbG8="), "hello");
    EXPECT_EQ(base64_decoded("aGVsbG8"), "hello");
    EXPECT_EQ(base64_decoded("+/+/"), "\xfb\xff\xbf");
    EXPECT_EQ(base64_decoded("a b"), std::nullopt);
}

}  // namespace
}  // namespace toolshed::docker
