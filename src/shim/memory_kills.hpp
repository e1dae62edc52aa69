// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace toolshed::shim {

/// Counts what the kernel killed for want of memory in the shim's control group (v1 and v2).
class MemoryKills {
public:
    /// Finds the counter under `/sys/fs/cgroup`. Without one the count stays 0.
    MemoryKills();
    explicit MemoryKills(std::string counter_path) : path_(std::move(counter_path)) {}

    std::int64_t count() const;
    bool available() const { return !path_.empty(); }

private:
    std::string path_;
};

/// The `oom_kill` line of `memory.events` (v2) or `memory.oom_control` (v1); 0 when there is none.
std::int64_t memory_kills_in(std::string_view text);

/// Where the counter may be for a process whose `/proc/self/cgroup` is `text`, best first.
std::vector<std::string> memory_counter_paths(std::string_view text);

}  // namespace toolshed::shim
