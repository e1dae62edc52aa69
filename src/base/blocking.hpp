// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "base/task.hpp"

namespace toolshed {

/// Runs a blocking function (SQLite, file system, archive) on `pool` and comes back to the caller's
/// executor. The function runs to its end even when the caller is cancelled, so what it captures
/// must be its own. No coroutine runs on the pool: a cancellation would reach it there from the
/// caller's thread.
template <class F>
auto run_blocking(boost::asio::thread_pool& pool, F function) -> Task<decltype(function())> {
    namespace asio = boost::asio;
    struct Outcome {
        std::optional<decltype(function())> value;
        std::exception_ptr thrown;
    };
    const auto executor = co_await asio::this_coro::executor;
    const auto outcome = std::make_shared<Outcome>();
    auto begin = [&pool, executor, outcome](auto handler, F work) {
        asio::post(pool, [work = std::optional<F>(std::move(work)), outcome,
                          guard = asio::make_work_guard(executor),
                          handler = std::move(handler)]() mutable {
            try {
                outcome->value.emplace((*work)());
            } catch (...) {
                outcome->thrown = std::current_exception();
            }
            // The caller must not go on while what it gave away is still being destroyed here.
            work.reset();
            asio::post(guard.get_executor(), std::move(handler));
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(
        std::move(begin), asio::use_awaitable, std::move(function));
    if (outcome->thrown) std::rethrow_exception(outcome->thrown);
    co_return std::move(*outcome->value);
}

}  // namespace toolshed
