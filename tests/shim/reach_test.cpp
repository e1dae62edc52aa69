// SPDX-License-Identifier: Apache-2.0
// How the shim finds out how a server is spoken to, in a network of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "shim_process.hpp"

namespace toolshed::tests {
namespace {

using ::testing::HasSubstr;

class ShimReach : public ::testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "needs root to make a network";
    }
    static shim::Start body(const ShimProcess& shim, const std::string& behaviour) {
        auto start = shim.start_body(behaviour);
        start.argv = {HTTP_CHILDREN_BINARY, behaviour};
        start.reach = {};
        start.end_of_input_ms = 20;
        return start;
    }
    const std::vector<std::string> options_ = {"--allow-unsafe"};
    const Place place_{.own_network = true};
};

TEST_F(ShimReach, IsFoundOutFromWhatTheServerDoes) {
    struct Case {
        std::string behaviour, transport, path;
        int port;
    };
    const Case cases[] = {{"json", "streamable_http", "/mcp", 8'000},
                          {"json-at-root", "streamable_http", "/", 8'000},
                          {"streams", "streamable_http", "/mcp", 8'000},
                          {"sse", "sse", "/sse", 8'000}};
    for (const auto& [behaviour, transport, path, port] : cases) {
        ShimProcess shim(options_, place_);
        shim.run(body(shim, behaviour));
        EXPECT_EQ(shim.main_child().reach.transport, "");
        for (const std::string id : {"1", "2", "3"}) {
            const auto reply = shim.call(id);
            EXPECT_EQ(reply.status, 200) << behaviour << reply.body;
            EXPECT_EQ(reply.body,
                      R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{"path":")" + path + "\"}}");
        }
        const auto noted =
            shim.request("POST", "/v1/children/main/mcp",
                         R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
        EXPECT_EQ(noted.status, 202) << behaviour << noted.body;
        const auto child = shim.main_child();
        EXPECT_EQ(child.reach.transport, transport) << behaviour;
        EXPECT_EQ(child.reach.port, port) << behaviour;
        EXPECT_EQ(child.reach.path, path) << behaviour;
    }
}

TEST_F(ShimReach, OutputOfAnHttpServerIsLogAndNoGarbage) {
    ShimProcess shim(options_, place_);
    shim.run(body(shim, "json"));
    EXPECT_EQ(shim.call("1").status, 200);
    EXPECT_EQ(shim.main_child().garbage_lines, 0);
    EXPECT_THAT(shim.logs(), HasSubstr("Server listening on http://localhost:8000/mcp"));
    EXPECT_THAT(shim.logs(), HasSubstr("main speaks streamable_http on port 8000 at /mcp"));
}

TEST_F(ShimReach, RequestsOnAStreamAreAnswered) {
    ShimProcess shim(options_, place_);
    shim.run(body(shim, "streams"));
    EXPECT_EQ(shim.call("1").status, 200);
    EXPECT_EQ(shim.main_child().declined_requests, 1);
}

TEST_F(ShimReach, APageBesideStdioIsNoEndpoint) {
    ShimProcess shim(options_, place_);
    shim.run(body(shim, "stdio-with-page"));
    const auto reply = shim.call("1");
    EXPECT_EQ(reply.status, 200);
    EXPECT_THAT(reply.body, HasSubstr("\"path\":\"stdio\""));
    EXPECT_EQ(shim.main_child().reach.transport, "stdio");
}

TEST_F(ShimReach, AGivenWayIsTakenWithoutLooking) {
    ShimProcess shim(options_, place_);
    auto start = body(shim, "json-elsewhere");
    start.reach = {.transport = "streamable_http", .port = 8'000, .path = "/api/tools"};
    shim.run(start);
    EXPECT_THAT(shim.call("1").body, HasSubstr("\"path\":\"/api/tools\""));
}

TEST_F(ShimReach, AServerMayInsistOnAHost) {
    for (const std::string host : {"", "mcp.example:8000"}) {
        ShimProcess shim(options_, place_);
        auto start = body(shim, "refuses-host");
        start.reach.host = host;
        shim.run(start);
        const auto reply = shim.call("1");
        EXPECT_EQ(reply.status, host.empty() ? 504 : 200) << reply.body;
        if (host.empty()) EXPECT_THAT(reply.body, HasSubstr("HTTP 403: host not allowed"));
    }
}

TEST_F(ShimReach, ADeathDuringACallIsToldAsOne) {
    ShimProcess shim(options_, place_);
    shim.run(body(shim, "dies-at-request"));
    const auto reply = shim.call("1");
    EXPECT_EQ(reply.status, 502);
    EXPECT_THAT(reply.body, HasSubstr("server_exited"));
    EXPECT_THAT(reply.body, HasSubstr("exited with code 7"));
}

TEST_F(ShimReach, AnEndpointThatIsNotFoundIsTold) {
    ShimProcess shim(options_, place_);
    shim.run(body(shim, "json-elsewhere"));
    const auto reply = shim.call("1", "m", 1'000);
    EXPECT_EQ(reply.status, 504);
    EXPECT_THAT(reply.body, HasSubstr("of port 8000: the server answered HTTP 404"));
    EXPECT_THAT(reply.body, HasSubstr("tell its port and path"));
}

TEST_F(ShimReach, SilenceEverywhereIsATimeout) {
    ShimProcess shim(options_, place_);
    auto start = shim.start_body("reads-nothing");
    start.reach = {};
    start.end_of_input_ms = start.terminate_ms = 20;
    shim.run(start);
    EXPECT_EQ(shim.call("1", "m", 300).status, 504);
}

}  // namespace
}  // namespace toolshed::tests
