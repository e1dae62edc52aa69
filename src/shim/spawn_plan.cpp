// SPDX-License-Identifier: Apache-2.0
// The parts of a spawn that need no process.
#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "shim/spawn.hpp"

namespace toolshed::shim {
namespace {

constexpr std::string_view usual_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr std::size_t candidates_max = 128;

constexpr std::array<std::pair<std::string_view, int>, 15> signals{{{"HUP", SIGHUP},
                                                                    {"INT", SIGINT},
                                                                    {"QUIT", SIGQUIT},
                                                                    {"ABRT", SIGABRT},
                                                                    {"KILL", SIGKILL},
                                                                    {"USR1", SIGUSR1},
                                                                    {"USR2", SIGUSR2},
                                                                    {"ALRM", SIGALRM},
                                                                    {"TERM", SIGTERM},
                                                                    {"CONT", SIGCONT},
                                                                    {"TSTP", SIGTSTP},
                                                                    {"VTALRM", SIGVTALRM},
                                                                    {"WINCH", SIGWINCH},
                                                                    {"IO", SIGIO},
                                                                    {"PWR", SIGPWR}}};

std::optional<int> number_from(std::string_view text) {
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

std::optional<std::string_view> value_of(std::string_view name,
                                         const std::vector<std::string>& env) {
    for (const std::string_view entry : env)
        if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=')
            return entry.substr(name.size() + 1);
    return std::nullopt;
}

}  // namespace

std::vector<std::string> program_candidates(std::string_view program,
                                            const std::vector<std::string>& env) {
    if (program.find('/') != std::string_view::npos) return {std::string(program)};
    std::vector<std::string> candidates;
    auto path = value_of("PATH", env).value_or(usual_path);
    while (candidates.size() < candidates_max) {
        const auto colon = path.find(':');
        const auto folder = path.substr(0, colon);
        candidates.push_back((folder.empty() ? "." : std::string(folder)) + "/" +
                             std::string(program));
        if (colon == std::string_view::npos) break;
        path.remove_prefix(colon + 1);
    }
    return candidates;
}

std::vector<std::string> with_home(std::vector<std::string> env, std::string_view home) {
    if (home.empty()) return env;
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> places{
        {{"HOME", ""},
         {"TMPDIR", ""},
         {"XDG_CACHE_HOME", "/.cache"},
         {"XDG_CONFIG_HOME", "/.config"},
         {"XDG_DATA_HOME", "/.local/share"},
         {"XDG_STATE_HOME", "/.local/state"}}};
    for (const auto& [name, folder] : places)
        if (!value_of(name, env))
            env.push_back(std::string(name) + "=" + std::string(home) + std::string(folder));
    return env;
}

std::optional<int> signal_from(std::string_view text) {
    if (const auto number = number_from(text))
        return *number >= 1 && *number <= 64 ? number : std::nullopt;
    if (text.starts_with("SIG")) text.remove_prefix(3);
    for (const auto& [name, number] : signals)
        if (name == text) return number;
    // glibc keeps the first two real-time signals for itself; images mean the kernel's numbers.
    constexpr int first = 34, last = 64;
    if (text == "RTMIN") return first;
    if (text == "RTMAX") return last;
    const bool from_first = text.starts_with("RTMIN+");
    if (!from_first && !text.starts_with("RTMAX-")) return std::nullopt;
    const auto step = number_from(text.substr(6));
    if (!step || *step > last - first) return std::nullopt;
    return from_first ? first + *step : last - *step;
}

Error explain(const SpawnFault& fault, const SpawnPlan& plan) {
    const auto quoted = [](std::string_view text) {
        return "'" + valid_utf8(text.substr(0, 300)) + "'";
    };
    const std::string why = std::strerror(fault.error);
    Error error{Category::unavailable, "spawn_failed", ""};
    switch (fault.step) {
        case SpawnFault::Step::identity:
            error.message = "cannot become the image's user: " + why;
            break;
        case SpawnFault::Step::directory:
            error.message = "cannot enter the working directory " + quoted(plan.cwd) + ": " + why;
            break;
        case SpawnFault::Step::program:
            error.message = "cannot run " + quoted(plan.argv.front()) + ": " + why +
                            ": check the command, PATH and the file's mode and platform";
            break;
    }
    return error;
}

}  // namespace toolshed::shim
