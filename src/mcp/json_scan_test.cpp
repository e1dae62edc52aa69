// SPDX-License-Identifier: Apache-2.0
#include "mcp/json_scan.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace toolshed::mcp {
namespace {

TEST(JsonScan, KnowsWhatIsOneJsonValue) {
    struct Case {
        std::string bytes;
        bool json;
        std::string_view why;
    };
    const Case cases[] = {
        {"{}", true, "an object"},
        {" [1, {\"a\": null}]\n", true, "space around"},
        {"-1.5e3", true, "a number"},
        {"\"\\u00e9\"", true, "a string"},
        {"", false, "nothing"},
        {" ", false, "only space"},
        {"{} {}", false, "two values"},
        {"1,2", false, "two values"},
        {"{", false, "cut"},
        {"1},\"x\":{", false, "tries to leave the wrapping"},
        {"1,\"params\":2", false, "tries to add a member"},
        {"1,\"extra\":2", false, "tries to add a member"},
        {"{\"a\":01}", false, "leading zero"},
        {"\"\xFF\"", false, "no UTF-8"},
        {std::string(127, '[') + std::string(127, ']'), true, "as deep as may be"},
        {std::string(128, '[') + std::string(128, ']'), false, "too deep"},
    };
    for (const auto& [bytes, json, why] : cases) EXPECT_EQ(is_json(bytes), json) << why;
}

TEST(JsonScan, SlicesMembersAndElementsAsTheyStand) {
    std::vector<std::string> seen;
    for_each_member(R"( {"a" : [1, {"b":"}"}] ,"c":"x\"]", "d":-1.50 , "e":true})",
                    [&](std::string_view name, std::string_view value) {
                        seen.push_back(std::string(name) + "=" + std::string(value));
                        return true;
                    });
    EXPECT_EQ(seen, (std::vector<std::string>{R"(a=[1, {"b":"}"}])", R"(c="x\"]")", "d=-1.50",
                                              "e=true"}));
    seen.clear();
    for_each_element(R"([ [] , {"a":[1]},"],", 12 ])", [&](std::string_view value) {
        seen.emplace_back(value);
        return true;
    });
    EXPECT_EQ(seen, (std::vector<std::string>{"[]", R"({"a":[1]})", R"("],")", "12"}));
}

TEST(JsonScan, StopsWhenToldAndTakesNothingFromOtherValues) {
    int calls = 0;
    for_each_element("[1,2,3]", [&](std::string_view) { return ++calls < 2; });
    EXPECT_EQ(calls, 2);
    for (const std::string_view none : {"", "{}", "[]", "1", "\"[1]\"", "null"}) {
        for_each_element(none, [&](std::string_view) { return ++calls > 0; });
        for_each_member(none, [&](std::string_view, std::string_view) { return ++calls > 0; });
    }
    EXPECT_EQ(calls, 2);
}

TEST(JsonScan, FindsMembersHoweverTheirNamesAreSpelled) {
    EXPECT_EQ(member(R"({"x":{"name":1},"name":2,"name":3})", "name"), "2");
    EXPECT_EQ(member(R"({"n\u0061me":"a"})", "name"), R"("a")");
    EXPECT_EQ(member(R"({"nam":"a"})", "name"), "");
    EXPECT_EQ(member("[]", "name"), "");
    EXPECT_FALSE(has_duplicate_members(R"({"a":1,"b":{"a":2}})"));
    EXPECT_TRUE(has_duplicate_members(R"({"a":1,"b":2,"a":3})"));
    EXPECT_TRUE(has_duplicate_members(R"({"a":1,"\u0061":2})"));
}

TEST(JsonScan, DecodesStrings) {
    struct Case {
        std::string_view json;
        std::optional<std::string> text;
        std::string_view why;
    };
    const Case cases[] = {
        {R"("")", "", "empty"},
        {R"("a\"b\\c\/d")", "a\"b\\c/d", "plain escapes"},
        {R"("\b\f\n\r\t")", "\b\f\n\r\t", "control escapes"},
        {R"("\u0041\u00e9\u20AC")", "A\xC3\xA9\xE2\x82\xAC", "one, two and three bytes"},
        {R"("\ud83d\ude00")", "\xF0\x9F\x98\x80", "a surrogate pair"},
        {R"("\ud83d")", "\xEF\xBF\xBD", "a high surrogate alone"},
        {R"("\ude00\ud83d")", "\xEF\xBF\xBD\xEF\xBF\xBD", "in the wrong order"},
        {R"("\ud83dx\u0041")", "\xEF\xBF\xBDxA", "a high surrogate before another character"},
        {R"("\ud83d\u0041")", "\xEF\xBF\xBD\x41", "a high surrogate before another escape"},
        {R"("\u0000")", std::string(1, '\0'), "NUL"},
        {"\"\xC3\xA9\"", "\xC3\xA9", "raw UTF-8"},
        {"1", std::nullopt, "a number"},
        {"null", std::nullopt, "null"},
        {"", std::nullopt, "absent"},
    };
    for (const auto& [json, text, why] : cases) EXPECT_EQ(string_value(json), text) << why;
}

TEST(JsonScan, EndsOnCutInput) {
    const std::string whole = R"({"a":["x\u00e9\ud83d\ude00",{"b":[1,2]}],"c":"d"})";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string_view cut = std::string_view(whole).substr(0, size);
        std::size_t calls = 0;
        for_each_member(cut, [&](std::string_view name, std::string_view value) {
            (void)string_value(value);
            EXPECT_LE(name.size() + value.size(), size);
            return ++calls < 100;
        });
        EXPECT_LT(calls, 3u);
        (void)string_value(cut);
        (void)has_duplicate_members(cut);
    }
}

}  // namespace
}  // namespace toolshed::mcp
