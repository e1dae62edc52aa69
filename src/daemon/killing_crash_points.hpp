// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <signal.h>
#include <unistd.h>

#include <string>

#include "ports/crash_points.hpp"

namespace toolshed::daemon {

/// Ends this process at one named place, as a power cut would.
class KillingCrashPoints final : public CrashPoints {
public:
    explicit KillingCrashPoints(std::string name) : name_(std::move(name)) {}
    void reach(std::string_view name) override {
        if (name == name_) ::kill(::getpid(), SIGKILL);
    }

private:
    std::string name_;
};

}  // namespace toolshed::daemon
