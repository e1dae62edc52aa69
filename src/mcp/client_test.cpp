// SPDX-License-Identifier: Apache-2.0
#include "mcp/client.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>

#include "mcp/envelope.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::mcp {
namespace {

namespace asio = boost::asio;

template <class T>
T run(Task<T> task) {
    asio::io_context io;
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, std::optional<T> value) {
        thrown = error;
        result = std::move(value);
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

Task<void> never() {
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max());
    co_await timer.async_wait(asio::use_awaitable);
}

/// Time stands still, or is over at once.
class StillClock final : public Clock {
public:
    TimePoint now() const override { return {}; }
    std::chrono::microseconds ticks() const override { return each_look * looks++; }
    Task<void> sleep(Millis wait) override {
        slept = wait;
        if (!over) co_await never();
    }
    bool over = false;
    Millis slept{0};
    std::chrono::microseconds each_look{0};  ///< time goes on so far whenever somebody looks

private:
    mutable int looks = 0;
};

/// Answers with the scripted texts, one for each request; `$ID` becomes the request's id. After the
/// last one it is silent.
class ScriptedChannel final : public Channel {
public:
    Task<Result<std::string>> exchange(std::string message, Millis limit) override {
        sent.push_back(message);
        limits.push_back(limit);
        const auto envelope = index_message(message);
        if (!envelope) ADD_FAILURE() << "sent no message: " << message;
        if (!envelope || envelope->is_notification()) co_return notification;
        if (next_ >= answers.size()) co_await never();
        auto answer = answers[next_++];
        if (!answer) co_return answer;
        if (const auto at = answer->find("$ID"); at != std::string::npos)
            answer->replace(at, 3, envelope->id);
        co_return answer;
    }
    std::vector<Result<std::string>> answers;
    Result<std::string> notification = std::string();
    std::vector<std::string> sent;
    std::vector<Millis> limits;

private:
    std::size_t next_ = 0;
};

std::string result(const std::string& json) {
    return R"({"jsonrpc":"2.0","id":$ID,"result":)" + json + "}";
}
std::string error(int code, const std::string& message = "no") {
    return R"({"jsonrpc":"2.0","id":$ID,"error":{"code":)" + std::to_string(code) +
           R"(,"message":")" + message + R"("}})";
}
Result<std::string> broken(Category category, std::string code) {
    return fail(category, std::move(code), "broken");
}

struct Client : ::testing::Test {
    ScriptedChannel channel;
    RequestIds ids{1};
    StillClock clock;
    ClientLimits limits;
    Peer peer{channel, ids, clock, limits};

    std::string sent_params(std::size_t index) {
        return std::string(index_message(channel.sent.at(index))->params);
    }
    Result<Negotiated> negotiated(Era era, Result<std::string> answer) {
        channel.answers = {std::move(answer)};
        return run(negotiate(peer, era));
    }
    Result<ToolList> listed(std::vector<Result<std::string>> pages, Era era = Era::legacy) {
        channel.answers = std::move(pages);
        return run(list_tools(peer, {era, era == Era::modern ? "2026-07-28" : "2025-11-25"}));
    }
    Result<CallAnswer> called(Result<std::string> answer) {
        channel.answers = {std::move(answer)};
        const auto id = ids.next();
        return run(call_tool(peer, id, call_request({Era::legacy, "2025-11-25"}, id, "t", "{}"),
                             Millis(500)));
    }
};

const std::string modern_meta =
    R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28")"
    R"(,"io.modelcontextprotocol/clientCapabilities":{})"
    R"(,"io.modelcontextprotocol/clientInfo":{"name":"toolshed","version":")" TOOLSHED_VERSION
    R"("}})";

// ---- negotiation

