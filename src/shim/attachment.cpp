// SPDX-License-Identifier: Apache-2.0
#include "shim/attachment.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/text.hpp"
#include "base/within.hpp"
#include "mcp/envelope.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 32 * 1024;

std::unexpected<Error> closed() {
    return fail(Category::unavailable, "connection_lost", "the daemon has left");
}
}  // namespace

Attachment::Attachment(asio::any_io_executor executor, std::size_t message_bytes_max,
                       AttachmentEvents events)
    : executor_(executor),
      events_(std::move(events)),
      framer_(message_bytes_max, *this),
      work_(executor, asio::steady_timer::time_point::max()),
      room_(executor, asio::steady_timer::time_point::max()) {}

Task<void> Attachment::run(ControlSocket& socket, std::string first) {
    const auto self = shared_from_this();
    const auto over = co_await first_of(read(socket, std::move(first)), write(socket));
    static_cast<void>(over);
    detach();
}

Task<Result<void>> Attachment::read(ControlSocket& socket, std::string first) {
    framer_.feed(first);
    std::string buffer(read_bytes, '\0');
    for (;;) {
        for (auto& line : std::exchange(lines_, {})) co_await hand_over(std::move(line));
        // What the daemon sends is bounded by it; a longer line is no message.
        if (too_long_) co_return closed();
        const auto [error, count] =
            co_await socket.async_read_some(asio::buffer(buffer), as_result);
        if (error) co_return closed();
        framer_.feed({buffer.data(), count});
    }
}

Task<void> Attachment::hand_over(std::string line) {
    const auto envelope = mcp::index_message(line);
    if (!envelope) co_return;
    std::string id(envelope->id);
    const bool is_request = envelope->is_request();
    const bool counts = envelope->method != "ping";
    if (is_request && open_.emplace(id, counts).second && counts)
        events_.request_opened();
    else if (!is_request)
        events_.used();
    line += '\n';
    co_await events_.message(shared_from_this(), std::move(line),
                             is_request ? std::move(id) : std::string());
}

Task<Result<void>> Attachment::write(ControlSocket& socket) {
    for (;;) {
        if (unsent_.empty()) {
            if (ended_) co_return Result<void>{};
            co_await work_.async_wait(as_result);
            continue;
        }
        const std::string part = std::exchange(unsent_, {});
        const auto [error, count] =
            co_await asio::async_write(socket, asio::buffer(part), as_result);
        unsent_bytes_ -= part.size();
        if (!full()) room_.cancel();
        if (error) co_return closed();
    }
}

void Attachment::deliver(std::string line) {
    if (ended_) return;
    if (!open_.empty())
        if (const auto envelope = mcp::index_message(line); envelope && envelope->is_response())
            close_request(envelope->id);
    unsent_bytes_ += line.size() + 1;
    unsent_ += line;
    unsent_ += '\n';
    work_.cancel();
}

void Attachment::close_request(std::string_view id) {
    const auto found = open_.find(id);
    if (found == open_.end()) return;
    const bool counted = found->second;
    open_.erase(found);
    if (counted) events_.request_closed();
}

void Attachment::refuse(std::string_view id, std::string_view why) {
    deliver(R"({"jsonrpc":"2.0","id":)" + std::string(id) +
            R"(,"error":{"code":-32603,"message":)" + json_quoted(why) + "}}");
}

void Attachment::refuse_all(std::string_view why) {
    const auto open = open_;
    for (const auto& [id, counted] : open) refuse(id, why);
}

Task<void> Attachment::room() {
    while (full() && !ended_) co_await room_.async_wait(as_result);
}

void Attachment::end() {
    ended_ = true;
    work_.cancel();
    room_.cancel();
}

/// Nothing is kept alive by what it is told of.
void Attachment::detach() {
    end();
    const auto events = std::exchange(events_, {});
    for (const auto& [id, counted] : std::exchange(open_, {}))
        if (counted) events.request_closed();
    if (events.disconnected) events.disconnected(*this);
}

}  // namespace toolshed::shim
