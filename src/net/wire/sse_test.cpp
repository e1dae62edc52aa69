// SPDX-License-Identifier: Apache-2.0
#include "net/wire/sse.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace toolshed::net::wire {
namespace {

struct Decoded {
    std::vector<SseEvent> events;
    std::string last_id;
    std::optional<std::uint64_t> retry_ms;
};

Decoded decoded(std::string_view bytes, std::size_t step) {
    SseDecoder decoder(1'000);
    Decoded out;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        const auto fed = decoder.feed(bytes.substr(at, step), [&](SseEvent event) {
            out.events.push_back(std::move(event));
        });
        EXPECT_TRUE(fed);
    }
    out.last_id = decoder.last_id();
    out.retry_ms = decoder.retry_ms();
    return out;
}

TEST(SseDecoder, FollowsTheStandardAtAnyBoundaries) {
    struct Case {
        std::string bytes;
        std::vector<SseEvent> events;
        std::string_view why;
    };
    const Case cases[] = {
        {"data: a\n\n", {{"a"}}, "LF"},
        {"data: a\r\n\r\n", {{"a"}}, "CRLF"},
        {"data: a\r\r", {{"a"}}, "CR"},
        {"data: a\r\n\rdata: b\n\r\n", {{"a"}, {"b"}}, "mixed ends"},
        {"data:a\ndata: b\ndata\n\n", {{"a\nb\n"}}, "several data lines, one without a colon"},
        {"data:  a\n\n", {{" a"}}, "one blank is dropped, not two"},
        {": comment\n:\ndata: a\n\n", {{"a"}}, "comments"},
        {"\xEF\xBB\xBF"
         "data: a\n\ndata: b\n\n",
         {{"a"}, {"b"}},
         "byte order mark"},
        {"data: a\n\n\xEF\xBB\xBF"
         "data: b\n\n",
         {{"a"}},
         "a byte order mark elsewhere makes another field name"},
        {"event: x\ndata: a\n\ndata: b\n\n", {{"a", "x"}, {"b"}}, "the type lasts for one event"},
        {"id: 1\ndata: a\n\ndata: b\n\n", {{"a", "", "1"}, {"b", "", "1"}}, "the id stays"},
        {"id: 1\ndata: a\n\nid\ndata: b\n\n", {{"a", "", "1"}, {"b"}}, "an empty id resets it"},
        {"event: x\n\ndata: a\n\n", {{"a"}}, "no data, no event"},
        {"id: 7\ndata:\n\n", {{"", "", "7"}}, "empty data is an event"},
        {"datax: a\nDATA: b\n data: c\n\n", {}, "unknown names"},
        {"data: a\n\ndata: cut", {{"a"}}, "what the end cuts off"},
        {"data: a\n\ndata: cut\n", {{"a"}}, "no empty line at the end"},
    };
    for (const auto& [bytes, events, why] : cases)
        for (std::size_t step = 1; step <= bytes.size(); ++step)
            EXPECT_EQ(decoded(bytes, step).events, events) << why << ", step " << step;
}

TEST(SseDecoder, KeepsIdAndRetryOfEventsWithoutData) {
    const auto out = decoded("id: 5\nretry: 250\n\nretry: 1x\nretry: -1\nretry:\n\n", 3);
    EXPECT_TRUE(out.events.empty());
    EXPECT_EQ(out.last_id, "5");
    EXPECT_EQ(out.retry_ms, 250u);
    EXPECT_EQ(decoded(std::string("id: a\0b\n\n", 9), 2).last_id, "") << "an id with NUL";
}

TEST(SseDecoder, LimitsAnEvent) {
    const auto ignore = [](SseEvent) {};
    SseDecoder endless_line(10), many_lines(10), fine(10);
    EXPECT_FALSE(endless_line.feed("data: 0123456789", ignore));
    EXPECT_FALSE(many_lines.feed("data: 1\ndata: 2\ndata: 3\ndata: 4\n", ignore));
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(fine.feed("data: 12\n\n", ignore));
}

TEST(SseEncoder, WritesWhatTheDecoderReads) {
    const SseEvent events[] = {{"a"},  {"a\nb", "x", "1"}, {""},
                               {"\n"}, {" lead", "", "2"}, {"{\"a\":\"ü\"}", "y", "3"}};
    for (const auto& event : events) {
        const auto out = decoded(encode_sse_comment("hi\nthere") + encode_sse(event), 1);
        ASSERT_EQ(out.events.size(), 1u);
        EXPECT_EQ(out.events[0], event);
    }
    EXPECT_EQ(decoded(encode_sse({"a\r\nb\rc"}), 1).events[0].data, "a\nb\nc");
    EXPECT_EQ(encode_sse({"a", "e\nv", "i\nd"}), "event: ev\nid: id\ndata: a\n\n");
}

}  // namespace
}  // namespace toolshed::net::wire