TEST_F(Client, ProbesTheEra) {
    struct Case {
        Result<std::string> answer;
        Era era;
        std::string_view why;
    };
    const Case cases[] = {
        {result(R"({"supportedVersions":["2025-11-25","2026-07-28"]})"), Era::modern, "discovered"},
        {error(-32020), Era::modern, "header mismatch"},
        {error(-32021), Era::modern, "a capability is missing"},
        {error(-32022), Era::modern, "another modern revision"},
        {error(-32023), Era::legacy, "no code of that family"},
        {error(-32601), Era::legacy, "does not know the method"},
        {error(-32602), Era::legacy, "bad parameters"},
        {error(0), Era::legacy, "a server that answers code 0"},
        {result("{}"), Era::legacy, "answers everything with success"},
        {result("[]"), Era::legacy, "no object"},
        {result(R"({"supportedVersions":["2025-11-25"]})"), Era::legacy, "only legacy revisions"},
        {R"({"jsonrpc":"2.0","id":99,"result":{}})", Era::legacy, "another id"},
        {"garbage", Era::legacy, "garbage"},
        {broken(Category::timed_out, "timeout"), Era::legacy, "silence"},
        {broken(Category::unavailable, "server_exited"), Era::legacy, "exits on it"},
        {broken(Category::invalid, "protocol_error"), Era::legacy, "only noise"},
    };
    for (const auto& [answer, era, why] : cases) {
        ScriptedChannel each;
        each.answers = {answer};
        EXPECT_EQ(run(probe_era({each, ids, clock, limits})), era) << why;
        ASSERT_EQ(each.sent.size(), 1u);
        EXPECT_EQ(index_message(each.sent[0])->method, "server/discover");
        EXPECT_EQ(each.limits[0], limits.probe_limit);
    }
}

TEST_F(Client, NegotiatesLegacy) {
    const auto agreed = negotiated(
        Era::legacy,
        result(
            R"({"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"x"},)"
            R"("instructions":"say \u00e9"})"));
    ASSERT_TRUE(agreed) << agreed.error().message;
    EXPECT_EQ(agreed->era, Era::legacy);
    EXPECT_EQ(agreed->revision, "2025-06-18");
    EXPECT_EQ(agreed->server_info, R"({"name":"x"})");
    EXPECT_EQ(agreed->capabilities, R"({"tools":{}})");
    EXPECT_EQ(agreed->instructions, "say \xC3\xA9");
    ASSERT_EQ(channel.sent.size(), 2u);
    EXPECT_EQ(sent_params(0),
              R"({"protocolVersion":"2025-11-25","capabilities":{},)"
              R"("clientInfo":{"name":"toolshed","version":")" TOOLSHED_VERSION R"("}})");
    EXPECT_EQ(channel.sent[1], R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
}

TEST_F(Client, SpeaksEveryLegacyRevision) {
    for (const std::string revision :
         {"2024-10-07", "2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"}) {
        ScriptedChannel each;
        each.answers = {result(R"({"protocolVersion":")" + revision + R"("})")};
        const auto agreed = run(negotiate({each, ids, clock, limits}, Era::legacy));
        ASSERT_TRUE(agreed) << revision;
        EXPECT_EQ(agreed->revision, revision);
    }
}

TEST_F(Client, NegotiatesModern) {
    const auto agreed = negotiated(
        Era::modern,
        result(
            R"({"supportedVersions":["2099-01-01","2026-07-28"],"capabilities":{"tools":{}},)"
            R"("resultType":"complete","_meta":{"io.modelcontextprotocol/serverInfo":{"name":"m"}}})"));
    ASSERT_TRUE(agreed) << agreed.error().message;
    EXPECT_EQ(agreed->era, Era::modern);
    EXPECT_EQ(agreed->revision, "2026-07-28");
    EXPECT_EQ(agreed->server_info, R"({"name":"m"})");
    EXPECT_EQ(channel.sent.size(), 1u) << "modern has no initialized notification";
    EXPECT_EQ(sent_params(0), R"({"_meta":)" + modern_meta + "}");
}

