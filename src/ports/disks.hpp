// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace toolshed {

/// One file system that we fill.
struct DiskSpace {
    std::string name;  ///< of what lies there: `data`, `engine`
    std::string path;
    std::int64_t free_bytes = 0;  ///< for us, without what is reserved for root
    std::int64_t total_bytes = 0;
};

/// How full the disks are.
class Disks {
public:
    virtual ~Disks() = default;
    /// The disk of the data directory, and the engine's if `engine_root` is a folder of this
    /// machine on another one.
    virtual std::vector<DiskSpace> look(const std::filesystem::path& engine_root) const = 0;
};

}  // namespace toolshed
