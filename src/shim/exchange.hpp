// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace toolshed::shim {

/// One message on its way to a child and, for a request, its answer. Shared by the connection that
/// waits for it and by the child that works on it; either may be done first.
struct Exchange {
    enum class State {
        waiting,
        sent,  ///< written; nothing more will come, since it is no request
        answered,
        too_large,  ///< the answer was over the limit and is lost
        ended,      ///< the child ended first
        failed,     ///< for the reason `failure`
        timed_out,
        abandoned,  ///< the peer left
    };

    std::string message;  ///< one line with its end; emptied once written
    std::string id = {};  ///< raw; empty = no answer is expected
    State state = State::waiting;
    std::string answer = {};
    std::optional<Error> failure = {};
    std::function<void()> wake = {};    ///< called once, when `state` leaves `waiting`
    bool attached = false;              ///< of an attachment, which settles nothing
    std::shared_ptr<void> budget = {};  ///< gives the memory of `message` back when written

    /// The first state that is not `waiting` stays.
    void settle(State next) {
        if (state != State::waiting) return;
        state = next;
        if (const auto call = std::exchange(wake, {})) call();
    }
};

}  // namespace toolshed::shim
