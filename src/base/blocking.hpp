// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/task.hpp"

namespace toolshed {
namespace detail {
template <class F>
auto call_in_pool(F function) -> Task<decltype(function())> {
    co_return function();
}
}  // namespace detail

/// Runs a blocking function (SQLite, file system, archive) on `pool` and comes back to the caller's
/// executor. The function runs to its end even when the caller is cancelled, so what it captures
/// must be its own.
template <class F>
auto run_blocking(boost::asio::thread_pool& pool, F function) -> Task<decltype(function())> {
    co_return co_await boost::asio::co_spawn(pool, detail::call_in_pool(std::move(function)),
                                             boost::asio::use_awaitable);
}

}  // namespace toolshed
