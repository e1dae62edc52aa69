// SPDX-License-Identifier: Apache-2.0
#include "shim/conversation.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace toolshed::shim {
namespace {

using State = Exchange::State;

class ConversationTest : public ::testing::Test {
protected:
    std::shared_ptr<Exchange> request(std::string id) {
        auto exchange = std::make_shared<Exchange>();
        exchange->id = std::move(id);
        EXPECT_TRUE(conversation_.open(exchange));
        return exchange;
    }
    void say(std::string line) { conversation_.take_line(std::move(line)); }
    static std::string answer(const std::string& id) {
        return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":{}})";
    }

    LogRing log_{10'000};
    std::vector<std::string> replies_;
    Conversation conversation_{"main", log_,
                               [this](std::string line) { replies_.push_back(std::move(line)); }};
};

TEST_F(ConversationTest, MatchesAnswersByRawId) {
    const auto number = request("1"), text = request("\"1\"");
    say("  " + answer("\"1\"") + " \r");
    EXPECT_EQ(text->state, State::answered);
    EXPECT_EQ(text->answer, "  " + answer("\"1\"") + " \r") << "untouched";
    EXPECT_EQ(number->state, State::waiting);
    say(R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"m"}})");
    EXPECT_EQ(number->state, State::answered);
    say(answer("1"));
    EXPECT_EQ(conversation_.counts().unmatched_responses, 1) << "answered twice";
}

TEST_F(ConversationTest, RefusesADuplicateId) {
    request("1");
    const auto second = std::make_shared<Exchange>();
    second->id = "1";
    EXPECT_FALSE(conversation_.open(second));
    EXPECT_EQ(conversation_.open_requests(), 1u);
}

TEST_F(ConversationTest, CountsWhatIsNoMessage) {
    for (const auto* line : {"first", "[]", "{}", R"({"jsonrpc":"2.0","id":1})",
                             R"({"jsonrpc":"2.0","id":null,"result":1})",
                             R"({"jsonrpc":"2.0","id":1,"result":1,"error":{}})"})
        say(line);
    say(" \t");
    EXPECT_EQ(conversation_.counts().garbage_lines, 6);
    EXPECT_EQ(conversation_.counts().garbage_sample, "first");
    say(R"({"jsonrpc":"2.0","method":"notifications/x"})");
    EXPECT_EQ(conversation_.counts().notifications, 1);
    EXPECT_EQ(conversation_.counts().noise(), 6);
}

TEST_F(ConversationTest, KeepsAShortValidSampleOfGarbage) {
    std::string line(199, 'a');
    say(line + "\xC3\xA9 and more");
    EXPECT_EQ(conversation_.counts().garbage_sample, line);
}

TEST_F(ConversationTest, AnswersPingAndDeclinesTheRest) {
    say(R"({"jsonrpc":"2.0","id":"p","method":"ping"})");
    say(R"({"jsonrpc":"2.0","id":9,"method":"sampling/createMessage","params":{}})");
    say(R"({"jsonrpc":"2.0","id":")" + std::string(2'000, 'i') + R"(","method":"ping"})");
    ASSERT_EQ(replies_.size(), 2u);
    EXPECT_EQ(replies_[0], "{\"jsonrpc\":\"2.0\",\"id\":\"p\",\"result\":{}}\n");
    EXPECT_TRUE(replies_[1].starts_with(R"({"jsonrpc":"2.0","id":9,"error":{"code":-32601,)"));
    EXPECT_TRUE(mcp::index_message(replies_[1])->is_response());
    EXPECT_EQ(conversation_.counts().declined_requests, 2);
}

TEST_F(ConversationTest, ForgivesOneLateAnswerToAnAbandonedRequest) {
    const auto exchange = request("1");
    conversation_.abandon(exchange, State::timed_out);
    EXPECT_EQ(exchange->state, State::timed_out);
    say(answer("1"));
    EXPECT_EQ(conversation_.counts().unmatched_responses, 0);
    say(answer("1"));
    EXPECT_EQ(conversation_.counts().unmatched_responses, 1);
}

TEST_F(ConversationTest, RemembersABoundedNumberOfAbandonedIds) {
    for (std::size_t i = 0; i <= Conversation::abandoned_ids_max; ++i)
        conversation_.abandon(request(std::to_string(i)), State::abandoned);
    say(answer("0"));
    EXPECT_EQ(conversation_.counts().unmatched_responses, 1) << "the oldest is forgotten";
    say(answer("1"));
    EXPECT_EQ(conversation_.counts().unmatched_responses, 1);
}

TEST_F(ConversationTest, AbandonsNothingThatIsAnothers) {
    const auto first = request("1");
    say(answer("1"));
    const auto second = request("1");
    conversation_.abandon(first, State::abandoned);
    EXPECT_EQ(first->state, State::answered);
    say(answer("1"));
    EXPECT_EQ(second->state, State::answered);
}

TEST_F(ConversationTest, LosesTheRightAnswerToALongLine) {
    struct Case {
        std::string_view start, end;
        State first, second;
        std::string_view why;
    };
    const Case cases[] = {
        {R"({"id":1,"result":"xx)", "xx\"}", State::too_large, State::waiting, "id in front"},
        {R"({"result":"xx)", R"(xx","id":2})", State::waiting, State::too_large, "id behind"},
        {R"({"result":"xx)", R"(xx"})", State::too_large, State::too_large, "no id in sight"},
        {R"({"id":7,"result":"xx)", "xx\"}", State::waiting, State::waiting, "another id"},
        {R"({"method":"n","params":"xx)", "xx\"}", State::waiting, State::waiting, "no answer"},
        {"garbage without an end", "end", State::waiting, State::waiting, "no message"},
    };
    for (const auto& [start, end, first_state, second_state, why] : cases) {
        const auto first = request("1"), second = request("2");
        conversation_.begin_long_line(start);
        conversation_.end_long_line(end);
        EXPECT_EQ(first->state, first_state) << why;
        EXPECT_EQ(second->state, second_state) << why;
        conversation_.end();
    }
    EXPECT_EQ(conversation_.counts().garbage_lines, 1);
}

TEST_F(ConversationTest, SettlesEverythingAtItsEndAndWakesOnce) {
    const auto first = request("1"), second = request("2");
    int woken = 0;
    first->wake = [&woken] { ++woken; };
    conversation_.end();
    first->settle(State::answered);
    EXPECT_EQ(first->state, State::ended);
    EXPECT_EQ(second->state, State::ended);
    EXPECT_EQ(woken, 1);
    EXPECT_EQ(conversation_.open_requests(), 0u);
}

}  // namespace
}  // namespace toolshed::shim
