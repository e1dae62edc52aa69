// SPDX-License-Identifier: Apache-2.0
#include "daemon/doctor.hpp"

#include <sys/statvfs.h>

#include <nlohmann/json.hpp>

#include "base/process.hpp"
#include "base/within.hpp"

namespace toolshed::daemon {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t disk_bytes_wanted = 1ULL << 30;

Json check(const char* name, bool ok, std::string detail) {
    return {{"name", name}, {"ok", ok}, {"detail", std::move(detail)}};
}

Json disk_check(const std::filesystem::path& data) {
    struct statvfs status{};
    std::filesystem::path at = data;
    while (::statvfs(at.c_str(), &status) != 0 && at.has_relative_path()) at = at.parent_path();
    const std::uint64_t free = status.f_bavail * status.f_frsize;
    const std::string text = std::to_string(free >> 20) + " MiB free for " + data.string();
    if (free >= disk_bytes_wanted) return check("disk", true, text);
    return check("disk", false,
                 text + "; free at least 1 GiB, or give another directory with --data");
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
        for (const auto& each : engine->capabilities)
            capabilities.push_back(
                {{"name", each.name}, {"available", each.available}, {"detail", each.detail}});
    } else {
        checks.push_back(check("engine", false, engine.error().message));
        checks.push_back(check("builder", false, "needs the engine"));
    }
    checks.push_back(co_await git_check(clock_, config_.git.program));
    checks.push_back(disk_check(config_.data));
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
