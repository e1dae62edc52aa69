// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>

#include "shim/protocol/messages.hpp"

namespace toolshed::shim {
namespace {

std::string quoted_list(std::size_t entries, std::size_t bytes_each) {
    std::string out = "[";
    for (std::size_t i = 0; i < entries; ++i)
        out += (i ? ",\"" : "\"") + std::string(bytes_each, 'a') + "\"";
    return out + "]";
}

TEST(ShimProtocol, CarriesAStartBothWays) {
    const Start start{.argv = {"node", "/app/index.js", "ü \"q\""},
                      .env = {"PATH=/bin", "KEY=a=b", "EMPTY="},
                      .cwd = "/app",
                      .user = "node:staff",
                      .stop_signal = "SIGQUIT",
                      .home = "/home/x",
                      .deadline_ms = 1'800'000,
                      .idle_ms = 900'000,
                      .renewable = true,
                      .end_of_input_ms = 1,
                      .terminate_ms = 2,
                      .message_bytes_max = 4'096,
                      .log_bytes_max = 8'192};
    const auto back = start_from(to_json(start));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, start);
}

TEST(ShimProtocol, GivesAbsentMembersOfAStartTheirDefaults) {
    const auto start = start_from(R"({"argv":["x"],"deadline_ms":5})");
    ASSERT_TRUE(start);
    EXPECT_EQ(*start, (Start{.argv = {"x"}, .deadline_ms = 5}));
}

TEST(ShimProtocol, RefusesABadStartAndNamesThePlace) {
    struct Case {
        std::string json;
        std::string_view pointer;
    };
    const auto with = [](const std::string& member) {
        return R"({"argv":["x"],"deadline_ms":5,)" + member + "}";
    };
    const Case cases[] = {
        {"", ""},
        {"[]", ""},
        {R"({"argv":["x"],"deadline_ms":5)", ""},
        {R"({"deadline_ms":5})", "/argv"},
        {R"({"argv":[],"deadline_ms":5})", "/argv"},
        {R"({"argv":[""],"deadline_ms":5})", "/argv"},
        {R"({"argv":"x","deadline_ms":5})", "/argv"},
        {R"({"argv":["x",1],"deadline_ms":5})", "/argv/1"},
        {R"({"argv":["x\u0000"],"deadline_ms":5})", "/argv/0"},
        {R"({"argv":)" + quoted_list(1'025, 1) + R"(,"deadline_ms":5})", "/argv"},
        {R"({"argv":)" + quoted_list(1'024, 1'024) + R"(,"deadline_ms":5})", "/argv"},
        {R"({"argv":["x"]})", "/deadline_ms"},
        {R"({"argv":["x"],"deadline_ms":0})", "/deadline_ms"},
        {R"({"argv":["x"],"deadline_ms":-1})", "/deadline_ms"},
        {R"({"argv":["x"],"deadline_ms":1.5})", "/deadline_ms"},
        {R"({"argv":["x"],"deadline_ms":18446744073709551615})", "/deadline_ms"},
        {R"({"argv":["x"],"deadline_ms":"5"})", "/deadline_ms"},
        {with(R"("env":["NOEQUALS"])"), "/env/0"},
        {with(R"("env":["A=1","=x"])"), "/env/1"},
        {with(R"("cwd":"relative")"), "/cwd"},
        {with(R"("cwd":"")"), "/cwd"},
        {with(R"("home":"relative")"), "/home"},
        {with(R"("renewable":1)"), "/renewable"},
        {with(R"("message_bytes_max":0)"), "/message_bytes_max"},
        {with(R"("log_bytes_max":99999999999)"), "/log_bytes_max"},
        {with(R"("unknown":1)"), "/unknown"},
    };
    for (const auto& [json, pointer] : cases) {
        const auto start = start_from(json);
        ASSERT_FALSE(start) << json;
        EXPECT_EQ(start.error().category, Category::invalid) << json;
        EXPECT_EQ(start.error().code, "bad_request") << json;
        EXPECT_EQ(start.error().pointer, pointer) << json;
    }
}

TEST(ShimProtocol, AcceptsAsMuchAsTheLimitsSay) {
    const auto json = R"({"argv":)" + quoted_list(1'024, 1'023) + R"(,"deadline_ms":5})";
    const auto start = start_from(json);
    EXPECT_TRUE(start) << start.error().message;
}

TEST(ShimProtocol, CarriesAStatusBothWays) {
    Status status{.version = "0.1.0",
                  .state = State::ending,
                  .uid_separated = true,
                  .no_new_privileges = true,
                  .deadline_in_ms = 1,
                  .idle_in_ms = 2,
                  .oom_kills = 3,
                  .end_reason = "deadline"};
    status.children.push_back({.id = "main", .running = true, .pid = 7, .garbage_sample = "é\x01"});
    status.children.push_back({.id = "probe-1", .exit_code = 137, .oom = true, .stderr_bytes = 9});
    const auto back = status_from(to_json(status));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->state, State::ending);
    EXPECT_EQ(back->end_reason, "deadline");
    EXPECT_EQ(back->oom_kills, 3);
    ASSERT_EQ(back->children.size(), 2u);
    EXPECT_EQ(back->children[0].garbage_sample, "é\x01");
    EXPECT_EQ(back->children[0].exit_code, -1);
    EXPECT_EQ(back->children[1].exit_code, 137);
    EXPECT_TRUE(back->children[1].oom);
    EXPECT_EQ(to_json(*back), to_json(status));
}

TEST(ShimProtocol, WritesAStatusWhateverAChildSaid) {
    Status status;
    status.children.push_back({.id = "main", .garbage_sample = "\xFF\xFE"});
    EXPECT_TRUE(status_from(to_json(status)));
}

TEST(ShimProtocol, IgnoresNewMembersOfAStatus) {
    EXPECT_TRUE(
        status_from(R"({"protocol":2,"state":"idle","new":{},"children":[{"id":"a","x":1}]})"));
}

TEST(ShimProtocol, RefusesABadStatus) {
    struct Case {
        std::string_view json, pointer;
    };
    const Case cases[] = {
        {R"({"state":"idle"})", "/protocol"},
        {R"({"protocol":1})", "/state"},
        {R"({"protocol":1,"state":"dead"})", "/state"},
        {R"({"protocol":1,"state":1})", "/state"},
        {R"({"protocol":1,"state":"idle","oom_kills":-1})", "/oom_kills"},
        {R"({"protocol":1,"state":"idle","children":{}})", "/children"},
        {R"({"protocol":1,"state":"idle","children":[1]})", "/children/0"},
        {R"({"protocol":1,"state":"idle","children":[{"id":"a"},{"id":"A"}]})", "/children/1/id"},
        {R"({"protocol":1,"state":"idle","children":[{"id":"a","exit_code":256}]})",
         "/children/0/exit_code"},
    };
    for (const auto& [json, pointer] : cases) {
        const auto status = status_from(json);
        ASSERT_FALSE(status) << json;
        EXPECT_EQ(status.error().code, "bad_request");
        EXPECT_EQ(status.error().pointer, pointer) << json;
    }
    EXPECT_FALSE(status_from(std::string(300'000, ' ') + "{}"));
}

TEST(ShimProtocol, CarriesARenewBothWays) {
    EXPECT_EQ(to_json(Renew{.idle_ms = 5}), R"({"idle_ms":5})");
    const auto renew = renew_from(R"({"deadline_ms":7})");
    ASSERT_TRUE(renew);
    EXPECT_EQ(renew->deadline_ms, 7);
    EXPECT_EQ(renew->idle_ms, 0);
    EXPECT_FALSE(renew_from(R"({"idle":7})"));
    EXPECT_FALSE(renew_from(R"({"idle_ms":-7})"));
}

TEST(ShimProtocol, CarriesAHoldBothWays) {
    const auto hold = hold_from(to_json(Hold{.wait_ms = 5}));
    ASSERT_TRUE(hold);
    EXPECT_EQ(hold->wait_ms, 5);
    for (const auto* json : {"{}", R"({"wait_ms":0})", R"({"wait_ms":3600001})", R"({"x":1})"})
        EXPECT_FALSE(hold_from(json)) << json;
}

TEST(ShimProtocol, KnowsIdsOfChildren) {
    for (const auto* id : {"main", "probe-2", "0", "abcdefghijklmnopqrstuvwxyz012345"})
        EXPECT_TRUE(is_child_id(id)) << id;
    for (const auto* id :
         {"", "Main", "a/b", "a_b", "a.b", "ü", "abcdefghijklmnopqrstuvwxyz0123456"})
        EXPECT_FALSE(is_child_id(id)) << id;
}

}  // namespace
}  // namespace toolshed::shim
