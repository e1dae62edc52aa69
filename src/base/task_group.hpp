// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <list>
#include <string>

#include "base/task.hpp"

namespace toolshed {

/// Owns coroutines that nobody awaits. One thread. `close()` cancels and joins them, so children
/// may refer to whatever outlives the group's `close()`. The destructor requires that all children
/// have ended.
class TaskGroup {
public:
    /// Receives what a child threw, other than its own cancellation. `name` is the one given to
    /// `spawn`.
    using Report = std::function<void(const std::string& name, const std::string& what)>;

    TaskGroup(boost::asio::any_io_executor executor, Report report);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    ~TaskGroup();

    /// Starts `task`. After `close()` the task is dropped unstarted.
    void spawn(std::string name, Task<void> task);
    std::size_t size() const { return stops_.size(); }

    /// Cancels every child and waits for all to end. Idempotent.
    Task<void> close();

    /// Waits until no child is left, without cancelling any.
    Task<void> join();

private:
    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer idle_;
    std::list<boost::asio::cancellation_signal> stops_;
    Report report_;
    bool closed_ = false;
};

}  // namespace toolshed
