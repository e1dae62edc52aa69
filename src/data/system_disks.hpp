// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "ports/disks.hpp"

namespace toolshed::data {

/// The file systems of this machine.
class SystemDisks final : public Disks {
public:
    explicit SystemDisks(std::filesystem::path data) : data_(std::move(data)) {}
    std::vector<DiskSpace> look(const std::filesystem::path& engine_root) const override;

private:
    std::filesystem::path data_;
};

}  // namespace toolshed::data
