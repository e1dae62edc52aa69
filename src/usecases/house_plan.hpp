// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/session.hpp"
#include "ports/blobs.hpp"
#include "ports/builder.hpp"
#include "ports/disks.hpp"
#include "usecases/settings.hpp"

/// What may go, as pure rules: the same ones explain and act.
namespace toolshed {

/// How full the fullest disk is: `low` below `house.disk_low_bytes`, `full` below
/// `house.disk_full_bytes`.
enum class Pressure { none, low, full };
std::string_view to_string(Pressure pressure);
Pressure pressure_of(std::span<const DiskSpace> disks, const HouseSettings& settings);

/// One thing that is no longer needed.
struct Removal {
    enum class Kind { image, run, session, log, blob, build_cache };
    Kind kind = Kind::image;
    std::string id;          ///< of the revision, run, session, log, content or part of the cache
    std::string server;      ///< id; empty = not of one server
    std::string reason;      ///< a sentence's end, for people, with the setting by name
    std::int64_t bytes = 0;  ///< at most so many become free; 0 = not known

    friend bool operator==(const Removal&, const Removal&) = default;
};
std::string_view to_string(Removal::Kind kind);

/// Everything that is stored about one server, each list newest first.
struct ServerHoldings {
    Server server;
    std::vector<Revision> revisions = {};
    std::vector<Run> runs = {};
    std::vector<Session> sessions = {};
};

/// Revisions whose images may go. The current one, those of sessions that have not ended and the 2
/// newest are kept whatever the settings say.
std::vector<Removal> removable_images(const ServerHoldings& holdings, const HouseSettings& settings,
                                      Pressure pressure);
/// Ended runs that are too old or too many; the last one and those of revisions that have their
/// image are kept.
std::vector<Removal> removable_runs(const ServerHoldings& holdings, const HouseSettings& settings,
                                    TimePoint now);
std::vector<Removal> removable_sessions(const ServerHoldings& holdings,
                                        const HouseSettings& settings, TimePoint now);
/// Parts of the cache that are too old, then the oldest until the rest fits; under pressure all.
std::vector<Removal> removable_cache(std::vector<CachedPart> parts, const HouseSettings& settings,
                                     Pressure pressure, TimePoint now);

}  // namespace toolshed
