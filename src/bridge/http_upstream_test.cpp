// SPDX-License-Identifier: Apache-2.0
#include "bridge/http_upstream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/wire/head.hpp"

namespace toolshed::bridge {
namespace {

namespace asio = boost::asio;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Tcp = asio::ip::tcp;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

std::string json_response(const std::string& body, const std::string& more = {}) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + more +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string stream_response(const std::string& events) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" +
           events;
}

std::string refusal(int status, const std::string& body = {}) {
    return "HTTP/1.1 " + std::to_string(status) +
           " No\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

constexpr std::string_view ask_list = R"({"jsonrpc":"2.0","id":7,"method":"tools/list"})";
constexpr std::string_view answer_list = R"({"jsonrpc":"2.0","id":7,"result":{"tools":[]}})";

/// A server on loopback that answers each request with the next of its responses; a response that
/// says `Connection: close`, or an empty one, closes the connection.
class Scripted : public testing::Test {
protected:
    Scripted() : acceptor_(io_, Tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
        asio::co_spawn(io_, serve(), report_);
    }

    std::shared_ptr<HttpUpstream> upstream(HttpServer::Kind kind = HttpServer::Kind::streamable,
                                           HttpLimits limits = {}) {
        limits.retry_default = Millis(1);
        HttpServer server{kind, acceptor_.local_endpoint(),
                          kind == HttpServer::Kind::sse ? "/sse" : "/mcp", "localhost:1"};
        return std::make_shared<HttpUpstream>(
            io_.get_executor(), server, limits,
            [this](std::string message) { messages_.push_back(std::move(message)); });
    }

    Result<void> post(const std::shared_ptr<HttpUpstream>& upstream, std::string_view message) {
        const auto before = messages_.size();
        const auto posting = std::make_shared<Posting>(
            std::string(message), [this, before] { return messages_.size() == before; });
        Result<void> done;
        bool ended = false;
        asio::co_spawn(io_, upstream->post(posting),
                       [&](const std::exception_ptr&, Result<void> result) {
                           done = std::move(result);
                           ended = true;
                       });
        while (!ended) io_.run_one();
        return done;
    }

    const std::function<void(std::exception_ptr)> report_ = [](const std::exception_ptr& thrown) {
        if (thrown) std::rethrow_exception(thrown);
    };
    asio::io_context io_;
    Tcp::acceptor acceptor_;
    std::vector<std::string> responses_;
    std::vector<std::string> requests_;
    std::vector<std::string> messages_;
    std::size_t connections_ = 0;

private:
    Task<void> serve() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(as_result);
            if (error) co_return;
            ++connections_;
            asio::co_spawn(io_, talk(std::move(socket)), report_);
        }
    }

    Task<void> talk(Tcp::socket socket) {
        std::string buffer;
        for (;;) {
            const auto [error, size] = co_await asio::async_read_until(
                socket, asio::dynamic_buffer(buffer), "\r\n\r\n", as_result);
            if (error) co_return;
            const auto head = net::wire::scan_request_head(buffer);
            const auto length =
                std::stoul(std::string((*head)->find("Content-Length").value_or("0")));
            while (buffer.size() < (*head)->size + length) {
                char more[4'096];
                const auto [failed, count] =
                    co_await socket.async_read_some(asio::buffer(more), as_result);
                if (failed) co_return;
                buffer.append(more, count);
            }
            requests_.push_back(buffer.substr(0, size + length));
            buffer.erase(0, size + length);
            const std::string response = requests_.size() <= responses_.size()
                                             ? responses_[requests_.size() - 1]
                                             : refusal(500, "nothing left");
            if (response.empty()) co_return;
            co_await asio::async_write(socket, asio::buffer(response), as_result);
            if (response.find("Connection: close") != std::string::npos) co_return;
        }
    }
};

TEST_F(Scripted, KeepsSessionRevisionAndConnection) {
    responses_ = {
        json_response(R"({"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}})",
                      "Mcp-Session-Id: s-1\r\n"),
        "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        json_response(std::string(answer_list))};
    const auto http = upstream();
    EXPECT_TRUE(post(http, R"({"jsonrpc":"2.0","id":1,"method":"initialize","params":{}})"));
    EXPECT_TRUE(post(http, R"({"jsonrpc":"2.0","method":"notifications/initialized"})"));
    EXPECT_TRUE(post(http, ask_list));
    ASSERT_EQ(requests_.size(), 3u);
    EXPECT_THAT(requests_[0], HasSubstr("POST /mcp HTTP/1.1\r\nHost: localhost:1\r\n"));
    EXPECT_THAT(requests_[0], HasSubstr("Accept: application/json, text/event-stream\r\n"));
    EXPECT_THAT(requests_[0], Not(HasSubstr("MCP-Protocol-Version")));
    EXPECT_THAT(requests_[2], HasSubstr("Mcp-Session-Id: s-1\r\n"));
    EXPECT_THAT(requests_[2], HasSubstr("MCP-Protocol-Version: 2025-06-18\r\n"));
    EXPECT_EQ(connections_, 1u);
    EXPECT_EQ(messages_.back(), answer_list);
}

