// SPDX-License-Identifier: Apache-2.0
#include "mcp/envelope.hpp"

#include <gtest/gtest.h>

#include <string>

namespace toolshed::mcp {
namespace {

std::string nested(std::size_t levels, char open, char close) {
    return R"({"jsonrpc":"2.0","method":"m","params":)" + std::string(levels, open) +
           std::string(levels, close) + "}";
}

std::string with(std::string_view members) {
    return R"({"jsonrpc":"2.0",)" + std::string(members) + "}";
}

TEST(Envelope, IndexesMembersAsTheyStand) {
    const auto request = index_message(
        " {\"id\" : 7 ,\r\n\t\"params\":{\"a\":[1, 2]} , "
        "\"method\":\"tools/call\",\"jsonrpc\":\"2.0\"} \r\n");
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->id, "7");
    EXPECT_EQ(request->params, "{\"a\":[1, 2]}");
    EXPECT_EQ(request->method, "tools/call");
    EXPECT_TRUE(request->is_request());
    EXPECT_FALSE(request->is_notification() || request->is_response());

    const auto result = index_message(R"({"result":{},"jsonrpc":"2.0","id":"a\"b"})");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->id, R"("a\"b")");
    EXPECT_EQ(result->result, "{}");
    EXPECT_TRUE(result->is_response());

    const auto error = index_message(with(R"("id":-1,"error":{"code":-32601,"message":"x"})"));
    ASSERT_TRUE(error);
    EXPECT_TRUE(error->is_response());

    const auto notification = index_message(with(R"("method":"n")"));
    ASSERT_TRUE(notification);
    EXPECT_TRUE(notification->is_notification());

    const auto neither = index_message(with(R"("id":1,"error":{},"result":{})"));
    ASSERT_TRUE(neither);
    EXPECT_FALSE(neither->is_response() || neither->is_request() || neither->is_notification());
}

TEST(Envelope, AcceptsEveryFormOfJsonAndOfId) {
    const std::string_view members[] = {
        R"("x":[])",
        R"("x":{})",
        R"("x":[[],{},[{}],""])",
        R"("x":[true,false,null,0,-0,1.5,-1.5e+10,1E-2,10])",
        R"("x":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00")",
        R"("x":"\ud800")",
        "\"x\":\"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x98\x80 \xED\x9F\xBF \xF4\x8F\xBF\xBF\"",
        "\"\xC3\xA9\":1",
        R"("":1)",
        R"("x":{"id":1,"id":2,"\u0069d":3})",
        R"("id":"")",
        R"("id":0)",
        R"("id":-12)",
        R"("id":123456789012345678901234567890123456789012345678901234567890)",
        R"("x":1e999999999999)",
        "\"x\":\"0123456789abcdef0123456789abcdef\x7F\"",
    };
    for (const auto& member : members) {
        const auto envelope = index_message(with(member));
        EXPECT_TRUE(envelope) << member << ": " << envelope.error().message;
    }
}

TEST(Envelope, ANullBesideTheOtherOutcomeCountsAsAbsent) {
    const auto result = index_message(R"({"jsonrpc":"2.0","id":1,"result":{},"error":null})");
    ASSERT_TRUE(result && result->is_response());
    EXPECT_EQ(result->result, "{}");
    EXPECT_EQ(result->error, "");
    const auto error =
        index_message(R"({"jsonrpc":"2.0","id":1,"result":null,"error":{"code":1}})");
    ASSERT_TRUE(error && error->is_response());
    EXPECT_EQ(error->result, "");
    const auto neither = index_message(R"({"jsonrpc":"2.0","id":1,"result":null})");
    ASSERT_TRUE(neither && neither->is_response());
    EXPECT_EQ(neither->result, "null");
}

