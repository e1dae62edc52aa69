// SPDX-License-Identifier: Apache-2.0
#include "shim/connection.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/write.hpp>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "net/wire/response.hpp"
#include "shim/waits.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;
namespace wire = net::wire;

namespace {

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::string_view switched =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: mcp-lines\r\n\r\n";
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr std::array<std::pair<std::string_view, int>, 15> statuses{{{"bad_request", 400},
                                                                     {"headers_too_large", 431},
                                                                     {"no_child", 404},
                                                                     {"conflict", 409},
                                                                     {"message_too_large", 413},
                                                                     {"server_exited", 502},
                                                                     {"server_oom", 502},
                                                                     {"spawn_failed", 502},
                                                                     {"unsafe_workload", 502},
                                                                     {"connection_lost", 502},
                                                                     {"not_started", 503},
                                                                     {"timeout", 504},
                                                                     {"protocol_error", 504}}};

/// A peer that shut down only its sending side still waits for the answer; on a Unix socket a
/// hang-up means both sides.
bool has_left(int socket) {
    char byte = 0;
    if (::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0) return false;
    pollfd state{socket, POLLIN, 0};
    return ::poll(&state, 1, 0) > 0 && (state.revents & (POLLHUP | POLLERR)) != 0;
}

std::unexpected<Error> too_large(std::size_t bytes_max) {
    return fail(Category::exhausted, "message_too_large",
                "the body is over " + std::to_string(bytes_max) + " bytes");
}

std::unexpected<Error> cut_off() {
    return fail(Category::invalid, "bad_request", "the body did not come to its end");
}

}  // namespace

void SocketPeer::when_gone(std::function<void()> gone) {
    forget();
    watch_ = std::make_shared<Watch>(std::move(gone));
    socket_.async_wait(ControlServer::Socket::wait_read,
                       [watch = watch_, &socket = socket_](boost::system::error_code error) {
                           // The socket is there as long as somebody wants to know.
                           if (!watch->gone || (!error && !has_left(socket.native_handle())))
                               return;
                           std::exchange(watch->gone, {})();
                       });
}

void SocketPeer::forget() {
    if (!watch_) return;
    watch_->gone = {};
    watch_.reset();
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

ControlReply failure(const Error& error) {
    ControlReply reply{.status = 500};
    for (const auto& [code, status] : statuses)
        if (code == error.code) reply.status = status;
    reply.body = R"({"error":{"code":)" + json_quoted(error.code) + R"(,"message":)" +
                 json_quoted(error.message) + "}}";
    return reply;
}

Task<bool> Connection::fill(Millis limit) {
    const auto size = buffer_.size();
    buffer_.resize(size + read_bytes);
    const auto room = asio::buffer(buffer_.data() + size, read_bytes);
    const auto [error, count] =
        co_await moved_within(limit, socket_.async_read_some(room, asio::deferred));
    buffer_.resize(size + count);
    co_return !error && count > 0;
}

Task<std::optional<Result<ControlRequest>>> Connection::read() {
    keeps_alive_ = false;
    Result<std::optional<wire::RequestHead>> head;
    for (;;) {
        head = wire::scan_request_head(buffer_);
        if (!head) co_return Result<ControlRequest>(fail(head.error()));
        if (*head) break;
        const bool filled = co_await fill(buffer_.empty() ? limits_.idle : limits_.read);
        if (!filled) co_return std::nullopt;
    }
    ControlRequest request{.method = std::string((*head)->method)};
    const auto target = (*head)->target;
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != std::string_view::npos) request.query = target.substr(question + 1);
    if (const auto limit = (*head)->find("Toolshed-Timeout-Ms")) request.timeout_ms = *limit;
    const bool keeps_alive = (*head)->keeps_alive();
    auto done = co_await read_body(**head, request);
    if (!done) co_return Result<ControlRequest>(fail(std::move(done).error()));
    keeps_alive_ = keeps_alive;
    co_return Result<ControlRequest>(std::move(request));
}

