// SPDX-License-Identifier: Apache-2.0
#include "net/client.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <list>
#include <map>

#include "base/within.hpp"
#include "net/connector.hpp"

namespace toolshed::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

struct Kept {
    WireStream socket;
    std::chrono::steady_clock::time_point since;
};

std::unexpected<Error> lost(const Endpoint& endpoint, const beast::error_code& error) {
    if (error.category() == beast::error_code(http::error::bad_version).category() &&
        error != http::error::end_of_stream && error != http::error::partial_message)
        return fail(Category::invalid, "bad_response",
                    to_string(endpoint) + " sent no valid HTTP: " + error.message());
    return fail(Category::unavailable, "connection_lost",
                "connection to " + to_string(endpoint) + " lost: " + error.message());
}

std::string pool_of(const Endpoint& endpoint) {
    return to_string(endpoint) + (endpoint.tls ? "|tls|" : "|") + endpoint.pool;
}

std::string request_head(const Endpoint& endpoint, const Request& request, bool chunked) {
    std::string head = request.method + " " + request.target + " HTTP/1.1\r\n";
    if (!request.headers.find("Host"))
        append_field(head, "Host", endpoint.unix_path.empty() ? to_string(endpoint) : "localhost");
    for (const auto& [name, value] : request.headers.fields()) append_field(head, name, value);
    if (chunked)
        head += "Transfer-Encoding: chunked\r\n";
    else if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        append_field(head, "Content-Length", std::to_string(request.body.size()));
    return head + "\r\n";
}

template <class Fields>
Headers headers_of(const Fields& message) {
    Headers headers;
    for (const auto& field : message)
        headers.add(std::string(field.name_string()), std::string(field.value()));
    return headers;
}

bool may_repeat(const std::string& method) {
    return method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE";
}

/// A streamed response: owns its connection.
class BeastStream final : public ResponseStream {
public:
    BeastStream(Clock& clock, Endpoint endpoint, WireStream socket)
        : clock_(clock), endpoint_(std::move(endpoint)), socket_(std::move(socket)) {
        parser_.body_limit(boost::none);
    }

    Task<Result<void>> read_head(std::size_t header_bytes_max) {
        parser_.header_limit(static_cast<std::uint32_t>(header_bytes_max));
        auto [error, size] = co_await http::async_read_header(socket_, buffer_, parser_, as_result);
        if (error) co_return lost(endpoint_, error);
        status_ = static_cast<int>(parser_.get().result_int());
        headers_ = headers_of(parser_.get());
        co_return Result<void>{};
    }

    int status() const override { return status_; }
    const Headers& headers() const override { return headers_; }

    Task<Result<std::optional<std::string>>> read_some(Millis limit) override {
        return within(clock_, limit, "read_timeout", next_part());
    }

    WireStream& socket() { return socket_; }

private:
    Task<Result<std::optional<std::string>>> next_part() {
        std::string part(64 * 1024, '\0');
        while (!parser_.is_done()) {
            parser_.get().body().data = part.data();
            parser_.get().body().size = part.size();
            auto [error, size] =
                co_await http::async_read_some(socket_, buffer_, parser_, as_result);
            if (error && error != http::error::need_buffer) co_return lost(endpoint_, error);
            part.resize(part.size() - parser_.get().body().size);
            if (!part.empty()) co_return std::optional<std::string>(std::move(part));
            part.resize(64 * 1024);
        }
        co_return std::optional<std::string>{};
    }

    Clock& clock_;
    Endpoint endpoint_;
    WireStream socket_;
    beast::flat_buffer buffer_;
    http::response_parser<http::buffer_body> parser_;
    int status_ = 0;
    Headers headers_;
};

class BeastClient final : public Client {
public:
    BeastClient(asio::any_io_executor executor, Clock& clock, ClientLimits limits, TlsTrust trust)
        : clock_(clock), limits_(limits), connector_(std::move(executor), std::move(trust)) {}

    Task<Result<Response>> send(Endpoint endpoint, Request request, Millis limit) override {
        return within(clock_, limit, "request_timeout",
                      exchange(std::move(endpoint), std::move(request)));
    }
    Task<Result<std::unique_ptr<ResponseStream>>> open(Endpoint endpoint, Request request,
                                                       Millis head_limit,
                                                       BodySource body) override {
        return within(clock_, head_limit, "request_timeout",
                      begin(std::move(endpoint), std::move(request), std::move(body)));
    }
    void forget(const Endpoint& endpoint) override { kept_.erase(pool_of(endpoint)); }

private:
    Task<Result<WireStream>> connect(const Endpoint& endpoint);
    std::optional<WireStream> take_kept(const std::string& where);
    void keep(const std::string& where, WireStream socket);
    Task<Result<Response>> exchange(Endpoint endpoint, Request request);
    Task<Result<Response>> try_once(const Endpoint& endpoint, const Request& request,
                                    WireStream socket, bool& untouched);
    Task<Result<std::unique_ptr<ResponseStream>>> begin(Endpoint endpoint, Request request,
                                                        BodySource body);

