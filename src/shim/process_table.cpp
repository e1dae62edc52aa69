// SPDX-License-Identifier: Apache-2.0
#include "shim/process_table.hpp"

#include <dirent.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <set>
#include <string>

#include "base/text.hpp"
#include "shim/files.hpp"

namespace toolshed::shim {
namespace {

constexpr std::size_t stat_bytes_max = 4'096;
constexpr std::size_t processes_max = 65'536;

template <class Number>
std::optional<Number> number_from(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end == text.data()) return std::nullopt;
    return number;
}

std::string_view next_word(std::string_view& text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    return word;
}

}  // namespace

std::optional<Process> process_from(std::string_view stat) {
    const auto pid = number_from<pid_t>(stat);
    const auto name_end = stat.rfind(')');
    if (!pid || name_end == std::string_view::npos) return std::nullopt;
    const auto name_begin = std::min(stat.find('('), name_end - 1) + 1;
    std::string name = valid_utf8(stat.substr(name_begin, name_end - name_begin));
    stat.remove_prefix(name_end + 1);
    const auto state = next_word(stat);
    const bool ended = state == "Z" || state == "X";
    const auto parent = number_from<pid_t>(next_word(stat));
    const auto group = number_from<pid_t>(next_word(stat));
    const auto session = number_from<pid_t>(next_word(stat));
    constexpr int words_before_start = 15;
    for (int i = 0; i < words_before_start; ++i) next_word(stat);
    const auto started = number_from<std::uint64_t>(next_word(stat));
    if (!parent || !group || !session || !started) return std::nullopt;
    return Process{*pid, *parent, *group, *session, *started, ended, std::move(name)};
}

std::vector<Process> read_processes() {
    std::vector<Process> processes;
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), &::closedir);
    if (!folder) return processes;
    while (const auto* const entry = ::readdir(folder.get())) {
        const std::string name = entry->d_name;
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const auto stat = read_file("/proc/" + name + "/stat", stat_bytes_max);
        if (!stat) continue;
        if (const auto process = process_from(*stat)) processes.push_back(*process);
        if (processes.size() == processes_max) break;
    }
    return processes;
}

std::vector<Process> descendants_of(pid_t root, const std::vector<Process>& processes) {
    std::set<pid_t> found{root};
    // Each round finds at least one more generation; a round without a find is the last.
    for (bool grew = true; grew;) {
        grew = false;
        for (const auto& process : processes)
            if (found.contains(process.parent)) grew |= found.insert(process.pid).second;
    }
    std::vector<Process> descendants;
    for (const auto& process : processes)
        if (process.pid != root && found.contains(process.pid)) descendants.push_back(process);
    return descendants;
}

std::vector<Process> still_there(const std::vector<Process>& known,
                                 const std::vector<Process>& processes) {
    std::vector<Process> found;
    for (const auto& process : processes)
        for (const auto& each : known)
            if (process.pid == each.pid && process.started == each.started)
                found.push_back(process);
    return found;
}

std::vector<Process> members_of_session(pid_t session, const std::vector<Process>& processes) {
    std::vector<Process> members;
    for (const auto& process : processes)
        if (process.session == session && process.pid != session) members.push_back(process);
    return members;
}

}  // namespace toolshed::shim
