// SPDX-License-Identifier: Apache-2.0
//
// Server and client against each other, and the server against raw bytes.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "base/log.hpp"
#include "base/task_group.hpp"
#include "net/client.hpp"
#include "net/server.hpp"

namespace toolshed::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr Millis plenty{20'000};

Task<void> count_up(BodyWriter& writer) {
    for (int i = 0; i < 3; ++i)
        if (!co_await writer.write("part" + std::to_string(i) + "\n")) co_return;
}

Task<void> for_ever(BodyWriter& writer, Clock& clock, bool& ended) {
    struct Ending {
        bool& ended;
        ~Ending() { ended = true; }
    } ending{ended};
    while (co_await writer.write("again\n")) co_await clock.sleep(Millis(5));
}

class Http : public ::testing::Test {
protected:
    Http() { limits_.drain_limit = Millis(300); }

    Task<Reply> answer(Request request) {
        if (request.target == "/echo")
            co_return Reply{{200, {}, request.method + " " + request.body}};
        if (request.target == "/count") co_return Reply{{200}, count_up};
        if (request.target == "/ever")
            co_return Reply{
                {200}, [this](BodyWriter& writer) { return for_ever(writer, clock_, ended_); }};
        if (request.target == "/slow") co_await clock_.sleep(Millis(100));
        if (request.target == "/throws") throw std::runtime_error("a bug");
        co_return Reply{{request.target == "/nothing" ? 404 : 200, {}, "done"}};
    }

    /// Starts the server, lets the story happen, stops it.
    void tell(std::function<Task<void>()> story) {
        server_ = make_server(
            io_.get_executor(), clock_, log_,
            [this](Request request) { return answer(std::move(request)); }, limits_, check_);
        endpoint_ = *server_->listen(Endpoint::tcp("127.0.0.1", 0));
        client_ = make_client(io_.get_executor(), clock_);
        std::exception_ptr thrown;
        asio::co_spawn(io_, whole(std::move(story)),
                       [&](std::exception_ptr error) { thrown = error; });
        io_.run();
        if (thrown) std::rethrow_exception(thrown);
    }
    Task<void> whole(std::function<Task<void>()> story) {
        co_await story();
        co_await server_->stop();
    }

    Task<Result<Response>> get(std::string target) {
        co_return co_await client_->send(endpoint_, {"GET", std::move(target)}, plenty);
    }
    /// Sends raw bytes and reads until the server closes.
    Task<std::string> raw(std::string bytes) {
        tcp::socket socket(io_);
        co_await socket.async_connect(
            tcp::endpoint(asio::ip::address_v4::loopback(), endpoint_.port), asio::use_awaitable);
        co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
        std::string all;
        boost::system::error_code end;
        co_await asio::async_read(socket, asio::dynamic_buffer(all),
                                  asio::redirect_error(asio::use_awaitable, end));
        co_return all;
    }

    Task<void> slow(bool& answered) {
        const auto response = co_await get("/slow");
        answered = response && response->status == 200;
    }
    static Task<Result<std::string>> next_part(int& left) {
        co_return left == 0 ? std::string() : std::to_string(left--);
    }

