// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/within.hpp"

namespace toolshed {

/// Something that happens once and that others wait for. One thread; outlives its waiters.
class Signal {
public:
    explicit Signal(const boost::asio::any_io_executor& executor)
        : timer_(executor, boost::asio::steady_timer::time_point::max()) {}

    /// Idempotent.
    void raise() {
        raised_ = true;
        timer_.cancel();
    }
    bool raised() const { return raised_; }

    /// Ends when raised; throws `operation_aborted` when the waiter is cancelled.
    Task<void> wait() {
        while (!raised_) {
            auto [error] =
                co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
            if (error && !raised_) throw boost::system::system_error(error);
        }
    }

private:
    boost::asio::steady_timer timer_;
    bool raised_ = false;
};

/// Runs `task` until it ends or `signal` is raised; then the task is cancelled and joined and the
/// answer is nothing.
template <class T>
Task<std::optional<Result<T>>> unless(Signal& signal, Task<Result<T>> task) {
    namespace asio = boost::asio;
    if (signal.raised()) co_return std::nullopt;
    const auto executor = co_await asio::this_coro::executor;
    auto [order, thrown, value, signal_thrown] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, detail::boxed(std::move(task)), asio::deferred),
            asio::co_spawn(executor, signal.wait(), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] == 1 && signal_thrown == nullptr) co_return std::nullopt;
    if (thrown) std::rethrow_exception(thrown);
    co_return std::move(*value);
}

}  // namespace toolshed
