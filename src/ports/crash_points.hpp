// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace toolshed {

/// Places at which a test may end the daemon. Each stands after a journal write or after an outside
/// effect; the names are listed by `usecases/crash_point_names.hpp`.
class CrashPoints {
public:
    virtual ~CrashPoints() = default;
    /// Returns, or never returns (`kill -9` of this process), or throws (simulation).
    virtual void reach(std::string_view name) = 0;
};

/// Does nothing.
class NoCrashPoints final : public CrashPoints {
public:
    void reach(std::string_view) override {}
};

}  // namespace toolshed
