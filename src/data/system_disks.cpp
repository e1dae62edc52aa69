// SPDX-License-Identifier: Apache-2.0
#include "data/system_disks.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <optional>

namespace toolshed::data {
namespace {

std::optional<DiskSpace> space_at(const char* name, const std::filesystem::path& path) {
    struct statvfs status{};
    if (::statvfs(path.c_str(), &status) != 0) return std::nullopt;
    const auto unit = static_cast<std::int64_t>(status.f_frsize);
    return DiskSpace{name, path.string(), static_cast<std::int64_t>(status.f_bavail) * unit,
                     static_cast<std::int64_t>(status.f_blocks) * unit};
}

std::optional<dev_t> device_of(const std::filesystem::path& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) return std::nullopt;
    return status.st_dev;
}

/// A folder that is still to be made lies on its parent's disk.
std::filesystem::path existing(std::filesystem::path path) {
    while (!device_of(path) && path.has_relative_path()) path = path.parent_path();
    return path;
}

}  // namespace

std::vector<DiskSpace> SystemDisks::look(const std::filesystem::path& engine_root) const {
    std::vector<DiskSpace> disks;
    const auto data = existing(data_);
    if (auto space = space_at("data", data)) disks.push_back(std::move(*space));
    const auto device = engine_root.empty() ? std::nullopt : device_of(engine_root);
    if (device && device != device_of(data))
        if (auto space = space_at("engine", engine_root)) disks.push_back(std::move(*space));
    return disks;
}

}  // namespace toolshed::data
