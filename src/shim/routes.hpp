// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace toolshed::shim {

/// One of the control protocol's routes.
struct Route {
    enum class Kind {
        status,
        hold,
        start,
        renew,
        put_child,
        message,
        attach,
        delete_child,
        logs,
        stop
    };
    Kind kind = Kind::status;
    std::string child = {};  ///< for those that name one
};

inline constexpr Millis timeout_default{60'000};
inline constexpr Millis timeout_max{3'600'000};

/// `invalid` `bad_request` for what is no route, a wrong method, or a child's id that is none.
Result<Route> route_of(std::string_view method, std::string_view path);

/// Reads `Toolshed-Timeout-Ms`. `invalid` `bad_request` unless it is from 1 to 3,600,000.
Result<Millis> timeout_from(const std::optional<std::string>& text);

/// Reads the query of `/v1/logs`. Absent = 0. `invalid` `bad_request`.
Result<std::uint64_t> log_offset_from(std::string_view query);

}  // namespace toolshed::shim
