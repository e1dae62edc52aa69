// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "domain/principal.hpp"
#include "usecases/house_plan.hpp"
#include "usecases/world.hpp"

namespace toolshed {

/// What one pass has removed, or would.
struct HouseReport {
    struct Total {
        std::size_t count = 0;
        std::int64_t bytes = 0;
    };
    bool dry_run = false;
    TimePoint at;
    Pressure pressure = Pressure::none;
    std::vector<DiskSpace> disks = {};
    std::vector<Removal> removals = {};  ///< at most `house.report_items_max`
    bool truncated = false;              ///< there are more; the totals count all
    std::map<Removal::Kind, Total> totals = {};
    std::vector<Error> failures = {};  ///< what could not be looked at or removed; the rest was
};

/// Removes what is no longer needed, by the rules of `house_plan.hpp`. Each removal is found again
/// by the next pass if a crash cuts it short.
class House {
public:
    explicit House(World world) : world_(world) {}

    /// One pass; with `dry_run` it only tells. Passes exclude one another.
    /// `denied` `not_administrator`.
    Task<Result<HouseReport>> clean(Principal principal, bool dry_run);
    /// The last pass that removed something or could have; nothing before the first.
    const std::optional<HouseReport>& last() const { return last_; }
    /// Cleans for ever, every `house.clean_every`; ends by cancellation.
    Task<void> run();

private:
    Task<HouseReport> pass(bool dry_run);
    Task<Result<std::vector<Server>>> page_of_servers(std::string& cursor);

    World world_;
    bool passing_ = false;
    std::optional<HouseReport> last_;
};

/// The disks that hold our data and, where it is this machine's, the engine's images.
Task<std::vector<DiskSpace>> disks_in_use(World world);

/// `exhausted` `disk_full` when a disk has less than `house.disk_full_bytes`.
Task<Result<void>> check_disks(World world);

}  // namespace toolshed
