// SPDX-License-Identifier: Apache-2.0
#include "daemon/doctor.hpp"

#include <nlohmann/json.hpp>

#include "base/process.hpp"
#include "base/within.hpp"

namespace toolshed::daemon {
namespace {

using Json = nlohmann::ordered_json;

Json check(const std::string& name, bool ok, std::string detail) {
    return {{"name", name}, {"ok", ok}, {"detail", std::move(detail)}};
}

std::string mebibytes(std::int64_t bytes) {
    return std::to_string(bytes >> 20) + " MiB";
}

/// One check a disk, against the same limits that housekeeping acts on.
void add_disk_checks(Json& checks, const std::vector<DiskSpace>& disks,
                     const HouseSettings& settings) {
    for (const auto& disk : disks) {
        const std::string name = disk.name == "data" ? "disk" : "disk_" + disk.name;
        std::string text = mebibytes(disk.free_bytes) + " of " + mebibytes(disk.total_bytes) +
                           " free at " + disk.path;
        if (disk.free_bytes < settings.disk_full_bytes)
            text += "; no build begins below house.disk_full_bytes (" +
                    mebibytes(settings.disk_full_bytes) + "): free some, or run 'toolshed gc'";
        else if (disk.free_bytes < settings.disk_low_bytes)
            text += "; below house.disk_low_bytes (" + mebibytes(settings.disk_low_bytes) +
                    ") only 2 images of a server and no build cache are kept";
        const bool well = disk.free_bytes >= settings.disk_low_bytes;
        checks.push_back(check(name, well, std::move(text)));
    }
}

Json house_check(const HouseReport& report) {
    if (!report.failures.empty())
        return check("house", false,
                     "the last pass, at " + to_rfc3339(report.at) +
                         ", could not do everything: " + report.failures.front().message);
    std::size_t count = 0;
    for (const auto& [kind, total] : report.totals) count += total.count;
    return check("house", true,
                 "last kept at " + to_rfc3339(report.at) + ": " + std::to_string(count) +
                     " removed; 'toolshed gc --dry-run' tells what would go now");
}

Task<Json> git_check(Clock& clock, std::string program) {
    ProcessSpec spec{{program, "--version"}, {"PATH=/usr/local/bin:/usr/bin:/bin"}};
    const auto end = co_await within(clock, Millis(5'000), "git", run_process(std::move(spec)));
    if (!end || end->exit_code != 0)
        co_return check("git", false, "the program 'git' is missing; install the package git");
    std::string text = end->output;
    while (text.ends_with('\n')) text.pop_back();
    co_return check("git", true, text);
}

Json clock_check(TimePoint now) {
    // A machine without a clock starts in 1970; certificates and expiries would all be wrong.
    const bool plausible = now > TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
    return check("clock", plausible,
                 to_rfc3339(now) + (plausible ? "" : "; set the machine's clock"));
}

Task<Json> registry_check(ImageRegistry* registry) {
    if (registry == nullptr)
        co_return check("registry", true, "none is configured: the engine's image id is the pin");
    const auto answer = co_await registry->check();
    co_return check("registry", answer.has_value(), answer ? *answer : answer.error().message);
}

void add_capabilities(Json& json, const std::vector<Capability>& capabilities) {
    for (const auto& each : capabilities)
        json.push_back(
            {{"name", each.name}, {"available", each.available}, {"detail", each.detail}});
}

}  // namespace

Task<std::string> SystemDoctor::report() {
    Json checks = Json::array();
    Json capabilities = Json::array();
    const auto engine = co_await engine_.info();
    if (engine) {
        checks.push_back(check("engine", true,
                               engine->name + " " + engine->version + " (API " +
                                   engine->api_version + ", " + engine->platform + ")"));
        checks.push_back(check("builder", true, "builds Dockerfiles through the engine"));
        add_capabilities(capabilities, engine->capabilities);
        if (const auto building = co_await builder_.capabilities())
            add_capabilities(capabilities, *building);
    } else {
        checks.push_back(check("engine", false, engine.error().message));
        checks.push_back(check("builder", false, "needs the engine"));
    }
    checks.push_back(co_await git_check(clock_, config_.git.program));
    add_disk_checks(checks, disks_.look(engine ? engine->root : std::string()),
                    config_.settings.house);
    if (house_ != nullptr && house_->last()) checks.push_back(house_check(*house_->last()));
    checks.push_back(clock_check(clock_.now()));
    checks.push_back(co_await registry_check(registry_));
    bool ok = true;
    for (const auto& each : checks) ok = ok && each.at("ok").get<bool>();
    const Json report = {{"ok", ok},
                         {"version", TOOLSHED_VERSION},
                         {"checks", std::move(checks)},
                         {"capabilities", std::move(capabilities)}};
    co_return report.dump();
}

}  // namespace toolshed::daemon