    asio::io_context io_{1};
    SystemClock clock_;
    SilentLog log_;
    ServerLimits limits_;
    HeadCheck check_;
    Endpoint endpoint_;
    std::unique_ptr<Server> server_;
    std::unique_ptr<Client> client_;
    bool ended_ = false;
};

TEST_F(Http, RefusesHeadsThatTwoReadersCouldUnderstandDifferently) {
    tell([this]() -> Task<void> {
        for (const std::string fields :
             {"Transfer-Encoding: gzip, chunked\r\n", "Transfer-Encoding: xchunked\r\n",
              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
              "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "Host: y\r\n"}) {
            const auto said = co_await raw("POST /echo HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
            EXPECT_TRUE(said.starts_with("HTTP/1.1 400")) << fields << said;
        }
    });
}

TEST_F(Http, AsksTheHeadCheckBeforeABodyIsRead) {
    check_ = [](const Request& head) {
        return head.headers.find("Let-Me") ? std::optional<Response>() : Response{401, {}, "no"};
    };
    tell([this]() -> Task<void> {
        const auto refused =
            co_await raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 4000000\r\n\r\n");
        EXPECT_TRUE(refused.starts_with("HTTP/1.1 401")) << refused;
        const auto let = co_await raw(
            "POST /echo HTTP/1.1\r\nHost: x\r\nLet-Me: in\r\nConnection: close\r\n"
            "Content-Length: 2\r\n\r\nhi");
        EXPECT_TRUE(let.starts_with("HTTP/1.1 200")) << let;
    });
}

TEST_F(Http, AnswersOneRequestAfterTheOtherOnOneConnection) {
    tell([this]() -> Task<void> {
        for (int i = 0; i < 5; ++i) {
            Request request{"POST", "/echo"};
            request.body = std::string(100'000, 'x');
            const auto response = co_await client_->send(endpoint_, std::move(request), plenty);
            EXPECT_EQ(response->body.size(), 100'005u);
        }
        EXPECT_EQ((co_await get("/nothing"))->status, 404);
        EXPECT_EQ(server_->connections(), 1u);
    });
}

TEST_F(Http, AnswersPipelinedRequestsInOrder) {
    tell([this]() -> Task<void> {
        const auto all = co_await raw(
            "GET /echo HTTP/1.1\r\nHost: x\r\n\r\n"
            "GET /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_NE(all.find("\r\n\r\nGET HTTP/1.1 200"), std::string::npos) << all;
        EXPECT_TRUE(all.ends_with("\r\n\r\nGET ")) << all;
    });
}

TEST_F(Http, SaysContinueBeforeABodyThatWaitsForIt) {
    tell([this]() -> Task<void> {
        const auto all = co_await raw(
            "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
            "Expect: 100-continue\r\nConnection: close\r\n\r\nhi");
        EXPECT_TRUE(all.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")) << all;
        EXPECT_NE(all.find("\r\nDate: "), std::string::npos) << all;
        EXPECT_TRUE(all.ends_with("POST hi")) << all;
    });
}

TEST_F(Http, TakesChunkedBodies) {
    tell([this]() -> Task<void> {
        const auto all = co_await raw(
            "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
            "Connection: close\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n");
        EXPECT_TRUE(all.ends_with("POST hello")) << all;
    });
}

TEST_F(Http, AnswersHeadWithoutABody) {
    tell([this]() -> Task<void> {
        const auto all = co_await raw("HEAD /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        EXPECT_NE(all.find("Content-Length: 4\r\n"), std::string::npos);
        EXPECT_TRUE(all.ends_with("\r\n\r\n"));
    });
}

TEST_F(Http, RefusesWhatIsMalformedOrTooLarge) {
    limits_.header_bytes_max = 2'000;
    limits_.body_bytes_max = 100;
    tell([this]() -> Task<void> {
        const std::pair<std::string, std::string> cases[] = {
            {"NONSENSE\r\n\r\n", "bad_request"},
            {"GET / HTTP/1.1\r\nX: " + std::string(3'000, 'x') + "\r\n\r\n", "headers_too_large"},
            {"POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n" + std::string(101, 'x'),
             "body_too_large"},
            {"POST / HTTP/1.1\r\nContent-Length: nine\r\n\r\n", "bad_request"},
        };
        for (const auto& [bytes, code] : cases) {
            const auto all = co_await raw(bytes);
            EXPECT_TRUE(all.starts_with("HTTP/1.1 400 ")) << all;
            EXPECT_NE(all.find("\"code\":\"" + code + "\""), std::string::npos) << all;
        }
    });
}

TEST_F(Http, ClosesOnAPeerThatTakesTooLong) {
    limits_.header_limit = limits_.idle_limit = limits_.body_limit = Millis(50);
    tell([this]() -> Task<void> {
        EXPECT_EQ(co_await raw("GET / HT"), "") << "a head that never ends";
        EXPECT_EQ(co_await raw("POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab"), "") << "a body";
    });
}

TEST_F(Http, TurnsAnExceptionIntoAnInternalError) {
    tell([this]() -> Task<void> {
        const auto response = co_await get("/throws");
        EXPECT_EQ(response->status, 500);
        EXPECT_EQ(response->body.find("a bug"), std::string::npos) << "causes stay in the log";
    });
}

TEST_F(Http, StreamsABodyPartByPart) {
    tell([this]() -> Task<void> {
        auto stream = co_await client_->open(endpoint_, {"GET", "/count"}, plenty);
        std::string all;
        for (;;) {
            const auto part = co_await (*stream)->read_some(plenty);
            if (!part || !*part) break;
            all += **part;
        }
        EXPECT_EQ(all, "part0\npart1\npart2\n");
    });
}

TEST_F(Http, EndsAStreamWhoseReaderHasLeft) {
    tell([this]() -> Task<void> {
        auto stream = co_await client_->open(endpoint_, {"GET", "/ever"}, plenty);
        (void)(co_await (*stream)->read_some(plenty)).has_value();
        stream->reset();
        while (!ended_) co_await clock_.sleep(Millis(1));
    });
}

TEST_F(Http, StopEndsStreamsAndLetsRequestsFinish) {
    tell([this]() -> Task<void> {
        auto stream = co_await client_->open(endpoint_, {"GET", "/ever"}, plenty);
        bool answered = false;
        TaskGroup group(co_await asio::this_coro::executor, {});
        group.spawn("slow", slow(answered));
        while (server_->connections() < 2) co_await clock_.sleep(Millis(1));
        co_await server_->stop();
        co_await group.join();
        EXPECT_TRUE(ended_);
        EXPECT_TRUE(answered);
    });
}

TEST_F(Http, SendsAStreamedRequestBody) {
    tell([this]() -> Task<void> {
        int left = 3;
        const BodySource source = [&left] { return next_part(left); };
        auto stream = co_await client_->open(endpoint_, {"POST", "/echo"}, plenty, source);
        const auto part = co_await (*stream)->read_some(plenty);
        EXPECT_EQ(**part, "POST 321");
    });
}

TEST_F(Http, LimitsHowLongAClientWaits) {
    tell([this]() -> Task<void> {
        const auto late = co_await client_->send(endpoint_, {"GET", "/slow"}, Millis(10));
        EXPECT_EQ(late.error().code, "request_timeout");
        const auto closed = co_await client_->send(Endpoint::unix_socket("/nowhere"), {}, plenty);
        EXPECT_EQ(closed.error().code, "connect_failed");
    });
}

}  // namespace
}  // namespace toolshed::net
