// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace toolshed::engines::fake {

/// What goes wrong with one operation. `before`: it fails and nothing happened. `lost_reply`: it
/// happened, but the caller sees the same failure. `delay` comes first, and without a failure too.
struct Fault {
    enum class Kind { none, before, lost_reply };
    Kind kind = Kind::none;
    Millis delay{0};
};

/// Asked once for each operation, by its name: `engine.create`, `link.exchange`, `builder.build`,
/// `source.fetch`, …
using FaultPlan = std::function<Fault(std::string_view operation)>;

FaultPlan no_faults();
/// `kind` for the `nth` (from 1) operation of that name, nothing else.
FaultPlan fault_at(std::string operation, int nth, Fault::Kind kind);

/// In thousandths of all operations.
struct FaultRates {
    unsigned before = 20;
    unsigned lost_reply = 20;
    unsigned delayed = 50;
    Millis delay_max{2'000};
};
/// The same sequence for the same seed, on every machine.
FaultPlan seeded_faults(std::uint64_t seed, FaultRates rates = {});

}  // namespace toolshed::engines::fake
