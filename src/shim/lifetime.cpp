// SPDX-License-Identifier: Apache-2.0
#include "shim/lifetime.hpp"

#include <algorithm>

namespace toolshed::shim {
namespace {

Millis left(Lifetime::Time until, Lifetime::Time now) {
    return std::max(Millis{0}, std::chrono::ceil<Millis>(until - now));
}

}  // namespace

Result<void> Lifetime::hold(Time now, Millis wait) {
    if (started_)
        return fail(Category::conflict, "conflict", "the workload has started: renew it instead");
    start_due_ = std::max(start_due_, now + wait);
    return {};
}

void Lifetime::start(Time now, const Start& start) {
    started_ = true;
    renewable_ = start.renewable;
    deadline_ = now + Millis(start.deadline_ms);
    idle_ = Millis(start.idle_ms);
    last_use_ = now;
}

Result<void> Lifetime::renew(Time now, const Renew& renew) {
    if (!started_)
        return fail(Category::unavailable, "not_started", "nothing to renew before a start");
    if (renew.deadline_ms > 0 && !renewable_)
        return fail(Category::conflict, "conflict",
                    "the deadline of this workload is absolute: only 'idle_ms' can be renewed");
    if (renew.deadline_ms > 0) deadline_ = now + Millis(renew.deadline_ms);
    if (renew.idle_ms > 0) idle_ = Millis(renew.idle_ms);
    last_use_ = now;
    return {};
}

void Lifetime::begin_call(Time now) {
    ++calls_;
    last_use_ = now;
}

void Lifetime::end_call(Time now) {
    --calls_;
    last_use_ = now;
}

std::optional<Lifetime::Time> Lifetime::idle_due() const {
    if (idle_ == Millis{0} || calls_ > 0) return std::nullopt;
    return last_use_ + idle_;
}

std::optional<std::string_view> Lifetime::due(Time now) const {
    if (!started_)
        return now >= start_due_ ? std::optional<std::string_view>("idle") : std::nullopt;
    if (now >= deadline_) return "deadline";
    const auto idle = idle_due();
    if (idle && now >= *idle) return "idle";
    return std::nullopt;
}

Lifetime::Time Lifetime::next() const {
    if (!started_) return start_due_;
    return std::min(deadline_, idle_due().value_or(deadline_));
}

Millis Lifetime::deadline_in(Time now) const {
    return started_ ? left(deadline_, now) : Millis{0};
}

Millis Lifetime::idle_in(Time now) const {
    if (!started_) return left(start_due_, now);
    if (idle_ == Millis{0}) return Millis{0};
    return calls_ > 0 ? idle_ : left(last_use_ + idle_, now);
}

}  // namespace toolshed::shim
