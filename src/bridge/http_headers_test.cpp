// SPDX-License-Identifier: Apache-2.0
#include "bridge/http_headers.hpp"

#include <gtest/gtest.h>

namespace toolshed::bridge {
namespace {

TEST(HttpHeaders, ValuesThatAreNotPlainAreEncoded) {
    EXPECT_EQ(header_value("get_weather"), "get_weather");
    EXPECT_EQ(header_value(""), "");
    EXPECT_EQ(header_value(" padded"), "=?base64?IHBhZGRlZA==?=");
    EXPECT_EQ(header_value("a\nb"), "=?base64?YQpi?=");
    EXPECT_EQ(header_value("\xC3\xA4"), "=?base64?w6Q=?=");
    EXPECT_EQ(header_value("=?base64?eA==?="), "=?base64?PT9iYXNlNjQ/ZUE9PT89?=");
}

TEST(HttpHeaders, NoValueForgesAHeader) {
    std::string head;
    append_header(head, "A", "b\r\nC: d");
    EXPECT_EQ(head, "A: b  C: d\r\n");
}

TEST(HttpHeaders, AMessageSaysByItselfWhichEraItIs) {
    std::string modern;
    append_message_headers(
        modern,
        R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"add","_meta":)"
        R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}})",
        "session", "2025-11-25");
    EXPECT_EQ(modern,
              "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: add\r\n");
    std::string legacy;
    append_message_headers(legacy, R"({"jsonrpc":"2.0","id":1,"method":"tools/list"})", "s1",
                           "2025-06-18");
    EXPECT_EQ(legacy, "Mcp-Session-Id: s1\r\nMCP-Protocol-Version: 2025-06-18\r\n");
    std::string initialize;
    append_message_headers(initialize, R"({"jsonrpc":"2.0","id":1,"method":"initialize"})", "s1",
                           "2025-06-18");
    EXPECT_EQ(initialize, "");
}

TEST(HttpHeaders, MediaTypesLoseTheirParameters) {
    EXPECT_EQ(media_type("Application/JSON; charset=utf-8"), "application/json");
    EXPECT_EQ(media_type("text/event-stream ;x"), "text/event-stream");
    EXPECT_EQ(media_type(""), "");
}

TEST(HttpHeaders, ReferencesStayOnTheirServer) {
    const auto at = [](std::string_view reference) {
        return path_on_same_server(reference, "localhost:8000", "/a/sse?x=1").value_or("none");
    };
    EXPECT_EQ(at("/messages?sessionId=1"), "/messages?sessionId=1");
    EXPECT_EQ(at("messages?s=1"), "/a/messages?s=1");
    EXPECT_EQ(at("?sessionId=2"), "/a/sse?sessionId=2");
    EXPECT_EQ(at("http://LOCALHOST:8000/m#x"), "/m");
    EXPECT_EQ(at("http://127.0.0.1:8000/m"), "/m");
    EXPECT_EQ(at("http://localhost:8001/m"), "none");
    EXPECT_EQ(at("http://10.0.0.1:8000/m"), "none");
    EXPECT_EQ(at("https://localhost:8000/m"), "none");
    EXPECT_EQ(at("//evil/m"), "none");
    EXPECT_EQ(at("/a b"), "none");
    EXPECT_EQ(at("/a\r\nX: y"), "none");
}

}  // namespace
}  // namespace toolshed::bridge
