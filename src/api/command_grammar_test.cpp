// SPDX-License-Identifier: Apache-2.0
#include "api/command_grammar.hpp"

#include <gtest/gtest.h>

namespace toolshed::api {
namespace {

TEST(CommandGrammar, ReadsCommands) {
    struct Case {
        std::string_view text, tool, params, why;
    };
    const Case cases[] = {
        {"tool", "tool", "{}", "a bare tool"},
        {"  tool ( ) ", "tool", "{}", "blanks and no arguments"},
        {R"(tool(name="text", n=3, flag=true, list=[1,2], obj={"a":1}))", "tool",
         R"({"name":"text","n":3,"flag":true,"list":[1,2],"obj":{"a":1}})", "the documented form"},
        {"t(n=1.50e+2, big=12345678901234567890123)", "t",
         R"({"n":1.50e+2,"big":12345678901234567890123})", "numbers keep their spelling"},
        {R"(t(s="a,b)=\"(", x=null))", "t", R"({"s":"a,b)=\"(","x":null})",
         "signs of the grammar inside a text"},
        {R"~(t(o={"k":["}",{"a":")"}]}))~", "t", R"~({"o":{"k":["}",{"a":")"}]}})~",
         "brackets inside nested texts"},
        {R"(t("two words"=1))", "t", R"({"two words":1})", "a quoted name"},
        {"group.tool-a/b:c(x=-1)", "group.tool-a/b:c", R"({"x":-1})", "signs in a tool's name"},
        {"t(x=\"\xC3\xA9\")", "t", "{\"x\":\"\xC3\xA9\"}", "text beyond ASCII"},
    };
    for (const auto& [text, tool, params, why] : cases) {
        const auto command = parse_command(text);
        ASSERT_TRUE(command) << why << ": " << command.error().message;
        EXPECT_EQ(command->tool, tool) << why;
        EXPECT_EQ(command->params, params) << why;
    }
}

TEST(CommandGrammar, RefusesWithTheColumn) {
    struct Case {
        std::string_view text, column, why;
    };
    const Case cases[] = {
        {"", "column 1:", "nothing"},
        {"(x=1)", "column 1:", "no tool"},
        {"t(", "column 3:", "not closed"},
        {"t(x=1", "column 6:", "not closed after an argument"},
        {"t(1)", "column 4:", "an argument without a name"},
        {"t(x)", "column 4:", "a name without a value"},
        {"t(x=)", "column 5:", "no value"},
        {"t(x=text)", "column 5:", "a text without quotes"},
        {"t(x='a')", "column 5:", "single quotes"},
        {"t(x=True)", "column 5:", "another language's true"},
        {R"(t(x="a))", "column 5:", "a text without its end"},
        {"t(x=[1,2)", "column 5:", "an array without its end"},
        {std::string_view("t(x=0\0y)", 8), "column 5:", "a NUL"},
        {"t(x=01)", "column 5:", "no JSON number"},
        {"t(x=1 y=2)", "column 7:", "no comma"},
        {"t(x=1,)", "column 7:", "a comma too many"},
        {"t(x=1, x=2)", "column 8:", "a name twice"},
        {"t(x=1) y", "column 8:", "something behind"},
        {"t u", "column 3:", "two words"},
    };
    for (const auto& [text, column, why] : cases) {
        const auto command = parse_command(text);
        ASSERT_FALSE(command) << why << ": " << text;
        EXPECT_EQ(command.error().code, "bad_command") << why;
        EXPECT_EQ(command.error().pointer, "/command") << why;
        EXPECT_TRUE(command.error().message.starts_with(column))
            << why << ": " << command.error().message;
    }
}

TEST(CommandGrammar, BoundsTheCommand) {
    EXPECT_FALSE(parse_command(std::string(command_bytes_max + 1, 'a')));
    EXPECT_TRUE(parse_command(std::string(command_bytes_max, 'a')));
}

TEST(CommandGrammar, SurvivesEveryCut) {
    const std::string whole = R"(tool(name="t\"x", n=3, list=[1,{"a":"]"}], o={"b":[]}))";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto command = parse_command(whole.substr(0, size));
        EXPECT_EQ(command.has_value(), size >= 1 && size <= 4) << whole.substr(0, size);
    }
}

}  // namespace
}  // namespace toolshed::api
