// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/virtual_clock.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace toolshed::engines::fake {

namespace asio = boost::asio;

/// Takes a sleeper out of the list however its sleep ends, a destroyed coroutine included.
struct VirtualClock::Leaving {
    Sleepers& sleepers;
    Sleepers::iterator place;
    const bool& woken;
    ~Leaving() {
        if (!woken) sleepers.erase(place);
    }
};

Task<void> VirtualClock::sleep(Millis duration) {
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             asio::steady_timer::time_point::max());
    bool woken = false;
    const auto due = ticks_ + std::max(duration, Millis(0));
    const auto place = sleepers_.emplace(due, Sleeper{timer, woken});
    const Leaving leaving{sleepers_, place, woken};
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!woken) throw boost::system::system_error(asio::error::operation_aborted);
}

bool VirtualClock::advance() {
    if (sleepers_.empty()) return false;
    const auto first = sleepers_.begin();
    ticks_ = std::max(ticks_, first->first);
    const Sleeper sleeper = first->second;
    sleepers_.erase(first);
    sleeper.woken = true;
    sleeper.timer.cancel();
    return true;
}

void VirtualClock::run(asio::io_context& io) {
    io.restart();
    do {
        while (io.poll() > 0) {
        }
    } while (!io.stopped() && advance());
}

}  // namespace toolshed::engines::fake