    Clock& clock_;
    ClientLimits limits_;
    Connector connector_;
    std::map<std::string, std::list<Kept>> kept_;
};

Task<Result<WireStream>> BeastClient::connect(const Endpoint& endpoint) {
    auto socket =
        co_await within(clock_, limits_.connect_limit, "connect_failed", connector_.open(endpoint));
    if (!socket && socket.error().category == Category::timed_out)
        co_return fail(Category::unavailable, "connect_failed",
                       "cannot connect to " + to_string(endpoint) + " in time");
    co_return socket;
}

std::optional<WireStream> BeastClient::take_kept(const std::string& where) {
    auto& list = kept_[where];
    const auto oldest = std::chrono::steady_clock::now() - limits_.idle_limit;
    while (!list.empty()) {
        Kept kept = std::move(list.back());
        list.pop_back();
        if (kept.since >= oldest) return std::move(kept.socket);
    }
    return std::nullopt;
}

void BeastClient::keep(const std::string& where, WireStream socket) {
    auto& list = kept_[where];
    if (list.size() < limits_.idle_connections_max)
        list.push_back({std::move(socket), std::chrono::steady_clock::now()});
}

Task<Result<Response>> BeastClient::try_once(const Endpoint& endpoint, const Request& request,
                                             WireStream socket, bool& untouched) {
    const std::string head = request_head(endpoint, request, false);
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head),
                                                     asio::buffer(request.body)};
    auto [write_error, written] = co_await asio::async_write(socket, parts, as_result);
    // A peer may answer and close before it has read everything, so a failed write is no verdict
    // yet.
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes_max));
    parser.body_limit(limits_.body_bytes_max);
    if (request.method == "HEAD") parser.skip(true);
    auto [error, size] = co_await http::async_read_header(socket, buffer, parser, as_result);
    untouched = error && size == 0 && buffer.size() == 0;
    if (!error)
        std::tie(error, size) = co_await http::async_read(socket, buffer, parser, as_result);
    if (error == http::error::body_limit || error == http::error::header_limit)
        co_return fail(Category::exhausted, "response_too_large",
                       "the answer of " + to_string(endpoint) + " is too large");
    if (error) co_return lost(endpoint, write_error ? write_error : error);
    Response response{static_cast<int>(parser.get().result_int()), headers_of(parser.get()),
                      std::move(parser.get().body())};
    if (!write_error && parser.keep_alive()) keep(pool_of(endpoint), std::move(socket));
    co_return response;
}

Task<Result<Response>> BeastClient::exchange(Endpoint endpoint, Request request) {
    for (;;) {
        auto kept = take_kept(pool_of(endpoint));
        const bool fresh = !kept.has_value();
        if (fresh) {
            auto connected = co_await connect(endpoint);
            if (!connected) co_return fail(connected.error());
            kept = std::move(*connected);
        }
        bool untouched = false;
        auto response = co_await try_once(endpoint, request, std::move(*kept), untouched);
        if (response || fresh || !untouched || !may_repeat(request.method)) co_return response;
    }
}

/// Sends a request's body in chunks until its source ends or fails.
Task<Result<void>> send_body(WireStream& socket, BodySource body) {
    for (;;) {
        auto part = co_await body();
        if (!part) co_return fail(part.error());
        char size[20];
        const int length = std::snprintf(size, sizeof size, "%zx\r\n", part->size());
        const bool last = part->empty();
        std::string chunk(size, static_cast<std::size_t>(length));
        chunk.append(*part).append("\r\n");
        auto [error, written] = co_await asio::async_write(socket, asio::buffer(chunk), as_result);
        // An early answer ends the sending; reading it tells more than this error does.
        if (error || last) co_return Result<void>{};
    }
}

Task<Result<std::unique_ptr<ResponseStream>>> BeastClient::begin(Endpoint endpoint, Request request,
                                                                 BodySource body) {
    auto socket = co_await connect(endpoint);
    if (!socket) co_return fail(socket.error());
    auto stream = std::make_unique<BeastStream>(clock_, endpoint, std::move(*socket));
    const std::string head = request_head(endpoint, request, static_cast<bool>(body));
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head),
                                                     asio::buffer(request.body)};
    auto [error, written] = co_await asio::async_write(stream->socket(), parts, as_result);
    if (error) co_return lost(endpoint, error);
    if (body)
        if (auto sent = co_await send_body(stream->socket(), std::move(body)); !sent)
            co_return fail(sent.error());
    if (auto read = co_await stream->read_head(limits_.header_bytes_max); !read)
        co_return fail(read.error());
    co_return std::unique_ptr<ResponseStream>(std::move(stream));
}

}  // namespace

std::unique_ptr<Client> make_client(asio::any_io_executor executor, Clock& clock,
                                    ClientLimits limits, TlsTrust trust) {
    return std::make_unique<BeastClient>(std::move(executor), clock, limits, std::move(trust));
}

}  // namespace toolshed::net
