// SPDX-License-Identifier: Apache-2.0
#include "net/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <cerrno>
#include <nlohmann/json.hpp>

namespace toolshed::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

// How much of a refused request is still taken before its connection is closed.
constexpr Millis refused_limit{5'000};
constexpr std::size_t refused_bytes_max = 64 * 1024 * 1024;

std::string error_body(const Error& error) {
    nlohmann::ordered_json json;
    json["error"] = {
        {"type", to_string(error.category)}, {"code", error.code}, {"message", error.message}};
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

Response error_response(int status, const Error& error) {
    return {status, {{"Content-Type", "application/json"}}, error_body(error)};
}

std::string head_of(const Response& response, bool keep_alive, const std::string& framing,
                    TimePoint now) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head.append(reason_phrase(response.status)).append("\r\n");
    for (const auto& [name, value] : response.headers.fields()) append_field(head, name, value);
    // Clients that count down to a time of ours need to know how far their clock is off.
    if (!response.headers.find("Date")) append_field(head, "Date", http_date(now));
    head += framing;
    head += keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    return head;
}

Request head_of(const http::request<http::string_body>& message) {
    Request request;
    request.method = std::string(message.method_string());
    request.target = std::string(message.target());
    for (const auto& field : message)
        request.headers.add(std::string(field.name_string()), std::string(field.value()));
    return request;
}

/// What two readers of the same head could understand differently (RFC 9112 sections 3.2 and 6.1),
/// or nullptr.
const char* ambiguity_of(const http::request<http::string_body>& message) {
    if (message.count(http::field::host) > 1) return "several Host fields";
    const auto codings = message.count(http::field::transfer_encoding);
    if (codings > 1) return "several Transfer-Encoding fields";
    if (codings == 0) return nullptr;
    if (message.count(http::field::content_length) > 0)
        return "Content-Length beside Transfer-Encoding";
    if (!beast::iequals(message[http::field::transfer_encoding], "chunked"))
        return "a Transfer-Encoding other than 'chunked'";
    return nullptr;
}

Request to_request(http::request<http::string_body>&& message) {
    Request request = head_of(message);
    request.body = std::move(message.body());
    return request;
}

}  // namespace

/// Sends one part as a chunk; only one write is under way at a time, since the streamer awaits
/// each.
class StreamWriter final : public BodyWriter {
public:
    explicit StreamWriter(Connection& connection) : connection_(connection) {}

    Task<Result<void>> write(std::string bytes) override {
        if (bytes.empty()) co_return Result<void>{};
        char size[20];
        const int length = std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        bytes.insert(0, size, static_cast<std::size_t>(length));
        bytes += "\r\n";
        const bool sent = co_await connection_.write(std::move(bytes), {});
        if (!sent) co_return fail(Category::unavailable, "client_gone", "the client has left");
        co_return Result<void>{};
    }
    bool gone() const override {
        return connection_.stop_.raised() || !connection_.socket_.is_open();
    }

private:
    Connection& connection_;
};

void Connection::close() {
    beast::error_code ignored;
    socket_.close(ignored);
}

void Connection::close_if_due(std::chrono::steady_clock::time_point now) {
    if (now >= due_) close();
}

void Connection::drain() {
    stop_.raise();
    if (!busy_) close();
}

Task<void> Connection::serve() {
    for (;;) {
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(shared_.limits.header_bytes_max));
        parser.body_limit(shared_.limits.body_bytes_max);
        if (!co_await wait_for_first_byte()) break;
        busy_ = true;
        if (!co_await read_request(parser)) break;
        const bool keep_alive = parser.get().keep_alive();
        if (!co_await answer(to_request(parser.release()), keep_alive)) break;
        busy_ = false;
        if (shared_.stopping) break;
    }
    close();
}

Task<bool> Connection::wait_for_first_byte() {
    if (buffer_.size() > 0) co_return true;
    allow(shared_.limits.idle_limit);
    auto [error, size] = co_await socket_.async_read_some(buffer_.prepare(8 * 1024), as_result);
    if (error) co_return false;
    buffer_.commit(size);
    co_return true;
}

Task<bool> Connection::read_request(Parser& parser) {
    allow(shared_.limits.header_limit);
    auto [head_error, head_size] =
        co_await http::async_read_header(socket_, buffer_, parser, as_result);
    if (head_error == http::error::header_limit)
        co_return co_await refuse(400, "headers_too_large",
                                  "the head is over http.header_bytes_max");
    if (head_error == http::error::body_limit)
        co_return co_await refuse(400, "body_too_large", "the body is over http.body_bytes_max");
    // Only a peer that is still there and sent something wrong gets an answer.
    const bool left = head_error == http::error::end_of_stream ||
                      head_error == http::error::partial_message ||
                      head_error.category() == asio::error::get_system_category();
    if (head_error && left) co_return false;
    if (head_error)
        co_return co_await refuse(400, "bad_request", "malformed HTTP: " + head_error.message());
    if (const char* why = ambiguity_of(parser.get()))
        co_return co_await refuse(400, "bad_request", std::string("malformed HTTP: ") + why);
    if (shared_.check && !parser.is_done())
        if (auto refusal = shared_.check(head_of(parser.get())))
            co_return co_await refuse(std::move(*refusal));
    allow(shared_.limits.body_limit);
    if (parser.get()[http::field::expect] == "100-continue" && !parser.is_done()) {
        if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return false;
        allow(shared_.limits.body_limit);
    }
    auto [body_error, body_size] = co_await http::async_read(socket_, buffer_, parser, as_result);
    if (body_error == http::error::body_limit)
        co_return co_await refuse(400, "body_too_large", "the body is over http.body_bytes_max");
    if (body_error && socket_.is_open() &&
        body_error.category() != asio::error::get_system_category() &&
        body_error != http::error::partial_message)
        co_return co_await refuse(400, "bad_request", "malformed body: " + body_error.message());
    due_ = std::chrono::steady_clock::time_point::max();
    co_return !body_error;
}

