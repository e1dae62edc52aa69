// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace toolshed {
namespace detail {
/// Gives the parallel group a default constructible completion value.
template <class T>
Task<std::optional<T>> boxed(Task<T> task) {
    co_return std::optional<T>(co_await std::move(task));
}
}  // namespace detail

/// Runs `task`, which must be safe to cancel, for at most `limit`; then it is cancelled and joined,
/// and the result is `timed_out` with `code`. An exception of `task` arrives at once.
template <class T>
Task<Result<T>> within(Clock& clock, Millis limit, std::string code, Task<Result<T>> task) {
    namespace asio = boost::asio;
    const auto executor = co_await asio::this_coro::executor;
    auto [order, thrown, value, timer_thrown] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, detail::boxed(std::move(task)), asio::deferred),
            asio::co_spawn(executor, clock.sleep(limit), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    const bool own_cancel = order[0] == 0 || timer_thrown != nullptr;
    if (!own_cancel)
        co_return fail(Category::timed_out, std::move(code),
                       "no answer within " + std::to_string(limit.count()) + " ms");
    if (thrown) std::rethrow_exception(thrown);
    co_return std::move(*value);
}

/// Runs both, which must be safe to cancel; answers what the first one to end answers, after the
/// other was cancelled and joined.
template <class T>
Task<Result<T>> first_of(Task<Result<T>> one, Task<Result<T>> other) {
    namespace asio = boost::asio;
    const auto executor = co_await asio::this_coro::executor;
    auto [order, thrown, value, other_thrown, other_value] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, detail::boxed(std::move(one)), asio::deferred),
            asio::co_spawn(executor, detail::boxed(std::move(other)), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    const auto& failure = order[0] == 0 ? thrown : other_thrown;
    if (failure) std::rethrow_exception(failure);
    co_return std::move(order[0] == 0 ? *value : *other_value);
}

}  // namespace toolshed
