// SPDX-License-Identifier: Apache-2.0
#include "gateway/outbox.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <utility>

namespace toolshed::gateway {
namespace asio = boost::asio;

bool Outbox::push(std::string message) {
    if (closed_) return false;
    // A single message always fits, however large.
    if (!messages_.empty() && bytes_ + message.size() > bytes_max_) {
        overflowed_ = true;
        messages_.clear();
        bytes_ = 0;
        close();
        return false;
    }
    bytes_ += message.size();
    messages_.push_back(std::move(message));
    news_.cancel();
    return true;
}

void Outbox::close() {
    closed_ = true;
    news_.cancel();
}

Task<std::optional<std::string>> Outbox::next(Millis limit) {
    const auto until = std::chrono::steady_clock::now() + limit;
    while (messages_.empty() && !closed_) {
        news_.expires_at(until);
        const auto [woken] = co_await news_.async_wait(asio::as_tuple(asio::use_awaitable));
        const auto state = co_await asio::this_coro::cancellation_state;
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
        if (!woken) break;
    }
    if (messages_.empty()) co_return std::nullopt;
    std::string message = std::move(messages_.front());
    messages_.pop_front();
    bytes_ -= message.size();
    co_return message;
}

}  // namespace toolshed::gateway
