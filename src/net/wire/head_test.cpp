// SPDX-License-Identifier: Apache-2.0
#include "net/wire/head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace toolshed::net::wire {
namespace {

TEST(RequestHead, IsScannedIntoSlices) {
    const std::string bytes =
        "POST /v1/x?y=1 HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nX-Pad: \t b c \t\r\n\r\nbody";
    const auto head = scan_request_head(bytes);
    ASSERT_TRUE(head && *head);
    EXPECT_EQ((*head)->method, "POST");
    EXPECT_EQ((*head)->target, "/v1/x?y=1");
    EXPECT_EQ((*head)->minor_version, 1);
    const std::vector<Field> expected{{"Host", "a"}, {"X-Empty", ""}, {"X-Pad", "b c"}};
    EXPECT_EQ((*head)->fields, expected);
    EXPECT_EQ(bytes.substr((*head)->size), "body");
    EXPECT_EQ((*head)->find("x-PAD"), "b c");
    EXPECT_FALSE((*head)->find("absent"));
}

TEST(RequestHead, NeedsMoreBytesAtEveryCutBeforeItsEnd) {
    const std::string bytes = "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
        const auto head = scan_request_head(std::string_view(bytes).substr(0, cut));
        ASSERT_TRUE(head) << cut << ": " << head.error().message;
        EXPECT_FALSE(*head) << cut;
    }
    const auto whole = scan_request_head(bytes);
    ASSERT_TRUE(whole && *whole);
    EXPECT_EQ((*whole)->size, bytes.size());
}

TEST(RequestHead, RefusesWhatTwoReadersCouldUnderstandDifferently) {
    struct Case {
        std::string bytes;
        std::string_view why;
    };
    const Case cases[] = {
        {"GET / HTTP/1.1\nHost: a\r\n\r\n", "bare LF after the request line"},
        {"GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n", "bare LF in a field"},
        {"GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n", "bare CR in a field"},
        {"GET / HTTP/1.1\r\nA : b\r\n\r\n", "white space before the colon"},
        {"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", "a folded line"},
        {"GET / HTTP/1.1\r\n: b\r\n\r\n", "an empty name"},
        {"GET / HTTP/1.1\r\nnocolon\r\n\r\n", "no colon"},
        {std::string("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 26), "NUL in a value"},
        {"GET / HTTP/1.1\r\nA: \x7F\r\n\r\n", "DEL in a value"},
        {"GET  / HTTP/1.1\r\n\r\n", "two blanks make an empty or odd target"},
        {"GET /a b HTTP/1.1\r\n\r\n", "a blank in the target"},
        {"GET /\x80 HTTP/1.1\r\n\r\n", "no ASCII in the target"},
        {"GET HTTP/1.1\r\n\r\n", "no target"},
        {"G@T / HTTP/1.1\r\n\r\n", "a method that is no token"},
        {"GET / HTTP/2.0\r\n\r\n", "another version"},
        {"GET / http/1.1\r\n\r\n", "the version's case"},
        {"GET / HTTP/1.1 \r\n\r\n", "a blank behind the version"},
        {"\r\n\r\nGET / HTTP/1.1\r\n\r\n", "two empty lines in front"},
    };
    for (const auto& [bytes, why] : cases) {
        const auto head = scan_request_head(bytes);
        ASSERT_FALSE(head) << why;
        EXPECT_EQ(head.error().code, "bad_request") << why;
        EXPECT_EQ(head.error().category, Category::invalid) << why;
    }
}

TEST(RequestHead, IsLimitedInBytesAndFields) {
    const HeadLimits limits{.bytes_max = 64, .fields_max = 2};
    const std::string start = "GET / HTTP/1.1\r\n";
    const auto endless = scan_request_head(start + std::string(100, 'a'), limits);
    ASSERT_FALSE(endless);
    EXPECT_EQ(endless.error().code, "headers_too_large");
    const auto many = scan_request_head(start + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", limits);
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().code, "headers_too_large");

    const auto exact = start + "A: " + std::string(64 - start.size() - 7, 'x') + "\r\n\r\n";
    ASSERT_EQ(exact.size(), 64u);
    EXPECT_TRUE(scan_request_head(exact + "a long body that is no head at all, at all", limits));
    EXPECT_FALSE(scan_request_head(start + "A: " + std::string(64, 'x') + "\r\n\r\n", limits));
}

TEST(RequestHead, SaysWhetherTheConnectionStays) {
    struct Case {
        std::string_view version, connection;
        bool stays;
    };
    const Case cases[] = {{"HTTP/1.1", "", true},          {"HTTP/1.1", "Close", false},
                          {"HTTP/1.1", "x, close", false}, {"HTTP/1.1", "closed", true},
                          {"HTTP/1.0", "", false},         {"HTTP/1.0", "Keep-Alive", true}};
    for (const auto& [version, connection, stays] : cases) {
        const auto bytes = "GET / " + std::string(version) +
                           "\r\nConnection: " + std::string(connection) + "\r\n\r\n";
        const auto head = scan_request_head(bytes);
        ASSERT_TRUE(head && *head);
        EXPECT_EQ((*head)->keeps_alive(), stays) << version << ' ' << connection;
    }
}

TEST(RequestHead, KnowsExpectContinue) {
    EXPECT_TRUE(
        (*scan_request_head("PUT / HTTP/1.1\r\nexpect: 100-Continue\r\n\r\n"))->expects_continue());
    EXPECT_FALSE(
        (*scan_request_head("PUT / HTTP/1.0\r\nexpect: 100-continue\r\n\r\n"))->expects_continue());
}

TEST(ResponseHeadScan, ReadsStatusFieldsAndSize) {
    const std::string_view head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    const auto scanned = scan_response_head(std::string(head) + "data: x\n\n");
    ASSERT_TRUE(scanned && *scanned);
    EXPECT_EQ((*scanned)->status, 200);
    EXPECT_EQ((*scanned)->size, head.size());
    EXPECT_TRUE((*scanned)->keeps_alive());
    EXPECT_TRUE(scan_response_head("HTTP/1.0 404\r\n\r\n"));
    const auto cut = scan_response_head(head.substr(0, head.size() - 1));
    EXPECT_TRUE(cut && !*cut);
}

TEST(ResponseHeadScan, RefusesWhatIsNoStatusLine) {
    for (const std::string_view line :
         {"HTTP/2 200 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000", "HTTP/1.1  200", "HTTP/1.1 999 x",
          "HTTP/1.1", "ICY 200 OK", "HTTP/1.1 +20 x", ""})
        EXPECT_FALSE(scan_response_head(std::string(line) + "\r\nA: b\r\n\r\n")) << line;
}

}  // namespace
}  // namespace toolshed::net::wire
