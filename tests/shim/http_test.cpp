// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "shim_process.hpp"

namespace toolshed::tests {
namespace {

const std::string message = R"({"jsonrpc":"2.0","id":1,"method":"m"})";
const std::string post = "POST /v1/children/main/mcp HTTP/1.1\r\n";

TEST(ShimHttp, TakesChunkedBodies) {
    ShimProcess shim;
    shim.run("echo");
    Wire wire(shim.socket_path());
    wire.send(post + "Transfer-Encoding: chunked\r\n\r\n5\r\n" + message.substr(0, 5) + "\r\n");
    wire.send("20\r\n" + message.substr(5) + "\r\n0\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 200);
    wire.send(ShimProcess::http("GET", "/v1/status"));
    EXPECT_EQ(wire.receive().status, 200) << "and stays in step";
}

TEST(ShimHttp, LimitsChunkedBodies) {
    ShimProcess shim;
    Wire wire(shim.socket_path());
    wire.send("POST /v1/hold HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n");
    const auto reply = wire.receive();
    EXPECT_EQ(reply.status, 413);
    EXPECT_EQ(reply.fields.at("Connection"), "close");
}

TEST(ShimHttp, LetsAWaitingClientGoOn) {
    ShimProcess shim;
    Wire wire(shim.socket_path());
    wire.send("POST /v1/hold HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 14\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 100);
    wire.send(R"({"wait_ms":50})");
    EXPECT_EQ(wire.receive().status, 200);
}

TEST(ShimHttp, AnswersRequestsThatCameTogetherInOrder) {
    ShimProcess shim;
    shim.run("echo");
    Wire wire(shim.socket_path());
    wire.send(post + "Content-Length: " + std::to_string(message.size()) + "\r\n\r\n" + message +
              ShimProcess::http("GET", "/v1/nothing") + ShimProcess::http("GET", "/v1/status"));
    EXPECT_EQ(wire.receive().status, 200);
    EXPECT_EQ(wire.receive().status, 400);
    EXPECT_EQ(wire.receive().status, 200);
}

TEST(ShimHttp, ClosesWhenAskedTo) {
    ShimProcess shim;
    Wire wire(shim.socket_path());
    wire.send("GET /v1/status HTTP/1.1\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(wire.receive().status, 200);
    EXPECT_EQ(wire.receive().status, 0) << "nothing more";
}

TEST(ShimHttp, TellsWhatIsMalformedAndCloses) {
    struct Case {
        std::string bytes;
        int status;
    };
    const Case cases[] = {
        {"nonsense\r\n\r\n", 400},
        {"GET /v1/status HTTP/1.1\r\nA : b\r\n\r\n", 400},
        {post + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {"GET /v1/status HTTP/1.1\r\nA: " + std::string(40'000, 'a') + "\r\n\r\n", 431},
        {"POST /v1/start HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", 413},
    };
    ShimProcess shim;
    for (const auto& [bytes, status] : cases) {
        Wire wire(shim.socket_path());
        wire.send(bytes);
        EXPECT_EQ(wire.receive().status, status) << bytes.substr(0, 60);
        EXPECT_EQ(wire.receive().status, 0);
    }
    EXPECT_EQ(shim.status().state, shim::State::idle);
}

TEST(ShimHttp, SurvivesMoreConnectionsThanItTakes) {
    ShimProcess shim;
    std::vector<std::unique_ptr<Wire>> wires;
    for (int i = 0; i < 200; ++i) wires.push_back(std::make_unique<Wire>(shim.socket_path()));
    wires.front()->send(ShimProcess::http("GET", "/v1/status"));
    EXPECT_EQ(wires.front()->receive().status, 200);
    EXPECT_EQ(wires.back()->receive().status, 0) << "closed at once";
    wires.clear();
    Reply reply;
    do reply = shim.request("GET", "/v1/status");
    while (reply.status == 0);
    EXPECT_EQ(reply.status, 200);
}

}  // namespace
}  // namespace toolshed::tests
