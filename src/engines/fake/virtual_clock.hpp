// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>

#include "base/clock.hpp"

namespace toolshed::engines::fake {

/// Time that passes only when everybody waits: then it jumps to the earliest sleeper. One thread;
/// outlives its sleepers.
class VirtualClock final : public Clock {
public:
    /// 2026-01-01T00:00:00Z.
    static constexpr TimePoint origin{Millis(1'767'225'600'000)};

    TimePoint now() const override { return origin + std::chrono::duration_cast<Millis>(ticks_); }
    std::chrono::microseconds ticks() const override { return ticks_; }
    Task<void> sleep(Millis duration) override;

    /// Moves time to the earliest sleeper and wakes it; false when nobody sleeps. Sleepers of the
    /// same moment wake in the order in which they lay down.
    bool advance();

    /// Runs `io` and moves time until all work is done, or until the work that is left waits for
    /// something other than time.
    void run(boost::asio::io_context& io);

private:
    struct Sleeper {
        boost::asio::steady_timer& timer;
        bool& woken;
    };
    using Sleepers = std::multimap<std::chrono::microseconds, Sleeper>;
    struct Leaving;

    std::chrono::microseconds ticks_{0};
    Sleepers sleepers_;
};

}  // namespace toolshed::engines::fake
