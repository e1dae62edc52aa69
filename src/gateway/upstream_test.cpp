// SPDX-License-Identifier: Apache-2.0
#include "gateway/upstream.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "base/signal.hpp"

namespace toolshed::gateway {
namespace {

/// What a test makes a server say, and what was said to it.
class ScriptedStream final : public mcp::MessageStream {
public:
    struct Script {
        std::vector<std::string> sent;
        std::function<void(std::string_view)> say;
        std::unique_ptr<Signal> end;
        std::size_t unsent = 0;
    };
    explicit ScriptedStream(Script& script) : script_(script) {}
    void send(std::string_view message) override { script_.sent.emplace_back(message); }
    std::size_t unsent_bytes() const override { return script_.unsent; }
    Task<Result<void>> run(std::function<void(std::string_view)> take) override {
        script_.say = std::move(take);
        co_await script_.end->wait();
        co_return fail(Category::unavailable, "link_lost", "it ended");
    }
    void close() override { script_.end->raise(); }

private:
    Script& script_;
};

class UpstreamTest : public ::testing::Test {
protected:
    UpstreamTest() {
        script_.end = std::make_unique<Signal>(io_.get_executor());
        upstream_ = std::make_shared<Upstream>(std::make_unique<ScriptedStream>(script_), 1'000);
        upstream_->listen({[this](std::string_view message, const mcp::Envelope&) {
                               unrelated_.emplace_back(message);
                           },
                           [this] { lost_ = true; }});
        boost::asio::co_spawn(io_, Upstream::run(upstream_), [](std::exception_ptr) {});
        io_.poll();
    }
    ~UpstreamTest() override {
        upstream_->close();
        io_.restart();
        io_.poll();
    }

    std::shared_ptr<Outbox> ask(const std::string& message, const void* session = nullptr) {
        auto out = std::make_shared<Outbox>(io_.get_executor(), 1'000'000);
        const auto envelope = mcp::index_message(message);
        Pending pending{std::string(envelope->id), {}, out};
        pending.session = session;
        number_ = upstream_->send_request(message, *envelope, std::move(pending));
        return out;
    }
    /// Everything that is there now.
    std::vector<std::string> read(const std::shared_ptr<Outbox>& out) {
        std::vector<std::string> all;
        boost::asio::co_spawn(io_, drain(out, all), [](std::exception_ptr) {});
        io_.restart();
        io_.poll();
        return all;
    }
    static Task<void> drain(std::shared_ptr<Outbox> out, std::vector<std::string>& all) {
        while (!out->empty()) all.push_back(*co_await out->next(Millis(1)));
    }

    boost::asio::io_context io_;
    ScriptedStream::Script script_;
    std::shared_ptr<Upstream> upstream_;
    std::vector<std::string> unrelated_;
    std::int64_t number_ = 0;
    bool lost_ = false;
};

using Texts = std::vector<std::string>;

TEST_F(UpstreamTest, EqualIdsOfDifferentClientsNeverMeet) {
    const auto one = ask(R"({"jsonrpc":"2.0","id":1,"method":"a"})");
    const auto other = ask(R"({"jsonrpc":"2.0","id":"1","method":"b"})");
    EXPECT_EQ(script_.sent, (Texts{R"({"jsonrpc":"2.0","id":1,"method":"a"})",
                                   R"({"jsonrpc":"2.0","id":2,"method":"b"})"}));
    script_.say(R"({"jsonrpc":"2.0","id":2,"result":{"n":1.0}})");
    script_.say(R"({"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"x"}})");
    EXPECT_EQ(read(one), Texts{R"({"id":1,"jsonrpc":"2.0","error":{"code":1,"message":"x"}})"});
    EXPECT_EQ(read(other), Texts{R"({"jsonrpc":"2.0","id":"1","result":{"n":1.0}})"});
    EXPECT_TRUE(one->over());
}

TEST_F(UpstreamTest, AnswersToNothingAndSecondOnesAreDropped) {
    const auto out = ask(R"({"jsonrpc":"2.0","id":9,"method":"a"})");
    for (int times = 0; times < 2; ++times) script_.say(R"({"jsonrpc":"2.0","id":1,"result":{}})");
    script_.say(R"({"jsonrpc":"2.0","id":9,"result":{}})");
    script_.say(R"({"jsonrpc":"2.0","id":"x","result":{}})");
    script_.say("no message");
    EXPECT_EQ(read(out).size(), 1u);
    EXPECT_TRUE(unrelated_.empty());
}

TEST_F(UpstreamTest, ProgressGoesToWhoAskedForItWithTheirOwnToken) {
    const auto one =
        ask(R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"_meta":{"progressToken":"t"}}})");
    const auto other =
        ask(R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"_meta":{"progressToken":"t"}}})");
    EXPECT_NE(script_.sent[1].find(R"("progressToken":2)"), std::string::npos);
    const std::string progress =
        R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":)";
    script_.say(progress + R"(2,"progress":1}})");
    script_.say(progress + R"(7,"progress":1}})");
    EXPECT_TRUE(read(one).empty());
    EXPECT_EQ(read(other), Texts{progress + R"("t","progress":1}})"});
    EXPECT_TRUE(unrelated_.empty());
}

