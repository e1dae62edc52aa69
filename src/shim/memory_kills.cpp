// SPDX-License-Identifier: Apache-2.0
#include "shim/memory_kills.hpp"

#include <charconv>
#include <optional>

#include "shim/files.hpp"

namespace toolshed::shim {
namespace {

constexpr std::size_t bytes_max = 64 * 1024;
constexpr std::string_view root = "/sys/fs/cgroup";

std::string_view next_line(std::string_view& text) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

bool lists(std::string_view controllers, std::string_view name) {
    for (;;) {
        const auto comma = controllers.find(',');
        if (controllers.substr(0, comma) == name) return true;
        if (comma == std::string_view::npos) return false;
        controllers.remove_prefix(comma + 1);
    }
}

}  // namespace

std::int64_t memory_kills_in(std::string_view text) {
    constexpr std::string_view name = "oom_kill ";
    while (!text.empty()) {
        auto line = next_line(text);
        if (!line.starts_with(name)) continue;
        line.remove_prefix(name.size());
        std::int64_t count = 0;
        std::from_chars(line.data(), line.data() + line.size(), count);
        return count;
    }
    return 0;
}

std::vector<std::string> memory_counter_paths(std::string_view text) {
    std::vector<std::string> paths;
    const auto add = [&paths](std::string_view mount, std::string_view group,
                              std::string_view file) {
        auto path = std::string(root);
        path += mount;
        // In a container's own view the group is the root of the mount, whatever the path says.
        if (group != "/") paths.push_back(path + std::string(group) + std::string(file));
        paths.push_back(path + std::string(file));
    };
    while (!text.empty()) {
        const auto line = next_line(text);
        const auto first = line.find(':');
        const auto second = line.find(':', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos) continue;
        const auto controllers = line.substr(first + 1, second - first - 1);
        const auto group = line.substr(second + 1);
        if (lists(controllers, "memory")) add("/memory", group, "/memory.oom_control");
        if (controllers.empty()) add("", group, "/memory.events");
    }
    return paths;
}

MemoryKills::MemoryKills() {
    const auto groups = read_file("/proc/self/cgroup", bytes_max).value_or("");
    for (auto& path : memory_counter_paths(groups)) {
        const auto text = read_file(path, bytes_max);
        if (!text || text->find("oom_kill ") == std::string::npos) continue;
        path_ = std::move(path);
        return;
    }
}

std::int64_t MemoryKills::count() const {
    if (path_.empty()) return 0;
    return memory_kills_in(read_file(path_, bytes_max).value_or(""));
}

}  // namespace toolshed::shim