/// Uses nothing of `head` once the buffer that it looks into has changed.
Task<Result<void>> Connection::read_body(const wire::RequestHead& head, ControlRequest& request) {
    const auto framing = wire::framing_of(head);
    if (!framing) co_return fail(framing.error());
    const auto bytes_max = handler_.body_bytes_max(request.path);
    const bool chunked = framing->kind == wire::Framing::Kind::chunked;
    if (!chunked && framing->length > bytes_max) co_return too_large(bytes_max);
    const bool expects_continue = head.expects_continue();
    buffer_.erase(0, head.size);
    if (framing->kind == wire::Framing::Kind::none) co_return Result<void>{};
    request.budget =
        co_await budget_.take(chunked ? bytes_max : static_cast<std::size_t>(framing->length));
    if (expects_continue && buffer_.empty()) {
        const auto [error, count] = co_await moved_within(
            limits_.write, asio::async_write(socket_, asio::buffer(go_on), asio::deferred));
        if (error) co_return cut_off();
    }
    if (!chunked) co_return co_await read_length(framing->length, request.body);
    co_return co_await read_chunks(bytes_max, request.body);
}

Task<Result<void>> Connection::read_length(std::uint64_t length, std::string& body) {
    body = buffer_.substr(0, static_cast<std::size_t>(length));
    buffer_.erase(0, body.size());
    // Memory grows with what has come, not with what was announced.
    while (body.size() < length) {
        const bool filled = co_await fill(limits_.read);
        if (!filled) co_return cut_off();
        const auto part = std::min<std::uint64_t>(buffer_.size(), length - body.size());
        body.append(buffer_, 0, static_cast<std::size_t>(part));
        buffer_.erase(0, static_cast<std::size_t>(part));
    }
    co_return Result<void>{};
}

Task<Result<void>> Connection::read_chunks(std::size_t bytes_max, std::string& body) {
    wire::ChunkedDecoder decoder(bytes_max);
    for (;;) {
        const auto used = decoder.feed(buffer_, body);
        if (!used && used.error().code == "body_too_large") co_return too_large(bytes_max);
        if (!used) co_return fail(used.error());
        buffer_.erase(0, *used);
        if (decoder.done()) co_return Result<void>{};
        const bool filled = co_await fill(limits_.read);
        if (!filled) co_return cut_off();
    }
}

Task<ControlReply> Connection::answer(ControlRequest request) {
    SocketPeer peer(socket_);
    std::string what;
    try {
        auto reply = co_await handler_.answer(std::move(request), peer);
        co_return reply;
    } catch (const boost::system::system_error& thrown) {
        if (thrown.code() == asio::error::operation_aborted) throw;
        what = thrown.what();
    } catch (const std::exception& thrown) {
        what = thrown.what();
    }
    co_return failure({Category::internal, "internal", "a fault in the shim: " + what});
}

Task<bool> Connection::write(ControlReply reply) {
    if (reply.tunnel) {
        const auto [error, count] = co_await moved_within(
            limits_.write, asio::async_write(socket_, asio::buffer(switched), asio::deferred));
        if (!error) co_await reply.tunnel->run(socket_, std::exchange(buffer_, {}));
        co_return false;
    }
    std::vector<wire::Field> fields;
    if (!reply.body.empty()) fields.push_back({"Content-Type", reply.content_type});
    for (const auto& [name, value] : reply.fields) fields.push_back({name, value});
    if (!keeps_alive_) fields.push_back({"Connection", "close"});
    const auto head = wire::response_head(reply.status, fields, reply.body.size());
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head), asio::buffer(reply.body)};
    const auto [error, count] =
        co_await moved_within(limits_.write, asio::async_write(socket_, parts, asio::deferred));
    co_return !error && keeps_alive_;
}

}  // namespace toolshed::shim
