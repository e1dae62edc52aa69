// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "mcp/channel.hpp"

namespace toolshed {

/// Adds up how long the server's own process takes, so that our part of a step can be told apart.
class TimedChannel final : public mcp::Channel {
public:
    TimedChannel(mcp::Channel& inner, Clock& clock, std::int64_t& total_us)
        : inner_(inner), clock_(clock), total_us_(total_us) {}

    Task<Result<std::string>> exchange(std::string message, Millis limit) override {
        const auto begin = clock_.ticks();
        auto answer = co_await inner_.exchange(std::move(message), limit);
        total_us_ += (clock_.ticks() - begin).count();
        co_return answer;
    }

private:
    mcp::Channel& inner_;
    Clock& clock_;
    std::int64_t& total_us_;
};

}  // namespace toolshed
