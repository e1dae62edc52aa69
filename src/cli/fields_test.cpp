// SPDX-License-Identifier: Apache-2.0
#include "cli/fields.hpp"

#include <gtest/gtest.h>

namespace toolshed::cli {
namespace {

TEST(Fields, MembersThatLackOrHaveAnotherTypeAreEmpty) {
    const Json json = json_from(R"({"text":"a","number":1.5,"flag":true,"list":[1],"none":null})");
    EXPECT_EQ(word_of(json, "text"), "a");
    EXPECT_EQ(word_of(json, "number"), "");
    EXPECT_EQ(word_of(json, "absent"), "");
    EXPECT_EQ(number_of(json, "number"), 1.5);
    EXPECT_EQ(number_of(json, "text"), 0);
    EXPECT_TRUE(flag_of(json, "flag"));
    EXPECT_FALSE(flag_of(json, "list"));
    EXPECT_EQ(text_of(json, "list"), "[1]");
    EXPECT_EQ(text_of(json, "none"), "–");
    EXPECT_TRUE(part_of(part_of(json, "list"), "deeper").is_null());
}

TEST(Fields, LoneSurrogatesAreReadAndPairsKept) {
    const Json json =
        json_from(R"({"a":"x\udc00y","b":"\ud83d","c":"\ud83d\ude00","d":"\\udc00"})");
    ASSERT_TRUE(json.is_object());
    EXPECT_EQ(word_of(json, "a"), "x\uFFFDy");
    EXPECT_EQ(word_of(json, "b"), "\uFFFD");
    EXPECT_EQ(word_of(json, "c"), "\U0001F600");
    EXPECT_EQ(word_of(json, "d"), "\\udc00");
    EXPECT_TRUE(json_from("{").is_discarded());
}

}  // namespace
}  // namespace toolshed::cli
