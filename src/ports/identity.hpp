// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace toolshed {

/// Unpredictable bytes.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;
};

/// Makes the unique part of ids: 26 of `[0-9a-z]`, later ones sort after earlier ones of the same
/// process.
class Ids {
public:
    virtual ~Ids() = default;
    virtual std::string next() = 0;
};

/// Who this daemon is. `installation` stays with the data directory and labels everything made
/// outside it; `boot` is new at every start.
struct Installation {
    std::string id;                ///< 12 of `[0-9a-z]`
    std::string boot;              ///< 12 of `[0-9a-z]`
    std::int64_t boot_number = 1;  ///< counts the starts on this data directory
};

}  // namespace toolshed
