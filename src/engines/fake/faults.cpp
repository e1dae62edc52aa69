// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/faults.hpp"

#include <random>

namespace toolshed::engines::fake {

FaultPlan no_faults() {
    return [](std::string_view) { return Fault{}; };
}

FaultPlan fault_at(std::string operation, int nth, Fault::Kind kind) {
    return [operation = std::move(operation), nth, kind, seen = 0](std::string_view each) mutable {
        return each == operation && ++seen == nth ? Fault{kind} : Fault{};
    };
}

FaultPlan seeded_faults(std::uint64_t seed, FaultRates rates) {
    // The standard fixes the engine's numbers, but not those of its distributions.
    return [random = std::mt19937_64(seed), rates](std::string_view) mutable {
        Fault fault;
        const auto kind = random() % 1'000, delayed = random() % 1'000, length = random();
        if (kind < rates.before)
            fault.kind = Fault::Kind::before;
        else if (kind < rates.before + rates.lost_reply)
            fault.kind = Fault::Kind::lost_reply;
        const auto span = static_cast<std::uint64_t>(rates.delay_max.count()) + 1;
        if (delayed < rates.delayed) fault.delay = Millis(static_cast<std::int64_t>(length % span));
        return fault;
    };
}

}  // namespace toolshed::engines::fake