TEST(Envelope, RefusesWhatIsNoMessage) {
    struct Case {
        std::string bytes;
        std::string_view why;
    };
    const Case cases[] = {
        {"", "nothing"},
        {" ", "only space"},
        {"{}", "no version"},
        {"[]", "an array"},
        {R"([{"jsonrpc":"2.0","method":"m"}])", "a batch"},
        {"\"a\"", "a string"},
        {"\xEF\xBB\xBF" + with(R"("method":"m")"), "a byte order mark"},
        {R"({"jsonrpc":"1.0","method":"m"})", "another version"},
        {R"({"jsonrpc":2.0,"method":"m"})", "a number as version"},
        {R"({"jsonrpc":"2.\u0030","method":"m"})", "an escaped version"},
        {R"({"jsonrpc":null,"method":"m"})", "null as version"},
        {with(R"("method":"m")") + "x", "a byte behind"},
        {with(R"("method":"m")") + with(R"("method":"m")"), "two messages"},
        {with(R"("method":"m")") + std::string(1, '\0'), "NUL behind"},
        {with(R"("id":1,"id":1)"), "duplicate id"},
        {with(R"("method":"a","method":"b")"), "duplicate method"},
        {with(R"("x":1,"x":2)"), "duplicate unknown member"},
        {with(R"("jsonrpc":"2.0")"), "duplicate version"},
        {with(R"("\u0069d":1)"), "escaped id"},
        {with(R"("meth\u006fd":"x")"), "escaped method name"},
        {with(R"("a\/b":1)"), "any escaped name"},
        {with(R"("method":"a\u0062")"), "escaped method"},
        {with(R"("method":1)"), "method is no string"},
        {with(R"("method":"")"), "empty method"},
        {with(R"("method":null)"), "null method"},
        {with(R"("id":null)"), "null id"},
        {with(R"("id":1.0)"), "fraction"},
        {with(R"("id":1e3)"), "exponent"},
        {with(R"("id":true)"), "boolean id"},
        {with(R"("id":[1])"), "array id"},
        {with(R"("id":{})"), "object id"},
        {with(R"("id":01)"), "leading zero"},
        {with(R"("id":-)"), "a sign alone"},
        {with(R"("id":+1)"), "plus sign"},
        {with(R"("x":1,)"), "trailing comma"},
        {with(R"(,"x":1)"), "doubled comma"},
        {with(R"("x":[1,])"), "trailing comma in an array"},
        {with(R"("x":[,1])"), "leading comma in an array"},
        {with(R"("x":[1 2])"), "missing comma"},
        {with(R"("x":{"a"})"), "member without value"},
        {with(R"("x":{"a":})"), "member without value"},
        {with(R"("x":{1:2})"), "name is no string"},
        {with(R"("x":{"a":1,})"), "trailing comma in an object"},
        {with(R"("x":[})"), "mismatched ends"},
        {with(R"("x":{"a":1])"), "mismatched ends"},
        {with(R"("x":1.)"), "no fraction digits"},
        {with(R"("x":.5)"), "no integer digits"},
        {with(R"("x":1e)"), "no exponent digits"},
        {with(R"("x":tru)"), "cut word"},
        {with(R"("x":truex)"), "long word"},
        {with(R"("x":NaN)"), "no number"},
        {with(R"("x":'a')"), "single quotes"},
        {with(R"("x":/*c*/1)"), "comment"},
        {with(R"("x":"\x41")"), "unknown escape"},
        {with(R"("x":"\u12g4")"), "no hexadecimal"},
        {with("\"x\":\"a\nb\""), "raw line end in a string"},
        {with(std::string("\"x\":\"a\0b\"", 9)), "raw NUL in a string"},
        {with("\"x\":\v1"), "vertical tab as space"},
        {with("\"x\" 1"), "no colon"},
        {R"({"jsonrpc":"2.0" "method":"m"})", "no comma"},
    };
    for (const auto& [bytes, why] : cases) {
        const auto envelope = index_message(bytes);
        ASSERT_FALSE(envelope) << why << ": " << bytes;
        EXPECT_EQ(envelope.error().category, Category::invalid) << why;
        EXPECT_EQ(envelope.error().code, "bad_message") << why;
    }
}

TEST(Envelope, RefusesBytesThatAreNoUtf8) {
    const std::string_view sequences[] = {
        "\x80",              // a tail alone
        "\xC3",              // cut
        "\xC0\xAF",          // overlong
        "\xE0\x80\xAF",      // overlong
        "\xF0\x80\x80\xAF",  // overlong
        "\xED\xA0\x80",      // surrogate
        "\xF4\x90\x80\x80",  // over U+10FFFF
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xE2\x82",
        "\xE2\x28\xA1",
        "\xF0\x9F\x98\x28",
    };
    for (const auto& sequence : sequences) {
        for (const std::string_view pad : {"", "0123456", "0123456789abcdef"}) {
            const auto text = std::string(pad) + std::string(sequence);
            EXPECT_FALSE(index_message(with("\"x\":\"" + text + "\""))) << text;
            EXPECT_FALSE(index_message(with("\"" + text + "\":1"))) << text;
        }
        EXPECT_FALSE(index_message(with("\"x\":" + std::string(sequence)))) << sequence;
    }
}

TEST(Envelope, RefusesAMessageCutAnywhere) {
    const auto whole =
        with("\"id\":12,\"result\":{\"a\":[1.5e+3,\"\xE2\x82\xAC\\u00e9\",null,{}]}");
    ASSERT_TRUE(index_message(whole));
    for (std::size_t cut = 0; cut < whole.size(); ++cut)
        EXPECT_FALSE(index_message(std::string_view(whole).substr(0, cut))) << cut;
}

