// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <utility>

#include "base/clock.hpp"
#include "base/signal.hpp"
#include "base/task.hpp"

namespace toolshed::shim {

/// The outcome of a read or a write.
struct Moved {
    boost::system::error_code error;
    std::size_t bytes = 0;
};

/// Runs an operation of Asio that completes with (error, bytes) for at most `limit`; then it is
/// cancelled, and its error is `operation_aborted`.
template <class Operation>
Task<Moved> moved_within(Millis limit, Operation operation) {
    namespace asio = boost::asio;
    asio::steady_timer timer(co_await asio::this_coro::executor, limit);
    auto [order, error, bytes, timer_error] =
        co_await asio::experimental::make_parallel_group(std::move(operation),
                                                         timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    co_return Moved{error, bytes};
}

/// Whether `signal` is raised within `limit`.
inline Task<bool> raised_within(Signal& signal, Millis limit) {
    namespace asio = boost::asio;
    if (signal.raised()) co_return true;
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, limit);
    co_await asio::experimental::make_parallel_group(
        asio::co_spawn(executor, signal.wait(), asio::deferred), timer.async_wait(asio::deferred))
        .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    co_return signal.raised();
}

}  // namespace toolshed::shim