TEST_F(Client, FailsToNegotiateWithReason) {
    struct Case {
        Era era;
        Result<std::string> answer;
        std::string_view code;
        std::string_view part;
    };
    const auto legacy = Era::legacy, modern = Era::modern;
    const Case cases[] = {
        {legacy, error(-32603, "boom"), "protocol_error", "-32603: boom"},
        {legacy, result("[]"), "protocol_error", "no object"},
        {legacy, result("{}"), "protocol_error", "protocolVersion"},
        {legacy, result(R"({"protocolVersion":20251125})"), "protocol_error", "protocolVersion"},
        {legacy, result(R"({"protocolVersion":"2026-07-28"})"), "protocol_error", "2026-07-28"},
        {legacy, result(R"({"protocolVersion":"1.0"})"), "protocol_error", "'1.0'"},
        {legacy, "{", "protocol_error", "no JSON-RPC"},
        {legacy, R"({"jsonrpc":"2.0","id":"1","result":{}})", "protocol_error", "something else"},
        {legacy, R"({"jsonrpc":"2.0","id":1,"method":"x"})", "protocol_error", "something else"},
        {legacy, broken(Category::timed_out, "timeout"), "not_ready", "first request"},
        {legacy, broken(Category::unavailable, "server_exited"), "server_exited", "broken"},
        {legacy, broken(Category::unavailable, "server_oom"), "server_oom", "broken"},
        {legacy, broken(Category::unavailable, "link_lost"), "link_lost", "broken"},
        {legacy, broken(Category::invalid, "protocol_error"), "protocol_error", "broken"},
        {legacy, broken(Category::exhausted, "result_too_large"), "result_too_large", "broken"},
        {modern, error(-32601), "protocol_error", "-32601"},
        {modern, result("{}"), "protocol_error", "supportedVersions"},
        {modern, result(R"({"supportedVersions":[]})"), "protocol_error", "in common"},
        {modern, result(R"({"supportedVersions":[1,"x"]})"), "protocol_error", "in common"},
        {modern, result(R"({"resultType":"task","supportedVersions":["2026-07-28"]})"),
         "protocol_error", "'task'"},
        {modern, broken(Category::timed_out, "timeout"), "not_ready", "first request"},
    };
    for (const auto& [era, answer, code, part] : cases) {
        ScriptedChannel each;
        each.answers = {answer};
        RequestIds first(1);
        const auto agreed = run(negotiate({each, first, clock, limits}, era));
        ASSERT_FALSE(agreed) << part;
        EXPECT_EQ(agreed.error().code, code) << agreed.error().message;
        EXPECT_NE(agreed.error().message.find(part), std::string::npos) << agreed.error().message;
    }
}

TEST_F(Client, FailsWhenInitializedCannotBeSaid) {
    channel.notification = broken(Category::unavailable, "server_exited");
    const auto agreed = negotiated(Era::legacy, result(R"({"protocolVersion":"2025-11-25"})"));
    ASSERT_FALSE(agreed);
    EXPECT_EQ(agreed.error().code, "server_exited");
}