TEST(Envelope, LimitsNestingWithoutUsingTheStack) {
    EXPECT_TRUE(index_message(nested(127, '[', ']')));
    EXPECT_FALSE(index_message(nested(128, '[', ']')));
    EXPECT_FALSE(index_message(nested(1'000'000, '[', ']')));
    std::string objects;
    for (int i = 0; i < 127; ++i) objects += R"({"a":)";
    const auto message = [&](std::string_view more) {
        return R"({"jsonrpc":"2.0","params":)" + objects + std::string(more) + "1" +
               std::string(127 + (more.empty() ? 0 : 1), '}') + "}";
    };
    EXPECT_TRUE(index_message(message("")));
    EXPECT_FALSE(index_message(message(R"({"a":)")));
}

TEST(Envelope, LimitsTopLevelMembers) {
    std::string members = "\"m0\":0";
    for (int i = 1; i < 31; ++i) members += ",\"m" + std::to_string(i) + "\":0";
    EXPECT_TRUE(index_message(with(members)));
    EXPECT_FALSE(index_message(with(members + ",\"last\":0")));
}

TEST(Envelope, FindsQuotesAndEscapesAtEveryOffsetOfALongString) {
    for (std::size_t at = 0; at < 24; ++at) {
        const std::string pad(at, 'x');
        const auto ends = with("\"id\":1,\"x\":\"" + pad + "\\\"" + pad + "\"");
        EXPECT_TRUE(index_message(ends)) << at;
        EXPECT_FALSE(index_message(with("\"x\":\"" + pad + "\x1F" + pad + "\""))) << at;
        EXPECT_FALSE(index_message(with("\"x\":\"" + pad + "\xFF" + pad + "\""))) << at;
        EXPECT_FALSE(index_message(with("\"x\":\"" + pad + "\"" + pad + "y\""))) << at;
    }
}

TEST(Envelope, FindsWholeMembersInAStart) {
    struct Case {
        std::string_view start, id, why;
    };
    const Case cases[] = {
        {R"({"jsonrpc":"2.0","id":12,"result":{"a":"bcd)", "12", "in front of a cut value"},
        {R"( { "id" : "x" , "resu)", R"("x")", "a string"},
        {R"({"result":{"id":5},"id":6,"x)", "6", "not the nested one"},
        {R"({"id":12)", "", "may go on"},
        {R"({"id":null,"x":1)", "", "no id"},
        {R"({"result":{"id":5},"x)", "", "only a nested one"},
        {R"({"result":"aaaa)", "", "cut before"},
        {"garbage", "", "no object"},
        {"", "", "nothing"},
    };
    for (const auto& [start, id, why] : cases) EXPECT_EQ(index_start(start).id, id) << why;
    EXPECT_EQ(index_start(R"({"method":"notifications/message","params":{"d)").method,
              "notifications/message");
}

TEST(Envelope, FindsTheIdInAnEnd) {
    struct Case {
        std::string_view end, id, why;
    };
    const Case cases[] = {
        {R"(ccc"}]},"jsonrpc":"2.0","id":12})", "12", "the last member"},
        {"c\"},\"id\" : -3 } \r", "-3", "with space"},
        {R"(c","id":"abc"})", R"("abc")", "a string"},
        {R"({"id":1})", "1", "the only one"},
        {R"(x,"id":5},"jsonrpc":"2.0"})", "", "not the last member"},
        {R"(x\"id":5})", "", "the quote is escaped"},
        {R"("uid":5})", "", "another name"},
        {R"("id":5.5})", "", "no integer"},
        {R"(,"id":5]})", "", "within an array"},
        {R"(,"id":)", "", "cut"},
        {"55}", "", "nothing before"},
        {"\"}", "", "nothing before"},
        {"", "", "nothing"},
    };
    for (const auto& [end, id, why] : cases) EXPECT_EQ(id_in_end(end), id) << why;
}

TEST(OnOneLine, LeavesNoLineEndOfAnyReaders) {
    EXPECT_EQ(on_one_line("{\n\"a\":\r\n\"b\"}"), "{ \"a\":  \"b\"}");
    EXPECT_EQ(on_one_line("\"x\xE2\x80\xA8y\xE2\x80\xA9z\""), "\"x\\u2028y\\u2029z\"");
    EXPECT_EQ(on_one_line("\"\xE2\x82\xAC \xE2\x80\xA6\""), "\"\xE2\x82\xAC \xE2\x80\xA6\"");
    EXPECT_EQ(on_one_line("\xE2"), "\xE2");
}

}  // namespace
}  // namespace toolshed::mcp
