// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/task.hpp"

namespace toolshed {

using Millis = std::chrono::milliseconds;
using TimePoint = std::chrono::sys_time<Millis>;

/// Time and waiting. Use cases wait only here, so that a simulator can run them in virtual time.
class Clock {
public:
    virtual ~Clock() = default;

    /// Wall time, never used to measure a duration.
    virtual TimePoint now() const = 0;

    /// Monotonic, from an arbitrary origin; for durations.
    virtual std::chrono::microseconds ticks() const = 0;

    /// Ends after `duration`, or throws `boost::system::system_error(operation_aborted)` when
    /// cancelled.
    virtual Task<void> sleep(Millis duration) = 0;
};

/// The machine's own clock.
class SystemClock final : public Clock {
public:
    TimePoint now() const override;
    std::chrono::microseconds ticks() const override;
    Task<void> sleep(Millis duration) override;
};

/// RFC 3339 in UTC with milliseconds: `2026-11-26T07:10:41.123Z`.
std::string to_rfc3339(TimePoint time);
/// A time in UTC or with an offset, of at most 64 bytes; digits beyond the millisecond are dropped.
/// Nothing for what is no such time.
std::optional<TimePoint> from_rfc3339(std::string_view text);

}  // namespace toolshed
