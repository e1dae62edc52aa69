// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "shim/protocol/messages.hpp"

namespace toolshed::shim {

/// When the workload must end by itself: no `start` came, the deadline, or idleness. Pure: time
/// comes in.
class Lifetime {
public:
    using Time = std::chrono::steady_clock::time_point;

    Lifetime(Time now, Millis start_wait) : start_due_(now + start_wait) {}

    bool started() const { return started_; }
    /// Prolongs the wait for `start`. `conflict` after it.
    Result<void> hold(Time now, Millis wait);
    void start(Time now, const Start& start);
    /// Moves the idle limit to `idle_ms` from now, and the deadline of a renewable workload.
    /// `unavailable` `not_started`, `conflict` when the deadline may not move.
    Result<void> renew(Time now, const Renew& renew);

    /// A message that counts as use came.
    void touch(Time now) { last_use_ = now; }
    /// While calls are in flight there is no idleness.
    void begin_call(Time now);
    void end_call(Time now);

    /// `deadline` or `idle` (a missing start too) when it must end now.
    std::optional<std::string_view> due(Time now) const;
    /// The earliest moment at which `due` may say something new.
    Time next() const;

    Millis deadline_in(Time now) const;
    Millis idle_in(Time now) const;

private:
    std::optional<Time> idle_due() const;

    Time start_due_;
    bool started_ = false;
    bool renewable_ = false;
    Time deadline_{};
    Millis idle_{0};
    Time last_use_{};
    int calls_ = 0;
};

}  // namespace toolshed::shim