TEST_F(Client, BoundsWhatAServerSaysOfItself) {
    const std::string long_text(20'000, 'x');
    const auto agreed =
        negotiated(Era::legacy, result(R"({"protocolVersion":"2025-11-25","serverInfo":{"name":")" +
                                       long_text + R"("},"capabilities":[1],"instructions":")" +
                                       std::string(16'383, 'y') + "\xC3\xA9" + R"("})"));
    ASSERT_TRUE(agreed);
    EXPECT_EQ(agreed->server_info, "") << "too large";
    EXPECT_EQ(agreed->capabilities, "") << "no object";
    EXPECT_EQ(agreed->instructions, std::string(16'383, 'y')) << "cut before the split character";
}

// ---- the tool list

std::string page(const std::string& tools, const std::string& more = "") {
    return result(R"({"tools":[)" + tools + "]" + more + "}");
}
std::string tool(const std::string& name) {
    return R"({"name":")" + name + R"("})";
}
std::string next(const std::string& cursor) {
    return R"(,"nextCursor":")" + cursor + "\"";
}

TEST_F(Client, FollowsEveryPageWithTheCursorAsGiven) {
    const auto list = listed({page(tool("b"), next("")), page(tool("a"), next("x\\\"\\u00e9")),
                              page(R"( {"name": "c", "inputSchema":{"n":1.0}} )")});
    ASSERT_TRUE(list) << list.error().message;
    ASSERT_EQ(list->tools.size(), 3u);
    EXPECT_EQ(list->tools[0].name, "b") << "the server's order stays";
    EXPECT_EQ(list->tools[2].json, R"({"name": "c", "inputSchema":{"n":1.0}})");
    EXPECT_EQ(list->pages, 3u);
    EXPECT_FALSE(list->truncated);
    EXPECT_TRUE(list->findings.empty());
    EXPECT_EQ(sent_params(0), "{}");
    EXPECT_EQ(sent_params(1), R"({"cursor":""})") << "an empty string is a cursor";
    EXPECT_EQ(sent_params(2), "{\"cursor\":\"x\\\"\xC3\xA9\"}");
}

TEST_F(Client, SendsMetadataToModernServers) {
    ASSERT_TRUE(listed({page("", next("c")), page("")}, Era::modern));
    EXPECT_EQ(sent_params(0), R"({"_meta":)" + modern_meta + "}");
    EXPECT_EQ(sent_params(1), R"({"cursor":"c","_meta":)" + modern_meta + "}");
}

TEST_F(Client, AsksNoServerWithoutToolsCapability) {
    const auto none = run(list_tools(peer, {Era::legacy, "2025-11-25", "", R"({"prompts":{}})"}));
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->tools.empty());
    EXPECT_TRUE(channel.sent.empty());
    channel.answers = {page(tool("a"))};
    const auto some = run(list_tools(peer, {Era::legacy, "2025-11-25", "", R"({"tools":{}})"}));
    EXPECT_EQ(some->tools.size(), 1u);
}

TEST_F(Client, TellsFindingsInsteadOfFailing) {
    struct Case {
        std::vector<Result<std::string>> pages;
        std::size_t tools;
        std::string_view finding;
        bool truncated;
        std::string_view why;
    };
    limits.pages_max = 3;
    limits.tools_max = 3;
    limits.tool_bytes_max = 400;
    limits.list_bytes_max = 900;
    const std::string big(300, 'x');
    const auto large = [&](const std::string& name) {
        return R"({"name":")" + name + R"(","description":")" + big + R"("})";
    };
    const Case cases[] = {
        {{page(tool("a") + "," + tool("b") + "," + tool("a"))},
         2,
         "duplicate_tool",
         false,
         "twice"},
        {{page(tool("a"), next("1")), page(tool("\\u0061"))},
         1,
         "duplicate_tool",
         false,
         "on another page, spelled otherwise"},
        {{page(tool("") + "," + tool("a"))}, 1, "nameless_tool", false, "empty name"},
        {{page(R"({"title":"x"},)" + tool("a"))}, 1, "nameless_tool", false, "no name"},
        {{page(R"({"name":1},)" + tool("a"))}, 1, "nameless_tool", false, "a number as name"},
        {{page("1,\"x\",[],null," + tool("a"))}, 1, "tool_invalid", false, "no objects"},
        {{page(R"({"name":"a","name":"b"},)" + tool("c"))},
         1,
         "ambiguous_tool",
         false,
         "two names"},
        {{page(R"({"name":"a","n\u0061me":"b"})")},
         0,
         "ambiguous_tool",
         false,
         "hidden second name"},
        {{page(tool(std::string(129, 'n')))}, 1, "long_tool_name", false, "stays, but is told"},
        {{page(large(std::string(90, 'n')) + "," + tool("a"))},
         1,
         "tool_too_large",
         false,
         "too large"},
        {{page(tool("a") + "," + tool("b") + "," + tool("c") + "," + tool("d"))},
         3,
         "list_truncated",
         true,
         "too many tools"},
        {{page(large("a") + "," + large("b") + "," + large("c"))},
         2,
         "list_truncated",
         true,
         "too many bytes"},
        {{page("", next("1")), page("", next("2")), page("", next("3"))},
         0,
         "list_truncated",
         true,
         "too many pages"},
        {{page(tool("a"), next("1")), page(tool("b"), next("1"))},
         2,
         "list_truncated",
         true,
         "a repeated cursor"},
        {{page(tool("a"), next(std::string(4'097, 'c')))},
         1,
         "list_truncated",
         true,
         "a long cursor"},
        {{page(tool("a"), R"(,"nextCursor":7)")}, 1, "list_truncated", true, "no string as cursor"},
    };
    for (const auto& [pages, tools, finding, truncated, why] : cases) {
        ScriptedChannel each;
        each.answers = pages;
        const auto list = run(list_tools({each, ids, clock, limits}, {Era::legacy, "2025-11-25"}));
        ASSERT_TRUE(list) << why << ": " << list.error().message;
        EXPECT_EQ(list->tools.size(), tools) << why;
        EXPECT_EQ(list->truncated, truncated) << why;
        ASSERT_FALSE(list->findings.empty()) << why;
        EXPECT_EQ(list->findings[0].code, finding) << why;
        EXPECT_LE(list->findings[0].detail.size(), 500u) << why;
    }
}

TEST_F(Client, BoundsItsFindings) {
    std::string tools = tool("a");
    for (int i = 0; i < 200; ++i) tools += "," + tool("a");
    const auto list = listed({page(tools, next("1")), page("", next("1"))});
    ASSERT_TRUE(list);
    EXPECT_EQ(list->findings.size(), 50u);
    EXPECT_EQ(list->findings[48].code, "duplicate_tool");
    EXPECT_EQ(list->findings[49].code, "list_truncated") << "what ended the list is never dropped";
}

TEST_F(Client, TakesNullForNoNextPage) {
    const auto list = listed({page(tool("a"), R"(,"nextCursor":null)")});
    ASSERT_TRUE(list);
    EXPECT_FALSE(list->truncated);
}

TEST_F(Client, FailsToListWithReason) {
    struct Case {
        Result<std::string> answer;
        std::string_view code;
    };
    const Case cases[] = {
        {error(-32603), "protocol_error"},
        {result("{}"), "protocol_error"},
        {result(R"({"tools":{}})"), "protocol_error"},
        {result("[]"), "protocol_error"},
        {result(R"({"tools":[],"resultType":"input_required"})"), "protocol_error"},
        {"garbage", "protocol_error"},
        {broken(Category::timed_out, "timeout"), "timeout"},
        {broken(Category::unavailable, "server_exited"), "server_exited"},
        {broken(Category::unavailable, "server_oom"), "server_oom"},
        {broken(Category::unavailable, "link_lost"), "link_lost"},
        {broken(Category::exhausted, "result_too_large"), "result_too_large"},
    };
    for (const auto& [answer, code] : cases) {
        ScriptedChannel each;
        each.answers = {page(tool("a"), next("1")), answer};
        const auto list = run(list_tools({each, ids, clock, limits}, {Era::legacy, "2025-11-25"}));
        ASSERT_FALSE(list) << code;
        EXPECT_EQ(list.error().code, code);
    }
}

TEST_F(Client, LimitsAllPagesTogether) {
    clock.over = true;
    const auto list = listed({});
    ASSERT_FALSE(list);
    EXPECT_EQ(list.error().category, Category::timed_out);
    EXPECT_EQ(list.error().code, "timeout");
}

TEST_F(Client, LeavesTheChannelTimeToSayWhyNoListCame) {
    clock.each_look = Millis(1'000);
    ASSERT_TRUE(listed({page(tool("a"), next("1")), page(tool("b"))}));
    ASSERT_EQ(channel.limits.size(), 2u);
    EXPECT_LT(channel.limits[1], channel.limits[0]) << "all pages together have one limit";
    EXPECT_LE(channel.limits[0], limits.list_limit);
    EXPECT_GT(clock.slept, limits.list_limit);
}

// ---- calls

TEST_F(Client, MakesTheExactRequest) {
    EXPECT_EQ(call_request({Era::legacy, "2025-11-25"}, 7, "a \"b\"", R"({ "x":1.0 })"),
              R"({"jsonrpc":"2.0","id":7,"method":"tools/call",)"
              R"("params":{"name":"a \"b\"","arguments":{ "x":1.0 }}})");
    EXPECT_EQ(call_request({Era::modern, "2026-07-28"}, 8, "t", "{}"),
              R"({"jsonrpc":"2.0","id":8,"method":"tools/call",)"
              R"("params":{"name":"t","arguments":{},"_meta":)" +
                  modern_meta + "}}");
}

TEST_F(Client, HandsOnAnswersAsTheyStand) {
    struct Case {
        std::string answer;
        std::string_view result, error;
        bool is_error;
    };
    const Case cases[] = {
        {result(R"({"content": [],"x":1.0})"), R"({"content": [],"x":1.0})", "", false},
        {result(R"({"isError":true})"), R"({"isError":true})", "", true},
        {result(R"({"isError":false})"), R"({"isError":false})", "", false},
        {result(R"({"isError":false,"isError":true})"), R"({"isError":false,"isError":true})", "",
         true},
        {result(R"({"is\u0045rror":true})"), R"({"is\u0045rror":true})", "", true},
        {result(R"({"resultType":"complete"})"), R"({"resultType":"complete"})", "", false},
        {error(-32602), "", R"({"code":-32602,"message":"no"})", false},
    };
    for (const auto& [text, result, error, is_error] : cases) {
        ScriptedChannel each;
        each.answers = {text};
        const auto id = ids.next();
        const auto answer =
            run(call_tool({each, ids, clock, limits}, id,
                          call_request({Era::legacy, "2025-11-25"}, id, "t", "{}"), Millis(500)));
        ASSERT_TRUE(answer) << text;
        EXPECT_EQ(answer->result, result);
        EXPECT_EQ(answer->error, error);
        EXPECT_EQ(answer->is_error, is_error) << text;
        EXPECT_EQ(each.limits[0], Millis(500));
        EXPECT_EQ(each.sent.size(), 1u);
    }
}

TEST_F(Client, CancelsACallThatIsNotAnswered) {
    for (const bool noisy : {false, true}) {
        ScriptedChannel each;
        each.answers = {noisy ? broken(Category::invalid, "protocol_error")
                              : broken(Category::timed_out, "timeout")};
        each.notification = broken(Category::unavailable, "link_lost");
        const auto answer =
            run(call_tool({each, ids, clock, limits}, 41,
                          call_request({Era::legacy, "2025-11-25"}, 41, "t", "{}"), Millis(500)));
        ASSERT_FALSE(answer);
        EXPECT_EQ(answer.error().code, noisy ? "protocol_error" : "timeout")
            << "not the failure of the notification";
        ASSERT_EQ(each.sent.size(), 2u);
        const auto cancel = index_message(each.sent[1]);
        EXPECT_EQ(cancel->method, "notifications/cancelled");
        EXPECT_EQ(member(cancel->params, "requestId"), "41");
    }
}

TEST_F(Client, FailsToCallWithReason) {
    struct Case {
        Result<std::string> answer;
        std::string_view code;
        std::string_view part;
    };
    limits.result_bytes_max = 100;
    const std::string big(200, 'x');
    const Case cases[] = {
        {result("\"text\""), "protocol_error", "no object"},
        {result("null"), "protocol_error", "no object"},
        {result(R"({"resultType":"input_required"})"), "protocol_error", "asks for input"},
        {result(R"({"resultType":"task"})"), "protocol_error", "'task'"},
        {result(R"({"resultType":1})"), "protocol_error", "unknown type"},
        {result(R"({"x":")" + big + R"("})"), "result_too_large", "mcp.result_bytes_max"},
        {error(1, big), "result_too_large", "mcp.result_bytes_max"},
        {"[]", "protocol_error", "no JSON-RPC"},
        {R"({"jsonrpc":"2.0","id":999,"result":{}})", "protocol_error", "something else"},
        {broken(Category::unavailable, "server_exited"), "server_exited", "broken"},
        {broken(Category::unavailable, "server_oom"), "server_oom", "broken"},
        {broken(Category::unavailable, "link_lost"), "link_lost", "broken"},
        {broken(Category::exhausted, "result_too_large"), "result_too_large", "broken"},
    };
    for (const auto& [answer, code, part] : cases) {
        ScriptedChannel each;
        each.answers = {answer};
        const auto id = ids.next();
        const auto call =
            run(call_tool({each, ids, clock, limits}, id,
                          call_request({Era::legacy, "2025-11-25"}, id, "t", "{}"), Millis(500)));
        ASSERT_FALSE(call) << part;
        EXPECT_EQ(call.error().code, code) << part;
        EXPECT_NE(call.error().message.find(part), std::string::npos) << call.error().message;
    }
}

TEST(Era, HasWords) {
    EXPECT_EQ(to_string(Era::modern), "modern");
    EXPECT_EQ(era_from("modern"), Era::modern);
    EXPECT_EQ(era_from("legacy"), Era::legacy);
    EXPECT_EQ(era_from("?"), Era::legacy);
}

}  // namespace
}  // namespace toolshed::mcp
