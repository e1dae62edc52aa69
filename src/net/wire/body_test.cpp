// SPDX-License-Identifier: Apache-2.0
#include "net/wire/body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace toolshed::net::wire {
namespace {

Result<Framing> framing(std::string_view fields, std::string_view version = "1.1") {
    const auto bytes =
        "POST / HTTP/" + std::string(version) + "\r\n" + std::string(fields) + "\r\n";
    const auto head = scan_request_head(bytes);
    if (!head) return fail(head.error());
    return framing_of(**head);
}

TEST(Framing, IsReadFromTheHead) {
    EXPECT_EQ(*framing(""), (Framing{Framing::Kind::none, 0}));
    EXPECT_EQ(*framing("content-length: 12\r\n"), (Framing{Framing::Kind::length, 12}));
    EXPECT_EQ(*framing("Content-Length: 18446744073709551615\r\n"),
              (Framing{Framing::Kind::length, 18'446'744'073'709'551'615u}));
    EXPECT_EQ(*framing("Transfer-Encoding: Chunked\r\n"), (Framing{Framing::Kind::chunked, 0}));
}

TEST(Framing, RefusesEverySmugglersForm) {
    struct Case {
        std::string_view fields, version, why;
    };
    const Case cases[] = {
        {"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "1.1", "both"},
        {"Content-Length: 1\r\nContent-Length: 1\r\n", "1.1", "the length twice"},
        {"Content-Length: 1, 1\r\n", "1.1", "a list of lengths"},
        {"Content-Length: +1\r\n", "1.1", "a sign"},
        {"Content-Length: -1\r\n", "1.1", "negative"},
        {"Content-Length: 0x1\r\n", "1.1", "hexadecimal"},
        {"Content-Length: \r\n", "1.1", "empty"},
        {"Content-Length: 18446744073709551616\r\n", "1.1", "over 64 bits"},
        {"Transfer-Encoding: gzip, chunked\r\n", "1.1", "another coding"},
        {"Transfer-Encoding: identity\r\n", "1.1", "another coding alone"},
        {"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "1.1", "twice"},
        {"Transfer-Encoding: chunked\r\n", "1.0", "chunks in HTTP/1.0"},
    };
    for (const auto& [fields, version, why] : cases) {
        const auto result = framing(fields, version);
        ASSERT_FALSE(result) << why;
        EXPECT_EQ(result.error().code, "bad_request") << why;
    }
}

TEST(ChunkedDecoder, TakesABodyApartAtAnyBoundaries) {
    const std::string bytes =
        "4\r\nWiki\r\n0A;name=\"v\"\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\nrest";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        ChunkedDecoder decoder(100);
        std::string body;
        std::size_t at = 0;
        while (at < bytes.size() && !decoder.done()) {
            const auto taken = decoder.feed(std::string_view(bytes).substr(at, step), body);
            ASSERT_TRUE(taken) << taken.error().message;
            at += *taken;
        }
        EXPECT_TRUE(decoder.done()) << step;
        EXPECT_EQ(body, "Wiki0123456789") << step;
        EXPECT_EQ(bytes.substr(at), "rest") << step;
    }
}

TEST(ChunkedDecoder, RefusesWhatIsMalformedOrTooLarge) {
    struct Case {
        std::string bytes;
        std::string_view code, why;
    };
    const Case cases[] = {
        {"x\r\n", "bad_request", "no number"},
        {"\r\n", "bad_request", "no size"},
        {"-1\r\n", "bad_request", "a sign"},
        {"0x1\r\n", "bad_request", "a prefix"},
        {"1\nA\r\n", "bad_request", "bare LF"},
        {"1\rX", "bad_request", "bare CR"},
        {"1\r\nAB\r\n", "bad_request", "longer than it says"},
        {"FFFFFFFFFFFFFFFFF\r\n", "bad_request", "over 64 bits"},
        {"FFFFFFFFFFFFFFFF\r\n", "body_too_large", "as large as can be"},
        {"8\r\n12345678\r\n3\r\n", "body_too_large", "over the limit together"},
        {"1;" + std::string(2'000, 'e'), "bad_request", "an endless extension"},
        {"0\r\n" + std::string(20'000, 't'), "bad_request", "an endless trailer"},
    };
    for (const auto& [bytes, code, why] : cases) {
        ChunkedDecoder decoder(10);
        std::string body;
        const auto taken = decoder.feed(bytes, body);
        ASSERT_FALSE(taken) << why;
        EXPECT_EQ(taken.error().code, code) << why;
        EXPECT_LE(body.size(), 10u) << why;
    }
}

TEST(ChunkedDecoder, LimitsManySmallTrailers) {
    ChunkedDecoder decoder(10);
    std::string body, bytes = "0\r\n";
    for (int i = 0; i < 1'000; ++i) bytes += "A: 0123456789\r\n";
    EXPECT_FALSE(decoder.feed(bytes, body));
}

}  // namespace
}  // namespace toolshed::net::wire
