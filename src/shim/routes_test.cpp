// SPDX-License-Identifier: Apache-2.0
#include "shim/routes.hpp"

#include <gtest/gtest.h>

namespace toolshed::shim {
namespace {

TEST(ShimRoutes, AreFound) {
    using Kind = Route::Kind;
    struct Case {
        std::string_view method, path;
        Kind kind;
        std::string child;
    };
    const Case cases[] = {{"GET", "/v1/status", Kind::status, ""},
                          {"POST", "/v1/hold", Kind::hold, ""},
                          {"POST", "/v1/start", Kind::start, ""},
                          {"POST", "/v1/renew", Kind::renew, ""},
                          {"GET", "/v1/logs", Kind::logs, ""},
                          {"POST", "/v1/stop", Kind::stop, ""},
                          {"PUT", "/v1/children/main", Kind::put_child, "main"},
                          {"DELETE", "/v1/children/a-1", Kind::delete_child, "a-1"},
                          {"POST", "/v1/children/mcp/mcp", Kind::message, "mcp"}};
    for (const auto& [method, path, kind, child] : cases) {
        const auto route = route_of(method, path);
        ASSERT_TRUE(route) << path;
        EXPECT_EQ(route->kind, kind) << path;
        EXPECT_EQ(route->child, child) << path;
    }
}

TEST(ShimRoutes, RefuseEverythingElse) {
    struct Case {
        std::string_view method, path;
    };
    const Case cases[] = {{"POST", "/v1/status"},
                          {"GET", "/"},
                          {"GET", "/v2/status"},
                          {"GET", "/v1/status/"},
                          {"GET", "/v1/children/main"},
                          {"PUT", "/v1/children/"},
                          {"PUT", "/v1/children/Main"},
                          {"PUT", "/v1/children/a/b"},
                          {"PUT", "/v1/children/main/mcp"},
                          {"POST", "/v1/children//mcp"},
                          {"PUT", "/v1/children/abcdefghijklmnopqrstuvwxyz0123456"}};
    for (const auto& [method, path] : cases) {
        const auto route = route_of(method, path);
        ASSERT_FALSE(route) << method << ' ' << path;
        EXPECT_EQ(route.error().code, "bad_request");
    }
}

TEST(ShimRoutes, ReadTheTimeout) {
    EXPECT_EQ(*timeout_from(std::nullopt), Millis(60'000));
    EXPECT_EQ(*timeout_from("3600000"), Millis(3'600'000));
    for (const auto* text : {"", "0", "-1", "1.5", "3600001", "99999999999999999999", " 5"})
        EXPECT_FALSE(timeout_from(text)) << text;
}

TEST(ShimRoutes, ReadTheOffsetOfLogs) {
    EXPECT_EQ(*log_offset_from(""), 0u);
    EXPECT_EQ(*log_offset_from("offset=12"), 12u);
    for (const auto* query : {"offset", "offset=", "offset=-1", "offset=1&x=2", "x=1"})
        EXPECT_FALSE(log_offset_from(query)) << query;
}

}  // namespace
}  // namespace toolshed::shim
