// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/awaitable.hpp>

namespace toolshed {

/// A coroutine that runs on the executor of whoever awaits it. Lazy: nothing happens before the
/// first await.
template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace toolshed
