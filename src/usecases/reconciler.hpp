// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usecases/catalogue.hpp"
#include "usecases/sessions.hpp"
#include "usecases/verifications.hpp"

namespace toolshed {

struct SweepReport {
    std::size_t orphan_workloads = 0;
    std::size_t orphan_images = 0;
    std::size_t orphan_folders = 0;
    std::size_t expired_items = 0;
};

/// Makes what is there equal to what is intended. Lists the engine first and reads the store after,
/// so that a resource without an intent is an orphan at once.
class Reconciler {
public:
    Reconciler(World world, Catalogue& catalogue, Verifications& verifications, Sessions& sessions)
        : world_(world),
          catalogue_(catalogue),
          verifications_(verifications),
          sessions_(sessions) {}

    /// One pass. Errors of the engine leave the rest of the pass undone.
    Task<Result<SweepReport>> sweep();
    /// Sweeps for ever, every `sweep_every`; ends by cancellation.
    Task<void> run();

private:
    World world_;
    Catalogue& catalogue_;
    Verifications& verifications_;
    Sessions& sessions_;
    TimePoint expired_items_at_{};
};

}  // namespace toolshed