TEST_F(Scripted, HandsOverEveryMessageOfAStream) {
    responses_ = {stream_response(
        ": hello\n\nid: 1\ndata:\n\n"
        "event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n"
        "data: {\"jsonrpc\":\"2.0\",\ndata: \"id\":7,\"result\":{\"tools\":[]}}\n\n")};
    EXPECT_TRUE(post(upstream(), ask_list));
    EXPECT_THAT(messages_, ElementsAre(HasSubstr("progress"),
                                       R"({"jsonrpc":"2.0", "id":7,"result":{"tools":[]}})"));
}

TEST_F(Scripted, TakesABrokenStreamUpAgain) {
    responses_ = {stream_response("id: e-1\nretry: 2\ndata:\n\n"),
                  stream_response("id: e-2\ndata: " + std::string(answer_list) + "\n\n")};
    EXPECT_TRUE(post(upstream(), ask_list));
    ASSERT_EQ(requests_.size(), 2u);
    EXPECT_THAT(requests_[1], HasSubstr("GET /mcp "));
    EXPECT_THAT(requests_[1], HasSubstr("Last-Event-ID: e-1\r\n"));
    EXPECT_THAT(messages_, ElementsAre(std::string(answer_list)));
}

TEST_F(Scripted, AJsonRpcErrorInARefusalIsTheAnswer) {
    responses_ = {
        refusal(400, R"({"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"no"}})")};
    EXPECT_TRUE(post(upstream(), ask_list));
    EXPECT_THAT(messages_,
                ElementsAre(R"({"jsonrpc":"2.0","id":7,"error":{"code":-32000,"message":"no"}})"));
}

TEST_F(Scripted, RefusalsAreTold) {
    responses_ = {refusal(404, "Cannot POST /mcp"), refusal(401, R"({"error":{"code":"token"}})"),
                  refusal(500, "<html>"), json_response("nonsense"), "SSH-2.0-x\r\n\r\n"};
    const std::string codes[] = {"endpoint_missing", "wants_authentication", "http_refused",
                                 "bad_response", "bad_response"};
    const auto http = upstream();
    for (const auto& code : codes) {
        const auto done = post(http, ask_list);
        ASSERT_FALSE(done) << code;
        EXPECT_EQ(done.error().code, code);
    }
    EXPECT_TRUE(messages_.empty());
}

TEST_F(Scripted, AKeptConnectionThatWasClosedIsNotMissed) {
    responses_ = {json_response(std::string(answer_list)), "",
                  json_response(std::string(answer_list))};
    const auto http = upstream();
    EXPECT_TRUE(post(http, ask_list));
    EXPECT_TRUE(post(http, ask_list));
    EXPECT_EQ(connections_, 2u);
    EXPECT_EQ(messages_.size(), 2u);
}

TEST_F(Scripted, AFreshConnectionThatIsClosedIsALoss) {
    responses_ = {"", ""};
    const auto done = post(upstream(), ask_list);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "connection_lost");
    EXPECT_EQ(requests_.size(), 1u);
}

TEST_F(Scripted, FollowsRedirectsToTheSameServerOnly) {
    responses_ = {
        "HTTP/1.1 307 T\r\nLocation: http://localhost:1/mcp/\r\nConnection: close\r\n\r\n",
        json_response(std::string(answer_list)),
        "HTTP/1.1 307 T\r\nLocation: http://other/mcp\r\nConnection: close\r\n\r\n"};
    const auto http = upstream();
    EXPECT_TRUE(post(http, ask_list));
    EXPECT_THAT(requests_[1], HasSubstr("POST /mcp/ "));
    const auto done = post(http, ask_list);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, "http_refused");
}

TEST_F(Scripted, LimitsWhatAnAnswerMayHold) {
    HttpLimits limits;
    limits.message_bytes_max = 100;
    responses_ = {json_response("\"" + std::string(200, 'x') + "\""),
                  stream_response("data: " + std::string(10'000, 'x') + "\n\n")};
    for (int i = 0; i < 2; ++i) {
        const auto done = post(upstream(HttpServer::Kind::streamable, limits), ask_list);
        ASSERT_FALSE(done);
        EXPECT_EQ(done.error().code, "message_too_large");
    }
}

TEST_F(Scripted, SpeaksHttpAndSse) {
    responses_ = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        "event: endpoint\ndata: /messages?sessionId=1\n\n",
        "HTTP/1.1 202 Accepted\r\nContent-Length: 8\r\n\r\nAccepted"};
    const auto http = upstream(HttpServer::Kind::sse);
    asio::co_spawn(io_, http->run_stream(), [](const std::exception_ptr&, Result<void>) {});
    EXPECT_TRUE(post(http, ask_list));
    ASSERT_EQ(requests_.size(), 2u);
    EXPECT_THAT(requests_[0], HasSubstr("GET /sse "));
    EXPECT_THAT(requests_[1], HasSubstr("POST /messages?sessionId=1 "));
    http->close();
}

TEST_F(Scripted, AStreamThatNamesAnotherOriginIsRefused) {
    responses_ = {
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
        "event: endpoint\ndata: http://169.254.169.254/x\n\n"};
    const auto http = upstream(HttpServer::Kind::sse);
    Result<void> ended;
    bool done = false;
    asio::co_spawn(io_, http->run_stream(), [&](const std::exception_ptr&, Result<void> result) {
        ended = std::move(result);
        done = true;
    });
    while (!done) io_.run_one();
    ASSERT_FALSE(ended);
    EXPECT_EQ(ended.error().code, "bad_response");
}

}  // namespace
}  // namespace toolshed::bridge
