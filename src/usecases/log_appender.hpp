// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "usecases/world.hpp"

namespace toolshed {

/// Collects lines of one object's log and hands them on in batches, so that a chatty build does not
/// cost a write a line. What is collected goes out at the latest when the appender is flushed or
/// ends.
class LogAppender {
public:
    LogAppender(World world, std::string id) : world_(world), id_(std::move(id)) {}
    LogAppender(const LogAppender&) = delete;
    LogAppender& operator=(const LogAppender&) = delete;
    ~LogAppender() { hand_on(); }

    void add(std::string line) {
        pending_ += line;
        pending_ += '\n';
        const auto now = world_.clock.ticks();
        if (pending_.size() < batch_bytes && now - last_ < batch_age) return;
        last_ = now;
        hand_on();
    }

    /// Everything added before is written when it returns, unless the log itself fails, which costs
    /// lines and nothing else.
    Task<void> flush() {
        if (pending_.empty()) co_return;
        const auto written = co_await world_.logs.append(id_, std::exchange(pending_, {}));
        if (!written) world_.log.warn("log_lost", {{"id", id_}, {"why", written.error().message}});
    }

private:
    static constexpr std::size_t batch_bytes = 16 * 1024;
    static constexpr std::chrono::microseconds batch_age = std::chrono::milliseconds(100);

    static Task<void> write(World world, std::string id, std::string lines) {
        const auto written = co_await world.logs.append(id, std::move(lines));
        if (!written) world.log.warn("log_lost", {{"id", id}, {"why", written.error().message}});
    }
    void hand_on() {
        if (pending_.empty()) return;
        world_.brief.spawn("log " + id_, write(world_, id_, std::exchange(pending_, {})));
    }

    World world_;
    std::string id_;
    std::string pending_;
    std::chrono::microseconds last_{0};
};

}  // namespace toolshed
