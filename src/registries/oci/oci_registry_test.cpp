// SPDX-License-Identifier: Apache-2.0
//
// The registry against a server in this process that plays a registry, a token service and, on a
// Unix socket, an engine: honest, wrong, and hostile.
#include "registries/oci/oci_registry.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>

#include "base/digest.hpp"
#include "base/log.hpp"
#include "net/server.hpp"

namespace toolshed::registries::oci {
namespace {

using net::Reply;
using net::Request;

const std::string image_id = "sha256:" + std::string(64, 'a');
const Digest image{Digest::Kind::image_id, image_id};
const std::string manifest_body =
    R"({"schemaVersion":2,"config":{"digest":")" + image_id + R"("},"layers":[]})";
const std::string manifest_digest = "sha256:" + sha256_hex(manifest_body);
const std::string tag_path = "/v2/shed/srv-1/manifests/abc-run";
const std::string digest_path = "/v2/shed/srv-1/manifests/" + manifest_digest;

Reply answer_with(int status, std::string body = {}, net::Headers headers = {}) {
    return Reply{{status, std::move(headers), std::move(body)}};
}

Task<void> pour(net::BodyWriter& writer) {
    while (co_await writer.write(std::string(16 * 1024, 'x'))) {
    }
}

class Registry : public ::testing::Test {
protected:
    Registry()
        : socket_((std::filesystem::path(::testing::TempDir()) /
                   ("registry-" + std::to_string(::getpid()) + ".sock"))
                      .string()) {
        server_limits_.drain_limit = Millis(100);
        config_.repository_prefix = "shed";
        client_limits_.body_bytes_max = 64 * 1024;
    }
    ~Registry() override { std::filesystem::remove(socket_); }

    /// A registry that has the image under its tag; its answers can be changed by `reply_`.
    Reply honest(const Request& request) {
        if (request.target == "/v2/") return answer_with(200, "{}");
        if (request.target == tag_path || request.target == digest_path)
            return answer_with(200, manifest_body, {{"Docker-Content-Digest", manifest_digest}});
        return answer_with(404);
    }
    Task<Reply> from_registry(Request request) {
        asked_.push_back(request.method + " " + request.target);
        if (silent_) co_await clock_.sleep(Millis(60'000));
        co_return reply_ ? reply_(request) : honest(request);
    }
    Task<Reply> from_engine(Request request) {
        if (request.target == "/version") co_return answer_with(200, R"({"ApiVersion":"1.41"})");
        moved_.push_back(request.method + " " + request.target);
        moved_auth_ = std::string(request.headers.find("X-Registry-Auth").value_or(""));
        co_return answer_with(engine_status_, engine_body_);
    }

    void tell(std::function<Task<void>(OciRegistry&)> story) {
        const auto executor = io_.get_executor();
        const auto server = net::make_server(
            executor, clock_, log_, [this](Request request) { return from_registry(request); },
            server_limits_);
        const auto engine = net::make_server(
            executor, clock_, log_, [this](Request request) { return from_engine(request); },
            server_limits_);
        port_ = server->listen(net::Endpoint::tcp("127.0.0.1", 0))->port;
        ASSERT_TRUE(engine->listen(net::Endpoint::unix_socket(socket_)));
        config_.url = "http://127.0.0.1:" + std::to_string(port_);
        const auto http = net::make_client(executor, clock_, client_limits_);
        docker::Client docker(*http, clock_, {socket_});
        OciRegistry registry(docker, *http, clock_, config_);
        std::exception_ptr thrown;
        boost::asio::co_spawn(io_, whole(registry, *server, *engine, std::move(story)),
                              [&](std::exception_ptr error) { thrown = error; });
        io_.restart();
        io_.run();
        if (thrown) std::rethrow_exception(thrown);
    }
    static Task<void> whole(OciRegistry& registry, net::Server& server, net::Server& engine,
                            std::function<Task<void>(OciRegistry&)> story) {
        co_await story(registry);
        co_await server.stop();
        co_await engine.stop();
    }

    std::string name() const { return "127.0.0.1:" + std::to_string(port_) + "/shed/srv-1"; }
    Task<Result<std::optional<PushedImage>>> find(OciRegistry& registry) {
        return registry.find(name() + ":abc-run", image);
    }
    /// The code that finding the image ends with, for every way in which a registry answers.
    void expect_code(const std::string& code, std::function<Reply(const Request&)> reply) {
        reply_ = std::move(reply);
        asked_.clear();
        tell([this, code](OciRegistry& registry) -> Task<void> {
            const auto found = co_await find(registry);
            EXPECT_FALSE(found);
            if (!found) EXPECT_EQ(found.error().code, code) << found.error().message;
            if (!found && !config_.password.empty())
                EXPECT_EQ(found.error().message.find(config_.password), std::string::npos);
        });
    }
    void with_password() {
        config_.username = "robot";
        config_.password = "sesame";
    }

    boost::asio::io_context io_{1};
    SystemClock clock_;
    SilentLog log_;
    net::ServerLimits server_limits_;
    net::ClientLimits client_limits_;
    RegistryConfig config_;
    std::string socket_;
    std::uint16_t port_ = 0;
    std::function<Reply(const Request&)> reply_;
    bool silent_ = false;
    std::vector<std::string> asked_;
    std::vector<std::string> moved_;
    std::string moved_auth_;
    int engine_status_ = 200;
    std::string engine_body_;
};

TEST_F(Registry, ReadsTheDigestBackFromTheRegistryItself) {
    tell([this](OciRegistry& registry) -> Task<void> {
        EXPECT_EQ(registry.full_name("srv-1:abc-run"), name() + ":abc-run");
        const auto found = co_await find(registry);
        EXPECT_EQ((**found).repository, name());
        EXPECT_EQ((**found).digest, (Digest{Digest::Kind::manifest, manifest_digest}));
        EXPECT_EQ(asked_, (std::vector<std::string>{"HEAD " + tag_path, "GET " + digest_path}));
        EXPECT_TRUE(*co_await registry.has(name() + "@" + manifest_digest));
        EXPECT_FALSE(*co_await registry.has(name() + "@" + image_id));
        EXPECT_FALSE((co_await registry.find(name() + ":other", image))->has_value());
    });
}

TEST_F(Registry, ComputesTheDigestThatARegistryDoesNotTell) {
    reply_ = [](const Request&) { return answer_with(200, manifest_body); };
    tell([this](OciRegistry& registry) -> Task<void> {
        EXPECT_EQ((**co_await find(registry)).digest.value, manifest_digest);
    });
}

TEST_F(Registry, BelievesNoDigestThatIsNotTheImages) {
    const auto telling = [](std::string digest, std::string body) {
        return [digest, body](const Request&) {
            return answer_with(200, body, {{"Docker-Content-Digest", digest}});
        };
    };
    const std::string other = R"({"config":{"digest":"sha256:)" + std::string(64, 'b') + R"("}})";
    const auto digest_of = [](const std::string& body) { return "sha256:" + sha256_hex(body); };
    expect_code("digest_mismatch", telling("sha256:" + std::string(64, 'c'), manifest_body));
    expect_code("digest_mismatch", telling("sha256:../../x", manifest_body));
    expect_code("digest_mismatch", telling(digest_of(other), other));
    for (const std::string nonsense : {"", "{", "[]", R"({"config":7})", R"({"config":{}})",
                                       R"({"config":{"digest":[1]}})", "null"})
        expect_code("digest_mismatch", telling(digest_of(nonsense), nonsense));
    expect_code("digest_mismatch", [](const Request& request) {
        return request.method == "GET"
                   ? answer_with(404)
                   : answer_with(200, "", {{"Docker-Content-Digest", manifest_digest}});
    });
}

TEST_F(Registry, IsUnavailableWhenWhatAnswersIsNoRegistry) {
    for (const int status : {400, 429, 500, 502, 503})
        expect_code("registry_unavailable",
                    [status](const Request&) { return answer_with(status, "trouble"); });
    config_.request_limit = Millis(50);
    config_.url = "http://127.0.0.1:1";
    SystemClock clock;
    const auto http = net::make_client(io_.get_executor(), clock);
    docker::Client docker(*http, clock, {socket_});
    OciRegistry registry(docker, *http, clock, config_);
    io_.restart();
    boost::asio::co_spawn(io_, registry.check(), [](std::exception_ptr, const auto& checked) {
        EXPECT_EQ(checked.error().code, "registry_unavailable");
        EXPECT_NE(checked.error().message.find("registry.url"), std::string::npos);
    });
    io_.run();
}

TEST_F(Registry, FollowsNoRedirectHoweverOftenItComes) {
    expect_code("registry_unavailable", [](const Request& request) {
        return answer_with(307, "", {{"Location", request.target + "/again"}});
    });
    EXPECT_EQ(asked_.size(), 1u);
}

TEST_F(Registry, ReadsNoMoreThanItsLimit) {
    expect_code("registry_unavailable", [this](const Request& request) {
        return request.method == "HEAD" ? honest(request) : Reply{{200}, pour};
    });
    expect_code("registry_unavailable", [](const Request&) {
        return answer_with(200, "", {{"X-Large", std::string(128 * 1024, 'x')}});
    });
}

TEST_F(Registry, WaitsNoLongerThanItsLimit) {
    silent_ = true;
    config_.request_limit = Millis(20);
    expect_code("registry_unavailable", {});
}

TEST_F(Registry, AnswersABasicChallengeOnceAndRemembersIt) {
    with_password();
    reply_ = [this](const Request& request) {
        if (request.headers.find("Authorization") == "Basic cm9ib3Q6c2VzYW1l")
            return honest(request);
        return answer_with(401, "", {{"WWW-Authenticate", R"(Basic realm="shed")"}});
    };
    tell([this](OciRegistry& registry) -> Task<void> {
        EXPECT_TRUE((co_await find(registry))->has_value());
        EXPECT_TRUE((co_await find(registry))->has_value());
        EXPECT_EQ(asked_.size(), 5u) << "one refusal only";
    });
}

TEST_F(Registry, FetchesATokenForWhatItAsksAndKeepsIt) {
    with_password();
    std::string basic;
    reply_ = [&](const Request& request) {
        if (request.target.starts_with("/token?")) {
            basic = std::string(request.headers.find("Authorization").value_or(""));
            return answer_with(200, R"({"token":"t0k3n","expires_in":300})");
        }
        if (request.headers.find("Authorization") == "Bearer t0k3n") return honest(request);
        const std::string realm = "http://127.0.0.1:" + std::to_string(port_) + "/token";
        return answer_with(
            401, "",
            {{"WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"shed & co\""}});
    };
    tell([this](OciRegistry& registry) -> Task<void> {
        EXPECT_TRUE((co_await find(registry))->has_value());
        EXPECT_TRUE((co_await find(registry))->has_value());
    });
    EXPECT_EQ(basic, "Basic cm9ib3Q6c2VzYW1l");
    ASSERT_EQ(asked_.size(), 6u) << "one refusal and one token only";
    EXPECT_EQ(asked_[1],
              "GET /token?service=shed%20%26%20co&scope=repository%3Ashed%2Fsrv-1%3Apull");
}

TEST_F(Registry, EndsALoopOfRefusals) {
    const auto refusing = [](std::string challenge) {
        return [challenge](const Request&) {
            return answer_with(401, "", {{"WWW-Authenticate", challenge}});
        };
    };
    expect_code("registry_denied", refusing("Basic realm=x"));
    EXPECT_EQ(asked_.size(), 1u) << "there is no password to try";
    with_password();
    expect_code("registry_denied", refusing("Basic realm=x"));
    EXPECT_EQ(asked_.size(), 2u);
    expect_code("registry_denied", [](const Request&) { return answer_with(403); });
    expect_code("registry_unavailable", refusing("Digest realm=x"));
    expect_code("registry_denied", [this](const Request& request) {
        if (request.target.starts_with("/token"))
            return answer_with(200, R"({"access_token":"useless"})");
        const std::string realm = "http://127.0.0.1:" + std::to_string(port_) + "/token";
        return answer_with(401, "", {{"WWW-Authenticate", "Bearer realm=\"" + realm + "\""}});
    });
    EXPECT_EQ(asked_.size(), 3u);
}

TEST_F(Registry, TellsAPasswordToNoTokenServiceThatIsUnsafe) {
    with_password();
    for (const std::string realm : {"http://token.test/", "ftp://127.0.0.1/", "",
                                    "http://127.evil/", "http://127.0.0.1@token.test/", "https://"})
        expect_code("registry_unavailable", [realm](const Request&) {
            return answer_with(401, "", {{"WWW-Authenticate", "Bearer realm=\"" + realm + "\""}});
        });
}

TEST_F(Registry, TakesNoTokenThatIsNone) {
    with_password();
    const std::vector<std::string> bodies = {"",
                                             "[]",
                                             "{}",
                                             R"({"token":7})",
                                             R"({"token":""})",
                                             R"({"token":"a\r\nX: y"})",
                                             R"({"token":")" + std::string(20'000, 't') + "\"}"};
    for (const auto& body : bodies)
        expect_code("registry_unavailable", [this, body](const Request& request) {
            if (request.target.starts_with("/token")) return answer_with(200, body);
            const std::string realm = "http://127.0.0.1:" + std::to_string(port_) + "/token";
            return answer_with(401, "", {{"WWW-Authenticate", "Bearer realm=\"" + realm + "\""}});
        });
}

TEST_F(Registry, LetsTheEngineMoveImagesWithOurCredentials) {
    with_password();
    engine_body_ = "{\"status\":\"Pushed\"}\n{\"aux\":{\"Digest\":\"sha256:1\"}}\n";
    tell([this](OciRegistry& registry) -> Task<void> {
        EXPECT_TRUE(co_await registry.push(name() + ":abc-run"));
        EXPECT_EQ(moved_auth_.size() % 4, 0u) << "engines want the padding";
        const std::string auth = moved_auth_;
        EXPECT_TRUE(co_await registry.pull(name() + "@" + manifest_digest));
        EXPECT_EQ(moved_auth_, auth);
        EXPECT_TRUE(co_await registry.pull("elsewhere.test/shed/srv-1@" + manifest_digest));
        EXPECT_NE(moved_auth_, auth) << "another registry is told nothing";
        const std::string host = "127.0.0.1%3A" + std::to_string(port_);
        EXPECT_EQ(moved_[0], "POST /v1.41/images/" + host + "%2Fshed%2Fsrv-1/push?tag=abc-run");
        EXPECT_EQ(moved_[1], "POST /v1.41/images/create?fromImage=" + host +
                                 "%2Fshed%2Fsrv-1%40sha256%3A" + manifest_digest.substr(7));
    });
}

TEST_F(Registry, SaysWhatAnEnginesWordsMean) {
    struct Case {
        std::string words, pushed, pulled;
    };
    const Case cases[] = {
        {"unauthorized: authentication required", "registry_denied", "registry_denied"},
        {"no basic auth credentials", "registry_denied", "registry_denied"},
        {"dial tcp 127.0.0.1:5: connect: connection refused", "registry_unavailable",
         "registry_unavailable"},
        {"x509: certificate signed by unknown authority", "registry_unavailable",
         "registry_unavailable"},
        {"write /x: no space left on device", "disk_full", "disk_full"},
        {"manifest unknown: manifest unknown", "push_failed", "image_missing"},
        {"download failed after attempts=1: unknown blob", "push_failed", "image_missing"},
        {"something else", "push_failed", "pull_failed"},
    };
    for (const auto& each : cases) {
        engine_body_ = "{\"status\":\"Preparing\"}\n{\"errorDetail\":{\"message\":\"" + each.words +
                       "\"},\"error\":\"" + each.words + "\"}\n";
        tell([this, &each](OciRegistry& registry) -> Task<void> {
            const auto pushed = co_await registry.push(name() + ":abc-run");
            EXPECT_EQ(pushed.error().code, each.pushed);
            EXPECT_NE(pushed.error().message.find(each.words), std::string::npos);
            const auto pulled = co_await registry.pull(name() + "@" + manifest_digest);
            EXPECT_EQ(pulled.error().code, each.pulled);
        });
    }
    engine_status_ = 404;
    engine_body_ = R"({"message":"no such image"})";
    tell([this](OciRegistry& registry) -> Task<void> {
        EXPECT_EQ((co_await registry.push(name() + ":abc-run")).error().code, "image_missing");
    });
}

TEST_F(Registry, TellsTheDoctorHowItIsReached) {
    with_password();
    tell([](OciRegistry& registry) -> Task<void> {
        const auto line = co_await registry.check();
        EXPECT_NE(line->find("as 'robot'"), std::string::npos) << *line;
        EXPECT_EQ(line->find("sesame"), std::string::npos);
    });
    reply_ = [](const Request&) { return answer_with(404); };
    tell([](OciRegistry& registry) -> Task<void> {
        EXPECT_EQ((co_await registry.check()).error().code, "registry_unavailable");
    });
}

}  // namespace
}  // namespace toolshed::registries::oci
