// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "base/task.hpp"

namespace toolshed::support {

/// Runs a task to its end on a context of its own; what it throws comes out.
template <class T>
T run(Task<T> task) {
    boost::asio::io_context io(1);
    std::optional<T> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(io, std::move(task),
                          [&](std::exception_ptr error, std::optional<T> value) {
                              thrown = error;
                              result = std::move(value);
                          });
    io.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

}  // namespace toolshed::support
