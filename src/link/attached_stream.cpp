// SPDX-License-Identifier: Apache-2.0
#include "link/attached_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <charconv>
#include <utility>

#include "base/within.hpp"
#include "link/reply.hpp"
#include "mcp/envelope.hpp"

namespace toolshed::link {
namespace asio = boost::asio;

namespace {

using Socket = asio::local::stream_protocol::socket;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 64 * 1024;
constexpr std::size_t head_bytes_max = 8 * 1024;

std::unexpected<Error> lost(const std::string& why) {
    return fail(Category::unavailable, "link_lost", "the workload's shim is gone: " + why);
}

class AttachedStream final : public mcp::MessageStream {
public:
    AttachedStream(Socket socket, std::string first, std::size_t message_bytes_max)
        : socket_(std::move(socket)),
          work_(socket_.get_executor(), asio::steady_timer::time_point::max()),
          buffer_(std::move(first)),
          message_bytes_max_(message_bytes_max) {}

    void send(std::string_view message) override {
        if (over_) return;
        unsent_ += mcp::on_one_line(message);
        unsent_ += '\n';
        if (!writing_) work_.cancel();
    }
    std::size_t unsent_bytes() const override { return unsent_.size() + writing_bytes_; }
    Task<Result<void>> run(std::function<void(std::string_view message)> take) override {
        auto ended = co_await first_of(read(std::move(take)), write());
        close();
        co_return ended;
    }
    void close() override {
        over_ = true;
        work_.cancel();
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    Task<Result<void>> read(std::function<void(std::string_view message)> take);
    Task<Result<void>> write();

    Socket socket_;
    asio::steady_timer work_;  ///< cancelled when there is something to write
    std::string buffer_;       ///< read and not handed over
    std::size_t message_bytes_max_;
    std::string unsent_;
    std::size_t writing_bytes_ = 0;
    bool writing_ = false;
    bool over_ = false;
};

Task<Result<void>> AttachedStream::read(std::function<void(std::string_view message)> take) {
    std::size_t scanned = 0;
    for (;;) {
        std::size_t begin = 0;
        for (auto end = buffer_.find('\n', scanned); end != std::string::npos;
             end = buffer_.find('\n', begin)) {
            if (end > begin) take(std::string_view(buffer_).substr(begin, end - begin));
            if (over_) co_return lost("closed");
            begin = end + 1;
        }
        buffer_.erase(0, begin);
        scanned = buffer_.size();
        if (scanned > message_bytes_max_)
            co_return fail(Category::invalid, "link_refused",
                           "the workload's shim sent a message over the limit");
        buffer_.resize(scanned + read_bytes);
        const auto [error, count] = co_await socket_.async_read_some(
            asio::buffer(buffer_.data() + scanned, read_bytes), as_result);
        buffer_.resize(scanned + count);
        if (error) co_return lost(error.message());
    }
}

Task<Result<void>> AttachedStream::write() {
    while (!over_) {
        if (unsent_.empty()) {
            co_await work_.async_wait(as_result);
            continue;
        }
        const std::string part = std::exchange(unsent_, {});
        writing_ = true;
        writing_bytes_ = part.size();
        const auto [error, count] =
            co_await asio::async_write(socket_, asio::buffer(part), as_result);
        writing_ = false;
        writing_bytes_ = 0;
        if (error) co_return lost(error.message());
    }
    co_return lost("closed");
}

/// `HTTP/1.1 101 …` → 101; 0 for anything else.
int status_of(std::string_view head) {
    int status = 0;
    if (head.starts_with("HTTP/1.1 ") && head.size() >= 12)
        std::from_chars(head.data() + 9, head.data() + 12, status);
    return status;
}

Task<Result<std::unique_ptr<mcp::MessageStream>>> open(std::string pinned, std::string id,
                                                       std::size_t message_bytes_max) {
    Socket socket(co_await asio::this_coro::executor);
    const auto [refused] =
        co_await socket.async_connect(asio::local::stream_protocol::endpoint(pinned), as_result);
    if (refused) co_return lost(refused.message());
    const std::string request = "POST /v1/children/" + id +
                                "/attach HTTP/1.1\r\nHost: shim\r\nConnection: Upgrade\r\n"
                                "Upgrade: mcp-lines\r\nContent-Length: 0\r\n\r\n";
    const auto [unsent, sent] =
        co_await asio::async_write(socket, asio::buffer(request), as_result);
    if (unsent) co_return lost(unsent.message());
    std::string text;
    std::string part(read_bytes, '\0');
    for (;;) {
        const auto [error, count] = co_await socket.async_read_some(asio::buffer(part), as_result);
        text.append(part, 0, count);
        const auto end = text.find("\r\n\r\n");
        const int status = end == std::string::npos ? 0 : status_of(text);
        if (status == 101)
            co_return std::make_unique<AttachedStream>(std::move(socket), text.substr(end + 4),
                                                       message_bytes_max);
        // A refusal closes nothing, but its body is small and comes with its head.
        if (status != 0) co_return fail(refusal({status, {}, text.substr(end + 4)}));
        if (error) co_return lost(error.message());
        if (text.size() > head_bytes_max)
            co_return fail(Category::invalid, "link_refused",
                           "the workload's shim sent no answer that can be read");
    }
}

}  // namespace

Task<Result<std::unique_ptr<mcp::MessageStream>>> attach_stream(std::string pinned, std::string id,
                                                                std::size_t message_bytes_max,
                                                                Millis limit) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    auto [order, thrown, opened, timer_error] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor,
                           detail::boxed(open(std::move(pinned), std::move(id), message_bytes_max)),
                           asio::deferred),
            timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] == 1) co_return lost("it does not answer in time");
    if (thrown) std::rethrow_exception(thrown);
    co_return std::move(*opened);
}

}  // namespace toolshed::link
