// SPDX-License-Identifier: Apache-2.0
#include "link/shim_link.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <fstream>
#include <functional>
#include <optional>

#include "base/log.hpp"
#include "link/pinned_socket.hpp"
#include "net/server.hpp"

namespace toolshed::link {
namespace {

namespace asio = boost::asio;

std::filesystem::path fresh_folder() {
    static int number = 0;
    const auto folder = std::filesystem::path(::testing::TempDir()) /
                        ("link-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

net::Response failure(int status, const std::string& code, const std::string& message = "why") {
    return {status, {}, R"({"error":{"code":")" + code + R"(","message":")" + message + R"("}})"};
}

/// A shim that answers one scripted response for each route and keeps what was asked. `silent` ones
/// are never answered.
struct FakeShim {
    FakeShim(asio::any_io_executor executor, Clock& clock)
        : server(
              net::make_server(executor, clock, log,
                               [this](net::Request request) { return handle(std::move(request)); },
                               {.drain_limit = Millis(1)})) {
        answers["GET /v1/status"] = {200, {}, shim::to_json(status)};
    }
    Task<net::Reply> handle(net::Request request) {
        seen.push_back(request);
        const auto path = request.target.substr(0, request.target.find('?'));
        const auto found = answers.find(request.method + " " + path);
        if (found != answers.end()) co_return net::Reply{found->second};
        if (silent == path) {
            asio::steady_timer timer(co_await asio::this_coro::executor,
                                     asio::steady_timer::time_point::max());
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return net::Reply{failure(400, "bad_request", "no such route")};
    }

    SilentLog log;
    shim::Status status;
    std::map<std::string, net::Response> answers;
    std::string silent;
    std::vector<net::Request> seen;
    std::unique_ptr<net::Server> server;
};

struct ShimLinkTest : ::testing::Test {
    void SetUp() override {
        config.socket = fresh_folder() / "control.sock";
        config.shim_uid = ::geteuid();
        ASSERT_TRUE(shim.server->listen(net::Endpoint::unix_socket(config.socket.string())));
    }
    void TearDown() override {
        std::error_code ignored;
        std::filesystem::remove_all(config.socket.parent_path(), ignored);
    }
    /// Runs `story` to its end, then stops the shim so that the context runs out of work.
    void run(Task<void> story) {
        std::exception_ptr thrown;
        asio::co_spawn(io, whole(std::move(story)),
                       [&](std::exception_ptr error) { thrown = error; });
        io.restart();
        io.run();
        if (thrown) std::rethrow_exception(thrown);
    }
    Task<void> whole(Task<void> story) {
        std::exception_ptr thrown;
        try {
            co_await std::move(story);
        } catch (...) {
            thrown = std::current_exception();
        }
        co_await shim.server->stop();
        if (thrown) std::rethrow_exception(thrown);
    }
    Task<std::unique_ptr<WorkloadLink>> open() {
        auto link = co_await open_link(*http, config);
        if (!link) throw std::runtime_error(link.error().code + ": " + link.error().message);
        co_return std::move(*link);
    }
    void answer(const std::string& route, net::Response response) {
        shim.answers[route] = std::move(response);
    }

    asio::io_context io;
    SystemClock clock;
    std::unique_ptr<net::Client> http = net::make_client(io.get_executor(), clock);
    FakeShim shim{io.get_executor(), clock};
    LinkConfig config;
};

struct Refusal {
    net::Response response;
    Category category;
    std::string_view code;
    std::string_view why;
};

Task<void> expect_open_fails(net::Client& http, LinkConfig config, std::string code,
                             std::string part) {
    const auto link = co_await open_link(http, std::move(config));
    EXPECT_FALSE(link) << part;
    if (link) co_return;
    EXPECT_EQ(link.error().code, code) << link.error().message;
    EXPECT_NE(link.error().message.find(part), std::string::npos) << link.error().message;
}

TEST_F(ShimLinkTest, ReadsTheStatus) {
    shim.status.state = shim::State::ending;
    shim.status.uid_separated = true;
    shim.status.deadline_in_ms = 5'000;
    shim.status.idle_in_ms = 7;
    shim.status.end_reason = "deadline";
    shim.status.children = {{.id = "main", .running = true, .uptime_ms = 12},
                            {.id = "probe",
                             .exit_code = 137,
                             .oom = true,
                             .garbage_lines = 3,
                             .garbage_sample = std::string(199, 'x') + "\xC3\xA9",
                             .unmatched_responses = 2,
                             .declined_requests = 1}};
    answer("GET /v1/status", {200, {}, shim::to_json(shim.status)});
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        const auto link = co_await test.open();
        const auto status = co_await link->status();
        if (!status) throw std::runtime_error(status.error().message);
        EXPECT_TRUE(status->started && status->ending && status->uid_separated);
        EXPECT_EQ(status->end_reason, "deadline");
        EXPECT_EQ(status->deadline_in, Millis(5'000));
        EXPECT_EQ(status->idle_in, Millis(7));
        EXPECT_EQ(status->processes.size(), 2u);
        if (status->processes.size() != 2) co_return;
        EXPECT_TRUE(status->processes[0].running);
        EXPECT_TRUE(status->processes[0].findings.empty());
        const auto& probe = status->processes[1];
        EXPECT_TRUE(probe.oom && probe.exit_code == 137);
        EXPECT_EQ(probe.findings.size(), 3u);
        if (probe.findings.size() != 3) co_return;
        EXPECT_EQ(probe.findings[0].code, "stdout_garbage");
        EXPECT_TRUE(probe.findings[0].detail.starts_with("3 lines")) << probe.findings[0].detail;
        EXPECT_TRUE(probe.findings[0].evidence.ends_with("x")) << "cut before the split character";
        EXPECT_EQ(probe.findings[1].code, "unmatched_responses");
        EXPECT_EQ(probe.findings[2].code, "server_requests_declined");
    };
    run(story(*this));
}

TEST_F(ShimLinkTest, SaysWhatTheProtocolSays) {
    answer("POST /v1/start", {200});
    answer("PUT /v1/children/main", {200});
    answer("POST /v1/children/main/mcp", {200, {}, R"({"jsonrpc":"2.0","id":1,"result":{}})"});
    answer("POST /v1/renew", {204});
    answer("DELETE /v1/children/main", {200});
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        const auto link = co_await test.open();
        WorkloadStart start;
        start.plan.argv = {"/server", "--stdio"};
        start.plan.env = {"A=1"};
        start.plan.working_directory = "/app";
        start.plan.user = "node";
        start.plan.stop_signal = "SIGINT";
        start.secret_env = {"KEY=secret"};
        start.deadline = Millis(60'000);
        start.idle = Millis(9'000);
        EXPECT_TRUE(co_await link->start(start));
        EXPECT_TRUE(co_await link->start_process("main"));
        const auto answer = co_await link->channel("main").exchange("{\"a\":1}", Millis(1'500));
        EXPECT_TRUE(answer);
        if (answer) EXPECT_EQ(*answer, R"({"jsonrpc":"2.0","id":1,"result":{}})");
        EXPECT_TRUE(co_await link->renew(Millis(900)));
        EXPECT_TRUE(co_await link->end_process("main"));
    };
    run(story(*this));
    ASSERT_EQ(shim.seen.size(), 6u);
    const auto start = shim::start_from(shim.seen[1].body);
    ASSERT_TRUE(start) << start.error().message;
    EXPECT_EQ(start->argv, (std::vector<std::string>{"/server", "--stdio"}));
    EXPECT_EQ(start->env, (std::vector<std::string>{"A=1", "KEY=secret"}));
    EXPECT_EQ(start->cwd, "/app");
    EXPECT_EQ(start->user, "node");
    EXPECT_EQ(start->stop_signal, "SIGINT");
    EXPECT_EQ(start->home, shim::home_directory);
    EXPECT_EQ(start->deadline_ms, 60'000);
    EXPECT_EQ(start->idle_ms, 9'000);
    EXPECT_EQ(shim.seen[3].body, "{\"a\":1}");
    EXPECT_EQ(shim.seen[3].headers.find("Toolshed-Timeout-Ms"), "1500");
    EXPECT_EQ(shim::renew_from(shim.seen[4].body)->idle_ms, 900);
}

TEST_F(ShimLinkTest, TakesNotificationsAndEndedProcesses) {
    answer("POST /v1/children/main/mcp", {202});
    answer("DELETE /v1/children/probe", failure(404, "no_child"));
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        const auto link = co_await test.open();
        const auto told = co_await link->channel("main").exchange("{}", Millis(0));
        EXPECT_TRUE(told && told->empty());
        EXPECT_TRUE(co_await link->end_process("probe")) << "one that never was has ended";
        const auto bad = co_await link->start_process("../status");
        EXPECT_FALSE(bad);
    };
    run(story(*this));
    EXPECT_EQ(shim.seen[1].headers.find("Toolshed-Timeout-Ms"), "1");
    EXPECT_EQ(shim.seen.back().target, "/v1/children/_");
}

TEST_F(ShimLinkTest, MapsTheFailuresOfTheShim) {
    const std::vector<Refusal> cases = {
        {failure(502, "server_exited"), Category::unavailable, "server_exited", "why"},
        {failure(502, "server_oom"), Category::unavailable, "server_oom", "why"},
        {failure(502, "spawn_failed"), Category::unavailable, "spawn_failed", "why"},
        {failure(502, "unsafe_workload"), Category::denied, "unsafe_workload", "why"},
        {failure(504, "timeout"), Category::timed_out, "timeout", "why"},
        {failure(504, "protocol_error"), Category::invalid, "protocol_error", "why"},
        {failure(413, "message_too_large"), Category::exhausted, "result_too_large", "why"},
        {failure(404, "no_child"), Category::unavailable, "no_child", "why"},
        {failure(409, "conflict"), Category::invalid, "link_refused", "why"},
        {failure(503, "not_started"), Category::invalid, "link_refused", "why"},
        {failure(500, "internal_admin_hint"), Category::invalid, "link_refused", "why"},
        {{418, {}, "teapot"}, Category::invalid, "link_refused", "418"},
        {{500, {}, "[]"}, Category::invalid, "link_refused", "500"},
        {{500, {}, R"({"error":"x"})"}, Category::invalid, "link_refused", "500"},
        {{500, {}, R"({"error":{"code":7,"message":[]}})"},
         Category::invalid,
         "link_refused",
         "500"},
        {{500, {}, std::string(100'000, '[')}, Category::invalid, "link_refused", "500"},
        {{302, {{"Location", "http://169.254.169.254/"}}, ""},
         Category::invalid,
         "link_refused",
         "302"},
        {{204, {}, ""}, Category::invalid, "link_refused", "204"},
    };
    const auto story = [](ShimLinkTest& test, const std::vector<Refusal>& rows) -> Task<void> {
        const auto link = co_await test.open();
        for (const auto& row : rows) {
            test.answer("POST /v1/children/main/mcp", row.response);
            const auto answer = co_await link->channel("main").exchange("{}", Millis(1'000));
            EXPECT_FALSE(answer) << row.why;
            if (answer) continue;
            EXPECT_EQ(answer.error().code, row.code) << answer.error().message;
            EXPECT_EQ(answer.error().category, row.category) << row.code;
            EXPECT_NE(answer.error().message.find(row.why), std::string::npos)
                << answer.error().message;
        }
    };
    run(story(*this, cases));
}

TEST_F(ShimLinkTest, BoundsAndCleansWhatTheShimSays) {
    config.answer_bytes_max = 1'000;
    answer("POST /v1/children/big/mcp", {200, {}, std::string(1'001, 'x')});
    answer("POST /v1/children/loud/mcp",
           failure(502, "server_exited", std::string(4'095, 'm') + "\xC3\xA9"));
    answer("POST /v1/children/bad/mcp", failure(502, "server_exited", "a\\u0000\\ud83d\\ude00"));
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        const auto link = co_await test.open();
        const auto big = co_await link->channel("big").exchange("{}", Millis(1'000));
        EXPECT_TRUE(!big && big.error().code == "result_too_large");
        const auto loud = co_await link->channel("loud").exchange("{}", Millis(1'000));
        EXPECT_TRUE(!loud && loud.error().message == std::string(4'095, 'm'));
        const auto bad = co_await link->channel("bad").exchange("{}", Millis(1'000));
        EXPECT_TRUE(!bad && bad.error().message == std::string("a\0\xF0\x9F\x98\x80", 6));
    };
    run(story(*this));
}

TEST_F(ShimLinkTest, RefusesAnotherProtocolVersion) {
    answer("GET /v1/status", {200, {}, R"({"protocol":4,"state":"idle"})"});
    run(expect_open_fails(*http, config, "link_refused", "protocol 4, this daemon 3"));
}

TEST_F(ShimLinkTest, TakesOverAShimOfTheProtocolBefore) {
    answer("GET /v1/status", {200, {}, R"({"protocol":2,"state":"started"})"});
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        const auto link = co_await open_link(*test.http, test.config);
        EXPECT_TRUE(link.has_value());
    };
    run(story(*this));
}

TEST_F(ShimLinkTest, RefusesAStatusThatCannotBeRead) {
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        for (const std::string body :
             {"", "[]", "{}", "{\"protocol\":\"1\",\"state\":\"idle\"}",
              "{\"protocol\":1,\"state\":\"idle\",\"children\":[{\"id\":\"../x\"}]}"}) {
            test.answer("GET /v1/status", {200, {}, body});
            co_await expect_open_fails(*test.http, test.config, "link_refused", "cannot be read");
        }
        test.answer("GET /v1/status", {200, {}, std::string(1024 * 1024, ' ')});
        co_await expect_open_fails(*test.http, test.config, "link_refused", "cannot be read");
        test.answer("GET /v1/status", failure(500, "x", "broken"));
        co_await expect_open_fails(*test.http, test.config, "link_refused", "broken");
    };
    run(story(*this));
}

TEST_F(ShimLinkTest, TrustsOnlyASocketOfTheShimsUid) {
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        LinkConfig other = test.config;
        other.shim_uid = ::geteuid() + 1;
        co_await expect_open_fails(*test.http, other, "link_untrusted", "uid");
        other = test.config;
        other.socket = test.config.socket.parent_path() / "file";
        std::ofstream(other.socket) << "x";
        co_await expect_open_fails(*test.http, other, "link_untrusted", "replaced");
        other.socket = test.config.socket.parent_path() / "link";
        std::filesystem::create_symlink(test.config.socket, other.socket);
        co_await expect_open_fails(*test.http, other, "link_untrusted", "replaced");
        other.socket = test.config.socket.parent_path() / "absent";
        co_await expect_open_fails(*test.http, other, "link_lost", "open");
        other.socket = test.config.socket.parent_path() / "dead";
        const int dead = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{AF_UNIX, {}};
        other.socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        ::close(dead);
        co_await expect_open_fails(*test.http, other, "link_lost", "connect");
    };
    run(story(*this));
    EXPECT_TRUE(shim.seen.empty()) << "nothing was said to a peer that is not trusted";
}

TEST_F(ShimLinkTest, StaysWithThePinnedSocketWhenItsNameIsSwapped) {
    FakeShim impostor(io.get_executor(), clock);
    const auto story = [](ShimLinkTest& test, FakeShim& other) -> Task<void> {
        const auto link = co_await test.open();
        std::filesystem::remove(test.config.socket);
        EXPECT_TRUE(other.server->listen(net::Endpoint::unix_socket(test.config.socket.string())));
        test.http->forget(net::Endpoint::unix_socket("unrelated"));
        EXPECT_TRUE(co_await link->status());
        EXPECT_TRUE(co_await link->status());
        co_await other.server->stop();
    };
    run(story(*this, impostor));
    EXPECT_EQ(shim.seen.size(), 3u);
    EXPECT_TRUE(impostor.seen.empty());
}

TEST_F(ShimLinkTest, IsLostWhenTheShimEndsOrHangs) {
    config.control_limit = Millis(50);
    config.answer_grace = Millis(50);
    shim.silent = "/v1/renew";
    const auto story = [](ShimLinkTest& test) -> Task<void> {
        const auto link = co_await test.open();
        const auto hung = co_await link->renew(Millis(10));
        EXPECT_TRUE(!hung && hung.error().code == "link_lost");
        co_await test.shim.server->stop();
        const auto status = co_await link->status();
        EXPECT_TRUE(!status && status.error().code == "link_lost");
        const auto answer = co_await link->channel("main").exchange("{}", Millis(10));
        EXPECT_TRUE(!answer && answer.error().code == "link_lost");
    };
    run(story(*this));
}

TEST_F(ShimLinkTest, ReadsTheLogWhateverTheShimSaysOfOffsets) {
    const auto log = [](std::string offset, std::string next, std::string text) {
        return net::Response{
            200, {{"Toolshed-Log-Offset", offset}, {"Toolshed-Log-Next", next}}, std::move(text)};
    };
    config.log_bytes_max = 8;
    struct Case {
        net::Response response;
        std::uint64_t offset, next;
        std::string_view text, code;
    };
    const std::vector<Case> cases = {
        {log("10", "13", "abc"), 10, 13, "abc", ""},
        {log("15", "18", "abc"), 15, 18, "abc", ""},
        {log("10", "5", "abc"), 10, 13, "abc", ""},
        {log("10", "99999", ""), 10, 10, "", ""},
        {log("x", "y", "abc"), 10, 13, "abc", ""},
        {log("10", "30", "0123456789"), 10, 18, "01234567", ""},
        {log("10", "12", "a\xFF"), 10, 12, "a\xEF\xBF\xBD", ""},
        {log("9", "12", "abc"), 0, 0, "", "link_refused"},
        {log("18446744073709551615", "3", "abc"), 0, 0, "", "link_refused"},
        {failure(404, "no_child"), 0, 0, "", "no_child"},
    };
    const auto story = [](ShimLinkTest& test, const std::vector<Case>& rows) -> Task<void> {
        const auto link = co_await test.open();
        for (const auto& row : rows) {
            test.answer("GET /v1/logs", row.response);
            const auto read = co_await link->logs(10);
            EXPECT_EQ(read.has_value(), row.code.empty());
            if (!read) EXPECT_EQ(read.error().code, row.code);
            if (!read) continue;
            EXPECT_EQ(read->text, row.text);
            EXPECT_EQ(read->offset, row.offset);
            EXPECT_EQ(read->next_offset, row.next) << row.text;
        }
    };
    run(story(*this, cases));
    EXPECT_EQ(shim.seen[1].target, "/v1/logs?offset=10");
}

}  // namespace
}  // namespace toolshed::link
