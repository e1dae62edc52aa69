// SPDX-License-Identifier: Apache-2.0
#include "usecases/house_plan.hpp"

#include <algorithm>
#include <set>

namespace toolshed {
namespace {

constexpr std::size_t images_kept_always = 2;

std::string days(Millis age) {
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(age).count();
    return hours % 24 == 0 ? std::to_string(hours / 24) + " days" : std::to_string(hours) + " h";
}

std::string beyond(std::size_t count, const char* what, const char* setting) {
    return "beyond the " + std::to_string(count) + " newest " + what + " (" + setting + ")";
}

std::string older(Millis age, const char* setting) {
    return "older than " + days(age) + " (" + setting + ")";
}

}  // namespace

std::string_view to_string(Pressure pressure) {
    switch (pressure) {
        case Pressure::none:
            return "none";
        case Pressure::low:
            return "low";
        case Pressure::full:
            return "full";
    }
    return "none";
}

std::string_view to_string(Removal::Kind kind) {
    switch (kind) {
        case Removal::Kind::image:
            return "image";
        case Removal::Kind::run:
            return "run";
        case Removal::Kind::session:
            return "session";
        case Removal::Kind::log:
            return "log";
        case Removal::Kind::blob:
            return "blob";
        case Removal::Kind::build_cache:
            return "build_cache";
    }
    return "image";
}

Pressure pressure_of(std::span<const DiskSpace> disks, const HouseSettings& settings) {
    Pressure worst = Pressure::none;
    for (const auto& disk : disks) {
        if (disk.free_bytes < settings.disk_full_bytes) return Pressure::full;
        if (disk.free_bytes < settings.disk_low_bytes) worst = Pressure::low;
    }
    return worst;
}

std::vector<Removal> removable_images(const ServerHoldings& holdings, const HouseSettings& settings,
                                      Pressure pressure) {
    std::set<std::string> needed;
    if (const auto& current = holdings.server.current_revision) needed.insert(current->id.str());
    for (const auto& session : holdings.sessions)
        if (!is_terminal(session.state)) needed.insert(session.revision_id.str());
    const bool tight = pressure != Pressure::none;
    const std::size_t kept_max =
        tight ? images_kept_always : std::max(images_kept_always, settings.images_per_server);
    std::vector<Removal> removals;
    std::size_t kept = 0;
    for (const auto& revision : holdings.revisions) {
        if (revision.image_removed_at) continue;
        if (kept < kept_max || needed.contains(revision.id.str())) {
            ++kept;
            continue;
        }
        removals.push_back(
            {Removal::Kind::image, revision.id.str(), holdings.server.id.str(),
             tight ? "the disk is low, and it is not among the 2 newest (house.disk_low_bytes)"
                   : beyond(kept_max, "of its server", "house.images_per_server")});
    }
    return removals;
}

std::vector<Removal> removable_runs(const ServerHoldings& holdings, const HouseSettings& settings,
                                    TimePoint now) {
    std::set<std::string> evidence;
    if (const auto& last = holdings.server.last_run) evidence.insert(last->id.str());
    for (const auto& revision : holdings.revisions)
        if (!revision.image_removed_at) evidence.insert(revision.run_id.str());
    std::vector<Removal> removals;
    std::size_t ended = 0;
    for (const auto& run : holdings.runs) {
        if (!run.ended_at) continue;
        ++ended;
        if (evidence.contains(run.id.str())) continue;
        const bool many = ended > settings.runs_per_server;
        if (!many && now - *run.ended_at < settings.runs_age) continue;
        removals.push_back(
            {Removal::Kind::run, run.id.str(), holdings.server.id.str(),
             many ? beyond(settings.runs_per_server, "of its server", "house.runs_per_server")
                  : older(settings.runs_age, "house.runs_age")});
    }
    return removals;
}

std::vector<Removal> removable_sessions(const ServerHoldings& holdings,
                                        const HouseSettings& settings, TimePoint now) {
    std::vector<Removal> removals;
    std::size_t ended = 0;
    for (const auto& session : holdings.sessions) {
        if (!is_terminal(session.state)) continue;
        ++ended;
        const bool many = ended > settings.sessions_per_server;
        const TimePoint end = session.ended_at.value_or(session.created_at);
        if (!many && now - end < settings.sessions_age) continue;
        removals.push_back({Removal::Kind::session, session.id.str(), holdings.server.id.str(),
                            many ? beyond(settings.sessions_per_server, "of its server",
                                          "house.sessions_per_server")
                                 : older(settings.sessions_age, "house.sessions_age")});
    }
    return removals;
}

std::vector<Removal> removable_cache(std::vector<CachedPart> parts, const HouseSettings& settings,
                                     Pressure pressure, TimePoint now) {
    std::ranges::sort(parts, std::greater{}, &CachedPart::used_at);
    std::vector<Removal> removals;
    std::int64_t kept_bytes = 0;
    for (auto& part : parts) {
        std::string reason;
        if (pressure != Pressure::none)
            reason = "the disk is low (house.disk_low_bytes)";
        else if (now - part.used_at >= settings.cache_age)
            reason = "not used for " + days(settings.cache_age) + " (house.cache_age)";
        else if (kept_bytes + part.bytes > settings.cache_bytes_max)
            reason = "the cache is larger than house.cache_bytes_max";
        if (reason.empty())
            kept_bytes += part.bytes;
        else
            removals.push_back({Removal::Kind::build_cache, std::move(part.id),
                                std::move(part.server), std::move(reason), part.bytes});
    }
    return removals;
}

}  // namespace toolshed