/// After a refusal the rest of the request is unknown, so the connection ends. What the peer still
/// sends is taken for a moment: closing with unread bytes would reset the connection and lose the
/// answer.
Task<bool> Connection::refuse(int status, std::string code, std::string message) {
    const Error error{Category::invalid, std::move(code), std::move(message)};
    co_return co_await refuse(error_response(status, error));
}

Task<bool> Connection::refuse(Response response) {
    (void)(co_await send(response, false, true));
    if (socket_.is_open()) {
        beast::error_code ignored;
        socket_.shutdown(Socket::shutdown_send, ignored);
        allow(refused_limit);
        for (std::size_t taken = 0; taken < refused_bytes_max;) {
            buffer_.clear();
            auto [failed, size] =
                co_await socket_.async_read_some(buffer_.prepare(64 * 1024), as_result);
            if (failed) break;
            taken += size;
        }
    }
    co_return false;
}

Task<Reply> Connection::call_handler(Request request) {
    std::string what;
    try {
        co_return co_await shared_.handler(std::move(request));
    } catch (const boost::system::system_error& thrown) {
        if (thrown.code() == asio::error::operation_aborted) throw;
        what = thrown.what();
    } catch (const std::exception& thrown) {
        what = thrown.what();
    }
    shared_.log.error("request_failed", {{"what", what}});
    const Error error{Category::internal, "internal", "an internal error; the log says more"};
    co_return Reply{error_response(500, error)};
}

Task<bool> Connection::answer(Request request, bool keep_alive) {
    const bool head_only = request.method == "HEAD";
    const Reply reply = co_await call_handler(std::move(request));
    if (reply.stream && !head_only) co_return co_await stream(reply, keep_alive);
    co_return co_await send(reply.response, keep_alive && !shared_.stopping, !head_only);
}

Task<bool> Connection::send(const Response& response, bool keep_alive, bool with_body) {
    const bool bodiless = response.status == 204 || response.status == 304;
    const std::string framing =
        bodiless ? "" : "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    const std::string_view body = with_body && !bodiless ? std::string_view(response.body) : "";
    co_return co_await write(head_of(response, keep_alive, framing, shared_.clock.now()), body) &&
        keep_alive;
}

Task<bool> Connection::write(std::string head, std::string_view body) {
    allow(shared_.limits.write_limit);
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
    auto [error, size] = co_await asio::async_write(socket_, parts, as_result);
    due_ = std::chrono::steady_clock::time_point::max();
    co_return !error;
}

namespace {

/// Ends when the peer has closed its side or the server stops; bytes of a next request do not
/// count.
Task<Result<void>> peer_left(Socket& socket, Signal& stop) {
    auto [error] = co_await socket.async_wait(Socket::wait_read, as_result);
    char byte = 0;
    const auto peeked =
        error ? 0 : ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    // A reset shows as a failure to read.
    const bool there = peeked > 0 || (peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK));
    if (!error && there) co_await stop.wait();
    co_return Result<void>{};
}

Task<Result<void>> run_streamer(const Streamer& streamer, BodyWriter& writer) {
    co_await streamer(writer);
    co_return Result<void>{};
}

/// The streamer is cancelled as soon as its peer has left or the server stops.
Task<void> stream_until_left(Socket& socket, Signal& stop, const Streamer& streamer,
                             BodyWriter& writer) {
    Signal left(socket.get_executor());
    const auto executor = co_await asio::this_coro::executor;
    auto [order, streamed, result, watched, watched_result] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor,
                           toolshed::detail::boxed(unless(stop, run_streamer(streamer, writer))),
                           asio::deferred),
            asio::co_spawn(executor, toolshed::detail::boxed(peer_left(socket, left)),
                           asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] == 0 && streamed) std::rethrow_exception(streamed);
}

}  // namespace

Task<bool> Connection::stream(const Reply& reply, bool keep_alive) {
    beast::error_code ignored;
    socket_.set_option(asio::socket_base::send_buffer_size(
                           static_cast<int>(shared_.limits.stream_send_buffer_bytes)),
                       ignored);
    if (!co_await write(head_of(reply.response, keep_alive, "Transfer-Encoding: chunked\r\n",
                                shared_.clock.now()),
                        {}))
        co_return false;
    StreamWriter writer(*this);
    std::string failed;
    try {
        co_await stream_until_left(socket_, stop_, reply.stream, writer);
    } catch (const boost::system::system_error& thrown) {
        if (thrown.code() == asio::error::operation_aborted) throw;
        failed = thrown.what();
    } catch (const std::exception& thrown) {
        failed = thrown.what();
    }
    if (!failed.empty()) {
        // The head is out; an unfinished chunked body is the only way left to say that something
        // broke.
        shared_.log.error("stream_failed", {{"what", failed}});
        co_return false;
    }
    if (!socket_.is_open()) co_return false;
    co_return co_await write("0\r\n\r\n", {}) && keep_alive && !shared_.stopping;
}

}  // namespace toolshed::net
