// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/task.hpp"

namespace toolshed::gateway {

/// Messages on their way to one stream of a client's. Bounded: a client that does not read loses
/// its stream, and nobody else waits for it. One thread.
class Outbox {
public:
    Outbox(const boost::asio::any_io_executor& executor, std::size_t bytes_max)
        : news_(executor, boost::asio::steady_timer::time_point::max()), bytes_max_(bytes_max) {}

    /// False when it is closed, or full, which closes it.
    bool push(std::string message);
    /// Nothing more comes; what is there is still read.
    void close();
    /// The next message, or nothing within `limit` or when it is over.
    Task<std::optional<std::string>> next(Millis limit);

    bool closed() const { return closed_; }
    /// Closed, and everything was read.
    bool over() const { return closed_ && messages_.empty(); }
    bool overflowed() const { return overflowed_; }
    bool empty() const { return messages_.empty(); }

private:
    boost::asio::steady_timer news_;  ///< cancelled when there is something to look at
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::deque<std::string> messages_;
    bool closed_ = false;
    bool overflowed_ = false;
};

}  // namespace toolshed::gateway
