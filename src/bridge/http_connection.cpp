// SPDX-License-Identifier: Apache-2.0
#include "bridge/http_connection.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <limits>

#include "net/wire/head.hpp"

namespace toolshed::bridge {
namespace asio = boost::asio;
namespace wire = net::wire;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 32 * 1024;
constexpr int informational_max = 10;

std::unexpected<Error> lost(const std::string& why) {
    return fail(Category::unavailable, "connection_lost",
                "the server's HTTP connection was lost: " + why);
}

std::unexpected<Error> bad_response(const Error& why) {
    return fail(Category::invalid, "bad_response", "the server sent no valid HTTP: " + why.message);
}

}  // namespace

Task<Result<void>> HttpConnection::connect(asio::ip::tcp::endpoint where) {
    const auto [error] = co_await socket_.async_connect(where, as_result);
    if (error)
        co_return fail(Category::unavailable, "connect_failed",
                       "cannot connect to the server's port " + std::to_string(where.port()) +
                           ": " + error.message());
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return Result<void>{};
}

Task<Result<void>> HttpConnection::ask(std::string request) {
    touched_ = false;
    keeps_alive_ = false;
    at_end_ = false;
    const auto [error, count] =
        co_await asio::async_write(socket_, asio::buffer(request), as_result);
    // A server may answer and close before it has read everything, so this is no verdict yet.
    auto head = co_await read_head();
    if (!head && error) co_return lost(error.message());
    co_return head;
}

Task<Result<void>> HttpConnection::read_head() {
    for (int skipped = 0; skipped < informational_max;) {
        const auto head = wire::scan_response_head(buffer_);
        if (!head) co_return bad_response(head.error());
        if (!*head) {
            const auto filled = co_await fill();
            if (!filled) co_return fail(filled.error());
            if (!*filled) co_return lost("it was closed");
            continue;
        }
        const wire::ResponseHead& found = **head;
        const auto framing = wire::framing_of(found);
        if (!framing) co_return bad_response(framing.error());
        status_ = found.status;
        fields_.clear();
        for (const auto& field : found.fields) fields_.emplace_back(field.name, field.value);
        keeps_alive_ = found.keeps_alive() && framing->kind != wire::Framing::Kind::until_close;
        buffer_.erase(0, found.size);
        if (status_ < 200) {
            ++skipped;
            continue;
        }
        framing_ = *framing;
        left_ = framing->length;
        chunks_.reset();
        if (framing->kind == wire::Framing::Kind::chunked)
            chunks_.emplace(std::numeric_limits<std::size_t>::max());
        at_end_ = framing->kind == wire::Framing::Kind::none ||
                  (framing->kind == wire::Framing::Kind::length && left_ == 0);
        co_return Result<void>{};
    }
    co_return fail(Category::invalid, "bad_response",
                   "the server sent informational responses without end");
}

std::string HttpConnection::header(std::string_view name) const {
    for (const auto& [each, value] : fields_)
        if (wire::equals_ignoring_case(each, name)) return value;
    return {};
}

Task<Result<std::string>> HttpConnection::read_part() {
    std::string part;
    while (!at_end_ && part.empty()) {
        if (buffer_.empty()) {
            const auto filled = co_await fill();
            if (!filled) co_return fail(filled.error());
            if (!*filled) {
                if (framing_.kind != wire::Framing::Kind::until_close)
                    co_return lost("it was closed in the middle of an answer");
                at_end_ = true;
                break;
            }
        }
        if (chunks_) {
            const auto used = chunks_->feed(buffer_, part);
            if (!used) co_return bad_response(used.error());
            buffer_.erase(0, *used);
            at_end_ = chunks_->done();
        } else if (framing_.kind == wire::Framing::Kind::length) {
            const auto size =
                static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), left_));
            part = buffer_.substr(0, size);
            buffer_.erase(0, size);
            left_ -= size;
            at_end_ = left_ == 0;
        } else {
            part = std::exchange(buffer_, {});
        }
    }
    co_return part;
}

Task<Result<std::string>> HttpConnection::read_rest(std::size_t bytes_max) {
    std::string body;
    for (;;) {
        auto part = co_await read_part();
        if (!part) co_return fail(part.error());
        if (part->empty()) co_return body;
        if (body.size() + part->size() > bytes_max)
            co_return fail(Category::exhausted, "response_too_large",
                           "the server's answer is over " + std::to_string(bytes_max) + " bytes");
        body += *part;
    }
}

/// False at the end of what the peer sends.
Task<Result<bool>> HttpConnection::fill() {
    const auto size = buffer_.size();
    buffer_.resize(size + read_bytes);
    const auto [error, count] = co_await socket_.async_read_some(
        asio::buffer(buffer_.data() + size, read_bytes), as_result);
    buffer_.resize(size + count);
    touched_ = touched_ || count > 0;
    if (error && error != asio::error::eof) co_return lost(error.message());
    co_return count > 0;
}

void HttpConnection::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

}  // namespace toolshed::bridge
