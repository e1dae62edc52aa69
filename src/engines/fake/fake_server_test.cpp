// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_server.hpp"

#include <gtest/gtest.h>

#include "mcp/json_scan.hpp"

namespace toolshed::engines::fake {
namespace {

struct FakeServerTest : ::testing::Test {
    std::vector<std::string> violations;

    static std::string say(FakeServer& server, const std::string& message) {
        const auto envelope = mcp::index_message(message);
        if (!envelope) return "no message";
        if (!envelope->is_notification()) return server.take_request(*envelope).answer;
        server.take_notification(*envelope);
        return "";
    }
    static std::string request(int id, const std::string& method,
                               const std::string& params = "{}") {
        return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) + R"(,"method":")" + method +
               R"(","params":)" + params + "}";
    }
    static std::string error_of(const std::string& answer) {
        return std::string(mcp::member(mcp::member(answer, "error"), "code"));
    }
    void initialize(FakeServer& server, int id = 1) {
        const auto answer =
            say(server, request(id, "initialize",
                                R"({"protocolVersion":"2025-11-25","capabilities":{},)"
                                R"("clientInfo":{"name":"t"}})"));
        EXPECT_EQ(error_of(answer), "") << answer;
        say(server, R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    }
    const std::string meta = R"({"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
                             R"("io.modelcontextprotocol/clientCapabilities":{}}})";
};

TEST_F(FakeServerTest, AnswersInOrder) {
    FakeServer server({.tools = {{"a"}, {"b"}}}, 1, violations);
    initialize(server);
    EXPECT_EQ(say(server, request(2, "tools/list")),
              R"({"jsonrpc":"2.0","id":2,"result":{"tools":[)"
              R"({"name":"a","inputSchema":{"type":"object"}},)"
              R"({"name":"b","inputSchema":{"type":"object"}}]}})");
    EXPECT_EQ(say(server, request(3, "ping")), R"({"jsonrpc":"2.0","id":3,"result":{}})");
    EXPECT_TRUE(violations.empty());
}

TEST_F(FakeServerTest, RefusesWhatAClientMustNotDo) {
    struct Case {
        mcp::Era era;
        std::vector<std::string> messages;
        std::string_view code;
        std::string_view why;
    };
    const std::string initialized = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
    const std::string initialize = request(
        1, "initialize", R"({"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{}})");
    const auto legacy = mcp::Era::legacy, modern = mcp::Era::modern;
    const Case cases[] = {
        {legacy, {request(1, "tools/list")}, "-32600", "before initialize"},
        {legacy, {initialize, request(2, "tools/list")}, "-32600", "before initialized"},
        {legacy, {initialize, request(2, "initialize")}, "-32600", "twice"},
        {legacy, {request(1, "initialize", R"({"capabilities":{}})")}, "-32602", "no version"},
        {legacy, {request(1, "ping"), request(1, "ping")}, "-32600", "the same id"},
        {legacy,
         {initialize, initialized, request(2, "tools/list", meta)},
         "-32602",
         "modern metadata"},
        {legacy, {initialized}, "", "initialized without initialize"},
        {legacy, {R"({"jsonrpc":"2.0","method":"notifications/x"})"}, "", "unknown notification"},
        {modern, {request(1, "tools/list")}, "-32602", "no metadata"},
    };
    for (const auto& [era, messages, code, why] : cases) {
        violations.clear();
        FakeServer server({.era = era}, 1, violations);
        std::string answer;
        for (const auto& message : messages) answer = say(server, message);
        EXPECT_EQ(error_of(answer), code) << why;
        EXPECT_EQ(violations.size(), 1u) << why;
    }
}

TEST_F(FakeServerTest, AnswersWithErrorsThatAreNoViolation) {
    FakeServer legacy({}, 1, violations);
    EXPECT_EQ(error_of(say(legacy, request(1, "server/discover", meta))), "-32601");
    initialize(legacy, 2);
    EXPECT_EQ(error_of(say(legacy, request(3, "resources/list"))), "-32601");
    EXPECT_EQ(error_of(say(legacy, request(4, "tools/list", R"({"cursor":"7"})"))), "-32602");
    EXPECT_EQ(error_of(say(legacy, request(5, "tools/call", R"({"name":"x","arguments":{}})"))),
              "-32602");
    EXPECT_EQ(error_of(say(legacy, request(6, "tools/call", R"({"name":"echo","arguments":[]})"))),
              "-32602");
    FakeServer modern({.era = mcp::Era::modern}, 1, violations);
    EXPECT_EQ(error_of(say(modern, request(1, "initialize"))), "-32601");
    std::string other = meta;
    other.replace(other.find("2026-07-28"), 10, "2099-01-01");
    EXPECT_EQ(error_of(say(modern, request(2, "server/discover", other))), "-32022");
    EXPECT_EQ(error_of(say(modern, request(3, "server/discover", meta))), "");
    EXPECT_TRUE(violations.empty());
}

TEST_F(FakeServerTest, ListsPageByPage) {
    FakeServer server({.tools = {{"a"}, {"b"}, {"c"}}, .page_size = 2}, 1, violations);
    initialize(server);
    const auto first = say(server, request(2, "tools/list"));
    EXPECT_EQ(mcp::member(mcp::member(first, "result"), "nextCursor"), "\"2\"");
    const auto second = say(server, request(3, "tools/list", R"({"cursor":"2"})"));
    EXPECT_NE(second.find("\"c\""), std::string::npos);
    EXPECT_EQ(mcp::member(mcp::member(second, "result"), "nextCursor"), "");
}

TEST_F(FakeServerTest, ListsOtherToolsInEveryProcessWhenUnstable) {
    const ServerScript script{.unstable_tools = true};
    FakeServer one(script, 1, violations), two(script, 2, violations);
    initialize(one);
    initialize(two);
    EXPECT_NE(say(one, request(2, "tools/list")), say(two, request(2, "tools/list")));
}

}  // namespace
}  // namespace toolshed::engines::fake
