// SPDX-License-Identifier: Apache-2.0
#include "bridge/http_upstream.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/text.hpp"
#include "bridge/http_headers.hpp"
#include "mcp/json_scan.hpp"
#include "net/wire/sse.hpp"

namespace toolshed::bridge {
namespace asio = boost::asio;
namespace wire = net::wire;

namespace {

constexpr std::size_t annotated_tools_max = 1'000;

constexpr std::size_t redirects_max = 3;
constexpr std::size_t event_overhead = 4'096;  // of the lines of an event around its data
constexpr Millis endpoint_poll{10};
constexpr std::size_t shown_bytes_max = 300;

Task<void> pause(asio::any_io_executor executor, Millis limit) {
    asio::steady_timer timer(executor, limit);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 307 || status == 308;
}

std::unexpected<Error> too_large(std::size_t bytes_max) {
    return fail(Category::exhausted, "message_too_large",
                "the server's answer is over " + std::to_string(bytes_max) + " bytes");
}

std::unexpected<Error> refused(int status, const std::string& body) {
    std::string words = "the server answered HTTP " + std::to_string(status);
    if (!body.empty()) words += ": " + valid_utf8(body.substr(0, shown_bytes_max));
    if (status == 401 || status == 403)
        return fail(Category::denied, "wants_authentication", std::move(words));
    if (status == 404 || status == 405 || status == 501)
        return fail(Category::not_found, "endpoint_missing", std::move(words));
    return fail(Category::invalid, "http_refused", std::move(words));
}

}  // namespace

Posting::Posting(std::string message, std::function<bool()> wanted)
    : message_(std::move(message)), wanted_(std::move(wanted)) {
    const auto envelope = mcp::index_message(message_);
    expects_answer_ = envelope && envelope->is_request();
}

void Posting::stop() {
    stopped_ = true;
    if (connection_) connection_->close();
}

HttpUpstream::HttpUpstream(asio::any_io_executor executor, HttpServer server, HttpLimits limits,
                           Sink sink)
    : executor_(std::move(executor)),
      server_(std::move(server)),
      limits_(limits),
      sink_(std::move(sink)) {
    if (server_.kind == HttpServer::Kind::streamable) post_path_ = server_.path;
}

Task<Result<void>> HttpUpstream::post(std::shared_ptr<Posting> posting) {
    const auto self = shared_from_this();
    auto done = co_await send(posting);
    posting->connection_.reset();
    co_return done;
}

Task<Result<void>> HttpUpstream::send(std::shared_ptr<Posting> posting) {
    if (!co_await endpoint_known(*posting))
        co_return fail(Category::unavailable, "connection_lost",
                       "the server's event stream names no endpoint to post to");
    const auto envelope = mcp::index_message(posting->message());
    if (envelope && envelope->method == "initialize") {
        initialize_ = envelope->id;
        session_.clear();
        revision_.clear();
    }
    for (std::size_t redirected = 0;; ++redirected) {
        auto connection = co_await ask(post_request(*posting), *posting);
        if (!connection) co_return fail(connection.error());
        const int status = (*connection)->status();
        if (!is_redirect(status) || redirected == redirects_max)
            co_return co_await take_answer(std::move(*connection), posting);
        const auto path =
            path_on_same_server((*connection)->header("Location"), server_.host, post_path_);
        (*connection)->close();
        if (!path)
            co_return fail(Category::invalid, "http_refused",
                           "the server redirects to another origin");
        post_path_ = *path;
    }
}

Task<bool> HttpUpstream::endpoint_known(const Posting& posting) {
    while (post_path_.empty() && !closed_ && posting.wanted())
        co_await pause(executor_, endpoint_poll);
    co_return !post_path_.empty() && !closed_;
}

Task<Result<std::shared_ptr<HttpConnection>>> HttpUpstream::ask(std::string request,
                                                                Posting& posting) {
    for (;;) {
        const bool kept = !idle_.empty();
        auto connection = kept ? idle_.back() : std::make_shared<HttpConnection>(executor_);
        if (kept) idle_.pop_back();
        posting.connection_ = connection;
        if (!kept)
            if (auto connected = co_await connection->connect(server_.address); !connected)
                co_return fail(connected.error());
        auto asked = co_await connection->ask(request);
        if (asked) co_return connection;
        // A kept connection that was closed meanwhile carried nothing: nothing was done twice.
        if (!kept || !connection->untouched() || !posting.wanted()) co_return fail(asked.error());
    }
}

Task<Result<void>> HttpUpstream::take_answer(std::shared_ptr<HttpConnection> connection,
                                             std::shared_ptr<Posting> posting) {
    const int status = connection->status();
    if (status >= 300) co_return co_await take_refusal(*connection, *posting);
    if (auto session = connection->header("Mcp-Session-Id"); !session.empty() && session_.empty())
        session_ = std::move(session);
    const auto type = media_type(connection->header("Content-Type"));
    if (type == "text/event-stream") co_return co_await take_events(connection, posting);
    auto taken = type == "application/json" && status != 202 ? co_await take_json(*connection)
                                                             : Result<void>{};
    // With HTTP+SSE and for notifications the body says nothing; reading it frees the connection.
    if (taken)
        if (const auto rest = co_await connection->read_rest(limits_.refusal_bytes_max); rest)
            keep(std::move(connection));
    co_return taken;
}

Task<Result<void>> HttpUpstream::take_json(HttpConnection& connection) {
    auto body = co_await connection.read_rest(limits_.message_bytes_max);
    if (!body && body.error().code == "response_too_large")
        co_return too_large(limits_.message_bytes_max);
    if (!body) co_return fail(body.error());
    if (!mcp::is_json(*body))
        co_return fail(Category::invalid, "bad_response", "the server's answer is no JSON");
    if (!mcp::is_array(*body)) {
        deliver(std::move(*body));
        co_return Result<void>{};
    }
    mcp::for_each_element(*body, [this](std::string_view message) {
        deliver(std::string(message));
        return true;
    });
    co_return Result<void>{};
}

Task<Result<void>> HttpUpstream::take_refusal(HttpConnection& connection, const Posting& posting) {
    const auto body = co_await connection.read_rest(limits_.refusal_bytes_max);
    const std::string text = body.value_or("");
    const auto envelope = mcp::index_message(posting.message());
    const auto error = mcp::is_json(text) ? mcp::member(text, "error") : std::string_view();
    const auto code = mcp::is_object(error) ? mcp::member(error, "code") : std::string_view();
    const bool has_code = !code.empty() && (code[0] == '-' || (code[0] >= '0' && code[0] <= '9'));
    // Servers put null, or nothing, where they could not read the id; the connection tells whose it
    // is.
    // A path that knows sessions only is no endpoint to begin one at.
    const bool wants_session = connection.status() == 404 && code == "-32001" && session_.empty();
    if (has_code && !wants_session && envelope && envelope->is_request()) {
        deliver(R"({"jsonrpc":"2.0","id":)" + std::string(envelope->id) + R"(,"error":)" +
                std::string(error) + "}");
        co_return Result<void>{};
    }
    co_return refused(connection.status(), text);
}

Task<Result<void>> HttpUpstream::take_events(std::shared_ptr<HttpConnection> connection,
                                             std::shared_ptr<Posting> posting) {
    std::string last_id;
    Millis retry = limits_.retry_default;
    for (;;) {
        const auto ended = co_await read_events(*connection, last_id, retry);
        if (!ended && ended.error().code != "connection_lost") co_return fail(ended.error());
        if (ended) keep(std::move(connection));
        if (!posting->wanted()) co_return Result<void>{};
        if (last_id.empty()) {
            if (!ended) co_return fail(ended.error());
            co_return Result<void>{};
        }
        co_await pause(executor_, std::min(retry, limits_.retry_max));
        if (!posting->wanted()) co_return Result<void>{};
        auto resumed = co_await ask(get_request(last_id), *posting);
        if (!resumed) co_return fail(resumed.error());
        connection = std::move(*resumed);
        if (connection->status() != 200 ||
            media_type(connection->header("Content-Type")) != "text/event-stream")
            co_return refused(connection->status(), "the broken stream cannot be taken up again");
    }
}

/// Hands over the messages of a stream up to its end.
Task<Result<bool>> HttpUpstream::read_events(HttpConnection& connection, std::string& last_id,
                                             Millis& retry) {
    wire::SseDecoder decoder(limits_.message_bytes_max + event_overhead);
    const auto sink = [this](wire::SseEvent event) {
        if ((event.event.empty() || event.event == "message") && !event.data.empty())
            deliver(std::move(event.data));
    };
    for (;;) {
        const auto part = co_await connection.read_part();
        if (!part) co_return fail(part.error());
        if (part->empty()) co_return true;
        if (!decoder.feed(*part, sink)) co_return too_large(limits_.message_bytes_max);
        last_id = decoder.last_id();
        if (const auto asked = decoder.retry_ms())
            retry = Millis(static_cast<std::int64_t>(std::min<std::uint64_t>(*asked, 60'000)));
    }
}

Task<void> HttpUpstream::run_events() {
    const auto self = shared_from_this();
    if (std::exchange(has_events_, true)) co_return;
    std::string last_id;
    Millis retry = limits_.retry_default;
    Posting posting("", [this] { return !closed_; });
    for (int failed = 0; failed < limits_.retries_max && !closed_;) {
        const auto opened = co_await ask(get_request(last_id), posting);
        if (opened) {
            stream_ = *opened;
            if (stream_->status() != 200 ||
                media_type(stream_->header("Content-Type")) != "text/event-stream")
                break;
            const std::string before = last_id;
            const auto ended = co_await read_events(*stream_, last_id, retry);
            if (!ended && ended.error().code != "connection_lost") break;
            failed = last_id == before ? failed + 1 : 0;
        } else {
            ++failed;
        }
        if (stream_) stream_->close();
        if (!closed_) co_await pause(executor_, std::min(retry, limits_.retry_max));
    }
    if (stream_) stream_->close();
}

Task<Result<void>> HttpUpstream::run_stream() {
    const auto self = shared_from_this();
    Posting posting("", [this] { return !closed_; });
    auto connection = co_await ask(get_request({}), posting);
    if (!connection) co_return fail(connection.error());
    stream_ = *connection;
    if (stream_->status() != 200 ||
        media_type(stream_->header("Content-Type")) != "text/event-stream") {
        const int status = stream_->status();
        stream_->close();
        co_return refused(status < 300 ? 404 : status, {});
    }
    wire::SseDecoder decoder(limits_.message_bytes_max + event_overhead);
    Result<void> understood;
    const auto sink = [&](wire::SseEvent event) {
        if (event.event == "endpoint")
            understood = take_endpoint(event.data);
        else if ((event.event.empty() || event.event == "message") && !event.data.empty())
            deliver(std::move(event.data));
    };
    for (;;) {
        const auto part = co_await stream_->read_part();
        if (!part) co_return fail(part.error());
        if (part->empty())
            co_return fail(Category::unavailable, "connection_lost",
                           "the server ended its event stream");
        if (!decoder.feed(*part, sink)) co_return too_large(limits_.message_bytes_max);
        if (!understood) co_return understood;
    }
}

Result<void> HttpUpstream::take_endpoint(std::string_view data) {
    const auto path = path_on_same_server(data, server_.host, server_.path);
    if (!path)
        return fail(Category::invalid, "bad_response",
                    "the server's event stream names an endpoint of another origin");
    post_path_ = *path;
    return {};
}

void HttpUpstream::deliver(std::string message) {
    message = mcp::on_one_line(message);
    const bool lists_headers = message.find("x-mcp-header") != std::string::npos;
    if (!initialize_.empty() || lists_headers || !param_headers_.empty())
        if (const auto envelope = mcp::index_message(message)) learn(*envelope);
    sink_(std::move(message));
}

void HttpUpstream::learn_tools(std::string_view tools) {
    mcp::for_each_element(tools, [this](std::string_view tool) {
        const auto name = mcp::string_value(mcp::member(tool, "name"));
        auto headers = mcp::param_headers_of(tool);
        if (name) param_headers_.erase(*name);
        if (name && !headers.empty() && param_headers_.size() < annotated_tools_max)
            param_headers_.emplace(*name, std::move(headers));
        return true;
    });
}

void HttpUpstream::append_param_headers(std::string& head, std::string_view message) const {
    if (param_headers_.empty()) return;
    const auto envelope = mcp::index_message(message);
    if (!envelope || envelope->method != "tools/call") return;
    const auto tool = mcp::string_value(mcp::member(envelope->params, "name"));
    const auto found = param_headers_.find(tool.value_or(""));
    if (found == param_headers_.end()) return;
    const auto arguments = mcp::member(envelope->params, "arguments");
    for (const auto& each : found->second) {
        const auto argument = mcp::argument_of(arguments, each);
        if (argument.empty() || argument == "null") continue;
        const auto text = mcp::string_value(argument);
        append_header(head, each.header, header_value(text ? *text : std::string(argument)));
    }
}

void HttpUpstream::learn(const mcp::Envelope& envelope) {
    if (const auto tools = mcp::member(envelope.result, "tools"); mcp::is_array(tools))
        learn_tools(tools);
    if (!envelope.is_response() || envelope.id != initialize_) return;
    initialize_.clear();
    revision_ = mcp::string_value(mcp::member(envelope.result, "protocolVersion")).value_or("");
}

void HttpUpstream::keep(std::shared_ptr<HttpConnection> connection) {
    if (connection->reusable() && !closed_ && idle_.size() < limits_.idle_connections_max)
        idle_.push_back(std::move(connection));
    else
        connection->close();
}

std::string HttpUpstream::post_request(const Posting& posting) const {
    const auto& message = posting.message();
    std::string head = "POST " + post_path_ + " HTTP/1.1\r\n";
    append_header(head, "Host", server_.host);
    append_header(head, "Content-Type", "application/json");
    append_header(head, "Accept", "application/json, text/event-stream");
    append_header(head, "User-Agent", "toolshed/" TOOLSHED_VERSION);
    append_message_headers(head, message, session_, revision_);
    append_param_headers(head, message);
    append_header(head, "Content-Length", std::to_string(message.size()));
    return head + "\r\n" + message;
}

std::string HttpUpstream::get_request(const std::string& last_id) const {
    const bool stream = server_.kind == HttpServer::Kind::sse;
    std::string head = "GET " + (stream ? server_.path : post_path_) + " HTTP/1.1\r\n";
    append_header(head, "Host", server_.host);
    append_header(head, "Accept", "text/event-stream");
    append_header(head, "User-Agent", "toolshed/" TOOLSHED_VERSION);
    if (!session_.empty()) append_header(head, "Mcp-Session-Id", session_);
    if (!revision_.empty() && !stream) append_header(head, "MCP-Protocol-Version", revision_);
    if (!last_id.empty()) append_header(head, "Last-Event-ID", last_id);
    return head + "\r\n";
}

void HttpUpstream::close() {
    closed_ = true;
    if (stream_) stream_->close();
    for (const auto& connection : std::exchange(idle_, {})) connection->close();
}

}  // namespace toolshed::bridge
