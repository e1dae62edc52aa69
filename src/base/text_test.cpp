// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <gtest/gtest.h>

#include <array>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"

namespace toolshed {
namespace {

TEST(ValidUtf8, ReplacesOnlyWhatIsMalformed) {
    struct Case {
        std::string_view bytes, expected, why;
    };
    const Case cases[] = {
        {"plain", "plain", "ASCII stays"},
        {"\xc3\xa9", "\xc3\xa9", "two bytes stay"},
        {"\xf0\x9f\x94\xa8", "\xf0\x9f\x94\xa8", "four bytes stay"},
        {"a\xff"
         "b",
         "a\xef\xbf\xbd"
         "b",
         "a byte that never occurs"},
        {"\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd", "an overlong slash"},
        {"\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", "a surrogate"},
        {"end\xe2\x82", "end\xef\xbf\xbd\xef\xbf\xbd", "cut in the middle"},
    };
    for (const auto& [bytes, expected, why] : cases) EXPECT_EQ(valid_utf8(bytes), expected) << why;
}

TEST(JsonQuoted, EscapesWhatJsonForbids) {
    EXPECT_EQ(json_quoted("a\"b\\c\n\x01"), R"("a\"b\\c\n\u0001")");
}

TEST(Encodings, MatchKnownValues) {
    const std::array<std::uint8_t, 4> bytes = {0xfb, 0xff, 0x00, 0x10};
    EXPECT_EQ(to_hex(bytes), "fbff0010");
    EXPECT_EQ(base64url(bytes), "-_8AEA");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(EqualConstantTime, ComparesWholeTexts) {
    EXPECT_TRUE(equal_constant_time("secret", "secret"));
    EXPECT_FALSE(equal_constant_time("secret", "secreT"));
    EXPECT_FALSE(equal_constant_time("secret", "secret2"));
}

TEST(ToRfc3339, WritesMillisecondsInUtc) {
    EXPECT_EQ(to_rfc3339(TimePoint(Millis(1'764'141'041'123))), "2025-11-26T07:10:41.123Z");
}

TEST(Category, WordsReadBack) {
    for (const auto category : {Category::invalid, Category::unauthenticated, Category::denied,
                                Category::not_found, Category::conflict, Category::exhausted,
                                Category::unavailable, Category::timed_out, Category::internal})
        EXPECT_EQ(category_from(to_string(category)), category);
    EXPECT_EQ(category_from("nonsense"), Category::internal);
}

TEST(Error, GainsContextInFront) {
    const Error error{Category::invalid, "bad", "it broke"};
    EXPECT_EQ(with_context(error, "build").message, "build: it broke");
    EXPECT_EQ(with_context(error, "build").code, "bad");
}

}  // namespace
}  // namespace toolshed
