// SPDX-License-Identifier: Apache-2.0
//
// The client against a strict stand-in for the engine on a Unix socket.
#include "docker/client.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>

#include "base/log.hpp"
#include "docker/json.hpp"
#include "net/server.hpp"

namespace toolshed::docker {
namespace {

class ClientTest : public ::testing::Test {
protected:
    ClientTest()
        : socket_((std::filesystem::path(::testing::TempDir()) /
                   ("engine-" + std::to_string(::getpid()) + ".sock"))
                      .string()) {}
    ~ClientTest() override { std::filesystem::remove(socket_); }

    Task<net::Reply> answer(net::Request request) {
        asked_.push_back(request.method + " " + request.target);
        if (request.target == "/version")
            co_return net::Reply{{200, {}, R"({"Version":"x","ApiVersion":")" + api_ + "\"}"}};
        co_return net::Reply{{status_, {}, body_}};
    }

    void tell(std::function<Task<void>(Client&)> story) {
        auto server =
            net::make_server(io_.get_executor(), clock_, log_,
                             [this](net::Request request) { return answer(std::move(request)); });
        ASSERT_TRUE(server->listen(net::Endpoint::unix_socket(socket_)));
        const auto http = net::make_client(io_.get_executor(), clock_);
        Client client(*http, clock_, {socket_});
        std::exception_ptr thrown;
        boost::asio::co_spawn(io_, whole(*server, client, std::move(story)),
                              [&](std::exception_ptr error) { thrown = error; });
        io_.restart();
        io_.run();
        if (thrown) std::rethrow_exception(thrown);
    }
    static Task<void> whole(net::Server& server, Client& client,
                            std::function<Task<void>(Client&)> story) {
        co_await story(client);
        co_await server.stop();
    }

    boost::asio::io_context io_{1};
    SystemClock clock_;
    SilentLog log_;
    std::string socket_;
    std::string api_ = "1.41";
    int status_ = 200;
    std::string body_;
    std::vector<std::string> asked_;
};

TEST_F(ClientTest, SpeaksTheOlderOfBothVersions) {
    struct Case {
        std::string engine, prefix;
    };
    const Case cases[] = {{"1.45", "/v1.41/"}, {"1.41", "/v1.41/"}, {"1.40", "/v1.40/"}};
    for (const auto& each : cases) {
        api_ = each.engine;
        asked_.clear();
        body_ = R"({"State":{"Running":true},"Name":"/w"})";
        tell([](Client& client) -> Task<void> {
            const auto container = co_await client.inspect_container("w");
            EXPECT_TRUE(container && container->running && container->name == "w");
        });
        EXPECT_EQ(asked_.back(), "GET " + each.prefix + "containers/w/json");
    }
}

TEST_F(ClientTest, RefusesAnEngineThatIsTooOld) {
    api_ = "1.39";
    tell([](Client& client) -> Task<void> {
        const auto done = co_await client.inspect_container("w");
        EXPECT_EQ(done.error().code, "engine_too_old");
        EXPECT_NE(done.error().message.find("1.39"), std::string::npos);
    });
}

TEST_F(ClientTest, SaysWhatARefusalMeans) {
    struct Case {
        int status;
        std::string message, code;
        Category category;
    };
    const Case cases[] = {
        {404, "No such container", "workload_missing", Category::not_found},
        {409, "Conflict", "name_taken", Category::conflict},
        {400, "bad parameter", "engine_refused", Category::invalid},
        {500, "write /x: no space left on device", "disk_full", Category::exhausted},
        {500, "anything else", "engine_failed", Category::unavailable},
    };
    for (const auto& each : cases) {
        status_ = each.status;
        body_ = R"({"message":")" + each.message + "\"}";
        tell([&each](Client& client) -> Task<void> {
            const auto done = co_await client.start_container("w");
            EXPECT_EQ(done.error().code, each.code);
            EXPECT_EQ(done.error().category, each.category);
            EXPECT_NE(done.error().message.find(each.message), std::string::npos);
        });
    }
}

TEST_F(ClientTest, TellsHowToMendAnAbsentEngine) {
    const auto http = net::make_client(io_.get_executor(), clock_);
    Client client(*http, clock_, {"/nowhere/docker.sock"});
    boost::asio::co_spawn(io_, client.version(), [](std::exception_ptr, const auto& version) {
        EXPECT_EQ(version.error().code, "engine_unavailable");
        EXPECT_NE(version.error().message.find("start it"), std::string::npos);
    });
    io_.run();
}

TEST_F(ClientTest, ReadsABuildsOutputCutAnywhere) {
    body_ = R"({"stream":"Step 1/1 : FROM scratch\n"})"
            "\r\n"
            R"({"stream":" ---\u003e "})"
            "\r\n"
            R"({"stream":"abc\n"})"
            "\r\n"
            R"({"aux":{"ID":"sha256:1234"}})"
            "\r\n";
    tell([](Client& client) -> Task<void> {
        std::vector<std::string> lines;
        const net::BodySource nothing = []() -> Task<Result<std::string>> { co_return ""; };
        const auto built = co_await client.build(
            {}, nothing, [&](std::string line) { lines.push_back(std::move(line)); });
        EXPECT_EQ(built->image_id, "sha256:1234");
        EXPECT_EQ(lines, (std::vector<std::string>{"Step 1/1 : FROM scratch", " ---> abc"}));
    });
}

TEST(BuildOutput, KeepsTheErrorWithItsCode) {
    std::vector<std::string> lines;
    BuildOutput output([&](std::string line) { lines.push_back(std::move(line)); });
    const std::string text =
        R"({"errorDetail":{"code":42,"message":"it failed"},"error":"it failed"})"
        "\n";
    for (const char c : text) output.feed(std::string(1, c));
    EXPECT_EQ(output.result().error, "it failed");
    EXPECT_EQ(output.result().exit_code, 42);
    EXPECT_EQ(lines, std::vector<std::string>{"it failed"});
}

}  // namespace
}  // namespace toolshed::docker
