// SPDX-License-Identifier: Apache-2.0
#include "cli/connect.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "base/signal.hpp"
#include "base/task_group.hpp"
#include "base/text.hpp"
#include "mcp/envelope.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/splice.hpp"
#include "net/wire/sse.hpp"

namespace toolshed::cli {
namespace {

namespace asio = boost::asio;

constexpr Millis head_limit{600'000};     ///< the gateway keeps limits of its own
constexpr Millis stream_silence{60'000};  ///< it sends comments more often
constexpr Millis farewell_limit{5'000};
constexpr Millis events_again{1'000};  ///< before a lost stream of events is opened again
constexpr std::size_t event_bytes_max = 64 * 1024 * 1024;

/// Lines of standard input, read by a thread of its own since it may be a file or a terminal.
class Input {
public:
    explicit Input(asio::io_context& io) : shared_(std::make_shared<Shared>(io)) {}
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input() {
        const std::scoped_lock lock(shared_->mutex);
        shared_->io = nullptr;
    }

    /// The thread may wait for a line for ever, so it is never joined; what it reads after our end
    /// goes nowhere.
    void start() {
        std::thread([shared = shared_] {
            std::string line;
            while (std::getline(std::cin, line))
                if (!hand_over(shared, std::move(line))) return;
            hand_over(shared, std::nullopt);
        }).detach();
    }
    Task<std::optional<std::string>> next() {
        while (shared_->lines.empty())
            co_await shared_->news.async_wait(asio::as_tuple(asio::use_awaitable));
        auto line = std::move(shared_->lines.front());
        shared_->lines.pop_front();
        co_return line;
    }
    void end() {
        shared_->lines.emplace_back(std::nullopt);
        shared_->news.cancel();
    }

private:
    /// `lines` and `news` belong to the loop's thread, `io` to whoever holds the mutex.
    struct Shared {
        explicit Shared(asio::io_context& loop)
            : io(&loop), news(loop, asio::steady_timer::time_point::max()) {}
        std::mutex mutex;
        asio::io_context* io;
        std::deque<std::optional<std::string>> lines = {};
        asio::steady_timer news;
    };
    static bool hand_over(const std::shared_ptr<Shared>& shared, std::optional<std::string> line) {
        const std::scoped_lock lock(shared->mutex);
        if (shared->io == nullptr) return false;
        asio::post(*shared->io, [shared, line = std::move(line)]() mutable {
            shared->lines.push_back(std::move(line));
            shared->news.cancel();
        });
        return true;
    }

    std::shared_ptr<Shared> shared_;
};

/// One message a line; a reader that is gone ends us by SIGPIPE as any program.
void say(std::string_view message) {
    const std::string line = mcp::on_one_line(message) + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

void say_error(std::string_view id, const std::string& why) {
    if (id.empty()) return;
    say(R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"error":{"code":-32603,"message":)" +
        json_quoted(why) + "}}");
}

/// The conversation of one client.
class Carrier {
public:
    Carrier(asio::io_context& io, net::Endpoint where, std::string token, std::string session)
        : where_(std::move(where)),
          token_(std::move(token)),
          path_("/mcp/" + session),
          client_(net::make_client(io.get_executor(), clock_)),
          input_(io),
          signals_(io, SIGTERM, SIGINT),
          tasks_(io.get_executor(), [](const std::string&, const std::string& what) {
              std::cerr << "toolshed: " << what << '\n';
          }) {}

    Task<Result<void>> run();

private:
    net::Request request(const std::string& method) const;
    Task<void> post(std::string message, std::string id);
    Task<Result<void>> exchange(net::Request asked);
    void lose_session();
    Task<void> listen();
    void learn(const net::Headers& headers, std::string_view answer);
    Task<void> watch_signals();

    SystemClock clock_;
    net::Endpoint where_;
    std::string token_, path_;
    std::unique_ptr<net::Client> client_;
    Input input_;
    asio::signal_set signals_;
    std::string protocol_session_, revision_;  ///< of a legacy conversation
    std::map<std::string, std::shared_ptr<Signal>, std::less<>> open_;  ///< requests, by raw id
    std::optional<Error> lost_;
    TaskGroup tasks_;
};

net::Request Carrier::request(const std::string& method) const {
    net::Request asked{method, path_};
    if (!token_.empty()) asked.headers.set("Authorization", "Bearer " + token_);
    if (!protocol_session_.empty()) asked.headers.set("Mcp-Session-Id", protocol_session_);
    if (!revision_.empty()) asked.headers.set("MCP-Protocol-Version", revision_);
    return asked;
}

Task<Result<void>> Carrier::run() {
    input_.start();
    tasks_.spawn("signals", watch_signals());
    for (;;) {
        auto line = co_await input_.next();
        if (!line || lost_) break;
        const auto envelope = mcp::index_message(*line);
        if (!envelope) {
            say(R"({"jsonrpc":"2.0","error":{"code":-32700,"message":"a line is no message"}})");
            continue;
        }
        std::string id(envelope->is_request() ? envelope->id : std::string_view{});
        const bool first = envelope->method == "initialize";
        const bool listens = envelope->method == "notifications/initialized";
        if (envelope->method == "notifications/cancelled") {
            // To a modern server, the end of the request's stream is the cancel.
            const auto found = open_.find(mcp::member(envelope->params, "requestId"));
            if (revision_.empty() && found != open_.end()) {
                found->second->raise();
                continue;
            }
        }
        // What is no request keeps its place in the order; requests go on beside one another.
        if (first || id.empty())
            co_await post(std::move(*line), std::move(id));
        else
            tasks_.spawn("request", post(std::move(*line), std::move(id)));
        if (listens) tasks_.spawn("events", listen());
    }
    co_await tasks_.close();
    if (!protocol_session_.empty()) {
        const auto told = co_await client_->send(where_, request("DELETE"), farewell_limit);
        static_cast<void>(told);
    }
    if (lost_) co_return fail(*lost_);
    co_return Result<void>{};
}

Task<void> Carrier::watch_signals() {
    co_await signals_.async_wait(asio::use_awaitable);
    input_.end();
}

Task<void> Carrier::post(std::string message, std::string id) {
    const auto envelope = mcp::index_message(message);
    net::Request asked = request("POST");
    asked.headers.set("Content-Type", "application/json");
    asked.headers.set("Accept", "application/json, text/event-stream");
    asked.headers.set("Toolshed-Stdio", "1");
    const auto meta = mcp::meta_of(envelope->params);
    if (const auto said =
            mcp::string_value(mcp::member(meta, "io.modelcontextprotocol/protocolVersion")))
        asked.headers.set("MCP-Protocol-Version", *said);
    asked.body = std::move(message);
    // A client may use an id twice, so what a request waits on is its own.
    const auto stop = std::make_shared<Signal>(co_await asio::this_coro::executor);
    if (!id.empty()) open_[id] = stop;
    const auto done = co_await unless(*stop, exchange(std::move(asked)));
    if (done && !*done) say_error(id, done->error().message);
    if (const auto mine = open_.find(id); mine != open_.end() && mine->second == stop)
        open_.erase(mine);
}

void Carrier::lose_session() {
    lost_ = Error{Category::unavailable, "session_ended", "the session has gone"};
    input_.end();
}

/// What the gateway refuses comes as a message, too.
Task<Result<void>> Carrier::exchange(net::Request asked) {
    auto stream = co_await client_->open(where_, std::move(asked), head_limit);
    if (!stream) co_return fail(stream.error());
    const int status = (*stream)->status();
    const auto type = (*stream)->headers().find("Content-Type").value_or("");
    const bool events = type.starts_with("text/event-stream");
    net::wire::SseDecoder decoder(event_bytes_max);
    std::string body;
    for (;;) {
        auto part = co_await (*stream)->read_some(events ? stream_silence : head_limit);
        if (!part) co_return fail(part.error());
        if (!*part) break;
        if (!events) {
            body += **part;
            continue;
        }
        const auto fed = decoder.feed(**part, [&](net::wire::SseEvent event) {
            if (!event.data.empty()) say(event.data);
        });
        if (!fed) co_return fed;
    }
    if (events || body.empty()) co_return Result<void>{};
    learn((*stream)->headers(), body);
    if (status == 404 && !protocol_session_.empty()) lose_session();
    const auto envelope = mcp::index_message(body);
    if (envelope && envelope->is_response()) say(body);
    if (status < 300 || (envelope && envelope->is_response())) co_return Result<void>{};
    const auto words = mcp::string_value(mcp::member(mcp::member(body, "error"), "message"));
    co_return fail(Category::unavailable, "refused",
                   words.value_or("the gateway answered " + std::to_string(status)));
}

void Carrier::learn(const net::Headers& headers, std::string_view answer) {
    const auto session = headers.find("Mcp-Session-Id");
    if (!session) return;
    protocol_session_ = *session;
    const auto envelope = mcp::index_message(answer);
    if (!envelope) return;
    revision_ = mcp::string_value(mcp::member(envelope->result, "protocolVersion")).value_or("");
}

/// What belongs to no request of a legacy client's.
Task<void> Carrier::listen() {
    while (!lost_) {
        net::Request asked = request("GET");
        asked.headers.set("Accept", "text/event-stream");
        const auto ended = co_await exchange(std::move(asked));
        static_cast<void>(ended);
        if (!lost_) co_await clock_.sleep(events_again);
    }
}

}  // namespace

Result<void> carry_stdio(const ApiAddress& address, const std::string& session) {
    const auto where = endpoint_of(address);
    if (!where) return fail(where.error());
    asio::io_context io(1);
    std::optional<Result<void>> result;
    std::exception_ptr thrown;
    Carrier carrier(io, *where, address.token, session);
    asio::co_spawn(io, carrier.run(), [&](std::exception_ptr error, Result<void> ended) {
        thrown = error;
        result = std::move(ended);
        io.stop();
    });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return *result;
}

}  // namespace toolshed::cli