TEST_F(UpstreamTest, SubscriptionsAreStampedWithTheClientsId) {
    const auto out = ask(R"({"jsonrpc":"2.0","id":"sub","method":"subscriptions/listen"})");
    const auto change = [](const std::string& id) {
        return R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":)"
               R"({"_meta":{"io.modelcontextprotocol/subscriptionId":)" +
               id + "}}}";
    };
    script_.say(change("1"));
    script_.say(change("\"1\""));
    EXPECT_EQ(read(out), (Texts{change("\"sub\""), change("\"sub\"")}));
}

TEST_F(UpstreamTest, ACancelReachesOnlyTheClientsOwnRequest) {
    const int one = 0, other = 0;
    const auto first = ask(R"({"jsonrpc":"2.0","id":1,"method":"a"})", &one);
    const auto second = ask(R"({"jsonrpc":"2.0","id":1,"method":"a"})", &other);
    const std::string cancel =
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}})";
    upstream_->forward_cancel(cancel, *mcp::index_message(cancel),
                              [&](const Pending& each) { return each.session == &other; });
    EXPECT_EQ(script_.sent.back(),
              R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}})");
    EXPECT_TRUE(second->over());
    EXPECT_FALSE(first->over());
    upstream_->abandon(number_ - 1, "client_left");
    EXPECT_NE(script_.sent.back().find(R"("requestId":1)"), std::string::npos);
    EXPECT_EQ(upstream_->in_flight(), 0u);
}

TEST_F(UpstreamTest, ALostServerAnswersEveryOpenRequest) {
    const auto out = ask(R"({"jsonrpc":"2.0","id":"q","method":"a"})");
    upstream_->close();
    io_.restart();
    io_.poll();
    const auto told = read(out);
    ASSERT_EQ(told.size(), 1u);
    EXPECT_NE(told[0].find(R"("id":"q","error":{"code":-32603)"), std::string::npos);
    EXPECT_TRUE(lost_);
    EXPECT_TRUE(upstream_->lost());
}

TEST_F(UpstreamTest, WhatTheServerSaysByItselfIsNeverTakenForOurOwnAnswer) {
    const std::string message = R"({"jsonrpc":"2.0","id":0,"method":"initialize"})";
    Pending pending{"0", {}, std::make_shared<Outbox>(io_.get_executor(), 1'000)};
    pending.own = true;
    const auto out = pending.out;
    upstream_->send_request(message, *mcp::index_message(message), std::move(pending));
    EXPECT_EQ(upstream_->newest(), nullptr);
    EXPECT_EQ(upstream_->only(), nullptr);
    const auto clients = ask(R"({"jsonrpc":"2.0","id":7,"method":"a"})");
    ASSERT_NE(upstream_->only(), nullptr);
    EXPECT_EQ(upstream_->only()->out, clients);
    script_.say(R"({"jsonrpc":"2.0","method":"notifications/message","params":{}})");
    EXPECT_EQ(unrelated_.size(), 1u);
    EXPECT_TRUE(out->empty());
}

TEST_F(UpstreamTest, AServerThatAsksAndDoesNotReadIsEnded) {
    upstream_->answer("a");
    script_.unsent = 1'001;
    upstream_->answer("b");
    EXPECT_EQ(script_.sent, Texts{"a"});
    EXPECT_TRUE(script_.end->raised());
}

TEST_F(UpstreamTest, HowACallEndedIsToldHoweverItDoes) {
    std::vector<std::string> codes;
    const auto call = [&](const std::string& id) {
        const std::string message = R"({"jsonrpc":"2.0","id":)" + id + R"(,"method":"a"})";
        Pending pending{id, {}, std::make_shared<Outbox>(io_.get_executor(), 1'000)};
        pending.answered = [&](const mcp::Envelope& answer) { codes.emplace_back(answer.error); };
        return upstream_->send_request(message, *mcp::index_message(message), std::move(pending));
    };
    upstream_->abandon(call("1"), "client_left");
    call("2");
    const std::string cancel =
        R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":2}})";
    upstream_->forward_cancel(cancel, *mcp::index_message(cancel),
                              [](const Pending&) { return true; });
    ASSERT_EQ(codes.size(), 2u);
    EXPECT_NE(codes[0].find("client_left"), std::string::npos);
    EXPECT_NE(codes[1].find("cancelled"), std::string::npos);
}

TEST_F(UpstreamTest, AClientThatDoesNotReadLosesItsStreamAlone) {
    const auto slow = std::make_shared<Outbox>(io_.get_executor(), 10);
    EXPECT_TRUE(slow->push(std::string(100, 'x'))) << "one message always fits";
    EXPECT_FALSE(slow->push("y"));
    EXPECT_TRUE(slow->overflowed());
    EXPECT_TRUE(slow->over());
}

}  // namespace
}  // namespace toolshed::gateway
