// SPDX-License-Identifier: Apache-2.0
#include "net/wire/response.hpp"

#include <gtest/gtest.h>

#include <array>

namespace toolshed::net::wire {
namespace {

TEST(ResponseHead, HoldsStatusFieldsAndLength) {
    const std::array fields{Field{"Content-Type", "text/plain"}, Field{"X", "y"}};
    EXPECT_EQ(response_head(404, fields, 12),
              "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nX: y\r\n"
              "Content-Length: 12\r\n\r\n");
    EXPECT_EQ(response_head(799, {}, std::nullopt), "HTTP/1.1 799 Unknown\r\n\r\n");
}

TEST(ResponseHead, LetsNoValueForgeAHeader) {
    const std::array fields{Field{"A", "b\r\nSet-Cookie: c"}};
    EXPECT_EQ(response_head(200, fields, 0),
              "HTTP/1.1 200 OK\r\nA: b  Set-Cookie: c\r\nContent-Length: 0\r\n\r\n");
}

}  // namespace
}  // namespace toolshed::net::wire
