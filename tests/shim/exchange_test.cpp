// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "shim_process.hpp"

namespace toolshed::tests {
namespace {

using ::testing::Test;

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(ShimExchange, PassesAnswersThroughUntouched) {
    ShimProcess shim;
    shim.run("echo");
    const auto reply = shim.call("7", "tools/list");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(
        reply.body,
        R"({"result":{"echo":  {"jsonrpc":"2.0","id":7,"method":"tools/list"}},"jsonrpc":"2.0","id":7})");
    EXPECT_EQ(reply.fields.at("Content-Type"), "application/json");
}

TEST(ShimExchange, PutsAMessageOfSeveralLinesOnOne) {
    ShimProcess shim;
    shim.run("echo");
    const auto reply = shim.request("POST", "/v1/children/main/mcp",
                                    "{\n\"jsonrpc\":\"2.0\",\r\n\"id\":1,\"method\":\"m\"\n}\n");
    EXPECT_EQ(reply.status, 200);
    EXPECT_TRUE(holds(reply.body, R"({ "jsonrpc":"2.0",  "id":1,"method":"m" } )")) << reply.body;
}

TEST(ShimExchange, TakesNotificationsWithoutAnAnswer) {
    ShimProcess shim;
    shim.run("echo");
    const auto reply = shim.request("POST", "/v1/children/main/mcp",
                                    R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
    EXPECT_EQ(reply.status, 202);
    EXPECT_EQ(reply.body, "");
    EXPECT_EQ(shim.call("1").status, 200);
}

TEST(ShimExchange, AnswersManyAtOnceOverKeptConnections) {
    ShimProcess shim;
    shim.run("echo");
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 8; ++caller)
        callers.emplace_back([&shim, caller] {
            Wire wire(shim.socket_path());
            for (int i = 0; i < 50; ++i) {
                const auto id = std::to_string(caller * 1'000 + i);
                wire.send(
                    ShimProcess::http("POST", "/v1/children/main/mcp",
                                      R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"m"})"));
                const auto reply = wire.receive();
                EXPECT_EQ(reply.status, 200);
                EXPECT_TRUE(reply.body.ends_with("\"id\":" + id + "}")) << reply.body;
            }
        });
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(shim.main_child().unmatched_responses, 0);
}

TEST(ShimExchange, CountsGarbageAndGoesOn) {
    ShimProcess shim;
    shim.run("garbage-first");
    EXPECT_EQ(shim.call("1").status, 200);
    const auto child = shim.main_child();
    EXPECT_EQ(child.garbage_lines, 3);
    EXPECT_EQ(child.garbage_sample, "Server listening on stdio");
    EXPECT_TRUE(holds(shim.logs(), "main! Server listening on stdio\n"));
    EXPECT_TRUE(holds(shim.logs(), "main!  \xEF\xBF\xBD\xEF\xBF\xBD\n"));
}

TEST(ShimExchange, TellsAProtocolErrorFromSilence) {
    ShimProcess wrong, silent;
    wrong.run("wrong-id");
    silent.run("reads-nothing");
    const auto mismatch = wrong.call("1", "m", 300);
    EXPECT_EQ(mismatch.status, 504);
    EXPECT_TRUE(holds(mismatch.body, "\"protocol_error\"")) << mismatch.body;
    EXPECT_EQ(wrong.main_child().unmatched_responses, 1);
    const auto silence = silent.call("1", "m", 300);
    EXPECT_EQ(silence.status, 504);
    EXPECT_TRUE(holds(silence.body, "\"timeout\"")) << silence.body;
}

TEST(ShimExchange, ForgivesALateAnswer) {
    ShimProcess shim;
    shim.run("late");
    EXPECT_EQ(shim.call("1", "m", 200).status, 504);
    const auto second = shim.call("2");
    EXPECT_EQ(second.status, 200);
    EXPECT_TRUE(holds(second.body, "\"result\":2"));
    EXPECT_EQ(shim.main_child().unmatched_responses, 0);
}

TEST(ShimExchange, DropsACallWhoseCallerLeft) {
    ShimProcess shim;
    shim.run("late");
    {
        Wire caller(shim.socket_path());
        caller.send(ShimProcess::http("POST", "/v1/children/main/mcp",
                                      R"({"jsonrpc":"2.0","id":1,"method":"m"})"));
        // The same id is refused only while the first call is open, so this tells that it is.
        while (shim.call("1", "m", 100).status != 409) {
        }
    }
    // As soon as the shim has seen that the caller left, the id is free; the server has one request
    // to go.
    Reply reply;
    do reply = shim.call("1");
    while (reply.status == 409);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(shim.main_child().running, true);
}

TEST(ShimExchange, StillAnswersACallerThatOnlyStoppedSending) {
    ShimProcess shim;
    shim.run("echo");
    Wire wire(shim.socket_path());
    wire.send(ShimProcess::http("POST", "/v1/children/main/mcp",
                                R"({"jsonrpc":"2.0","id":1,"method":"m"})"));
    wire.shut_down_sending();
    EXPECT_EQ(wire.receive().status, 200);
}

TEST(ShimExchange, RefusesASecondRequestWithAnOpenId) {
    ShimProcess shim;
    shim.run("reads-nothing");
    Wire first(shim.socket_path());
    first.send(ShimProcess::http("POST", "/v1/children/main/mcp",
                                 R"({"jsonrpc":"2.0","id":"a","method":"m"})",
                                 "Toolshed-Timeout-Ms: 3000\r\n"));
    Reply reply;
    do reply = shim.call("\"a\"", "m", 20);
    while (reply.status == 504);
    EXPECT_EQ(reply.status, 409);
    EXPECT_TRUE(holds(reply.body, "\"conflict\""));
}

TEST(ShimExchange, AnswersPingsAndDeclinesOtherRequestsOfTheServer) {
    ShimProcess shim;
    shim.run("asks-client");
    const auto reply = shim.call("1");
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_TRUE(holds(reply.body, R"({"jsonrpc":"2.0","id":"q-ping","result":{}})")) << reply.body;
    EXPECT_TRUE(holds(reply.body, R"("id":"q-roots/list","error":{"code":-32601,)")) << reply.body;
    const auto child = shim.main_child();
    EXPECT_EQ(child.declined_requests, 1);
    EXPECT_EQ(child.notifications, 1);
    EXPECT_EQ(child.garbage_lines, 0);
}

TEST(ShimExchange, LosesOnlyTheAnswerThatIsTooLarge) {
    ShimProcess shim;
    shim.run("big");
    for (const auto* method : {"big", "front"}) {
        const auto large = shim.call("1", method);
        EXPECT_EQ(large.status, 413) << method;
        EXPECT_TRUE(holds(large.body, "\"message_too_large\"")) << large.body;
        EXPECT_EQ(shim.call("2").status, 200) << "the stream stays in step";
    }
    EXPECT_EQ(shim.main_child().garbage_lines, 0);
}

TEST(ShimExchange, PassesALargeAnswerWithinTheLimit) {
    ShimProcess shim;
    auto start = shim.start_body("big");
    start.message_bytes_max = 16 * 1024 * 1024;
    shim.run(start);
    const auto reply = shim.call("1", "big");
    EXPECT_EQ(reply.status, 200);
    EXPECT_GT(reply.body.size(), 10u * 1024 * 1024);
    EXPECT_TRUE(reply.body.ends_with("b\",\"jsonrpc\":\"2.0\",\"id\":1}"));
}

TEST(ShimExchange, IsNotHeldUpByAServerThatDoesNotRead) {
    ShimProcess shim;
    shim.run("reads-nothing");
    const std::string message =
        R"({"jsonrpc":"2.0","method":"m","params":")" + std::string(1'000'000, 'p') + "\"}";
    for (int i = 0; i < 3; ++i) {
        const auto reply =
            shim.request("POST", "/v1/children/main/mcp", message, "Toolshed-Timeout-Ms: 100\r\n");
        EXPECT_EQ(reply.status, 504);
    }
    EXPECT_TRUE(shim.main_child().running);
}

TEST(ShimExchange, OutlivesAServerThatPingsWithoutReading) {
    ShimProcess shim;
    shim.run("pings-without-reading");
    EXPECT_EQ(shim.call("1", "m", 300).status, 504);
    EXPECT_TRUE(shim.main_child().running);
#ifdef SHIM_IS_SHIPPED
    const auto status = text_of_file("/proc/" + std::to_string(shim.pid()) + "/status");
    const auto at = status.find("VmRSS:");
    EXPECT_LT(std::stol(status.substr(at + 6)), 4'096) << "its replies are not kept for ever";
#endif
}

TEST(ShimExchange, TimesOutWhenTheServerClosedItsInput) {
    ShimProcess shim;
    shim.run("closes-input");
    EXPECT_EQ(shim.call("1", "m", 200).status, 504);
    EXPECT_EQ(shim.call("2", "m", 200).status, 504);
}

TEST(ShimExchange, RefusesWhatIsNoMessage) {
    ShimProcess shim;
    shim.run("echo");
    const std::string path = "/v1/children/main/mcp";
    EXPECT_EQ(shim.request("POST", path, "[]").status, 400);
    EXPECT_EQ(shim.request("POST", path, R"({"jsonrpc":"2.0","id":1,"id":2,"method":"m"})").status,
              400);
    EXPECT_EQ(shim.call("\"" + std::string(2'000, 'i') + "\"").status, 400);
    EXPECT_EQ(shim.call("1", "m", 0).status, 400);
    EXPECT_EQ(shim.call("1", "m", 3'600'001).status, 400);
    EXPECT_EQ(shim.request("POST", path, std::string(8 * 1024 * 1024 + 1, ' ')).status, 413);
    EXPECT_EQ(
        shim.request("POST", "/v1/children/other/mcp", R"({"jsonrpc":"2.0","id":1,"method":"m"})")
            .status,
        404);
}

}  // namespace
}  // namespace toolshed::tests
