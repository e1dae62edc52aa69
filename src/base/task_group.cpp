// SPDX-License-Identifier: Apache-2.0
#include "base/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <cassert>
#include <exception>

namespace toolshed {
namespace asio = boost::asio;

namespace {
std::string describe(std::exception_ptr thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) return {};
        return error.what();
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "unknown exception";
    }
}
}  // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor, Report report)
    : executor_(std::move(executor)), idle_(executor_), report_(std::move(report)) {
    idle_.expires_at(asio::steady_timer::time_point::max());
}

TaskGroup::~TaskGroup() {
    assert(stops_.empty() && "a task group ended before its tasks");
}

void TaskGroup::spawn(std::string name, Task<void> task) {
    if (closed_) return;
    const auto stop = stops_.emplace(stops_.end());
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(stop->slot(), [this, stop, name = std::move(name)](
                                                                  std::exception_ptr thrown) {
                       stops_.erase(stop);
                       if (thrown)
                           if (const auto what = describe(thrown); !what.empty())
                               report_(name, what);
                       if (stops_.empty()) idle_.cancel();
                   }));
}

Task<void> TaskGroup::close() {
    closed_ = true;
    for (auto stop = stops_.begin(); stop != stops_.end();) {
        const auto current = stop++;
        current->emit(asio::cancellation_type::terminal);
    }
    co_await join();
}

Task<void> TaskGroup::join() {
    while (!stops_.empty()) {
        idle_.expires_at(asio::steady_timer::time_point::max());
        co_await idle_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

}  // namespace toolshed
