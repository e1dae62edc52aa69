// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace toolshed::engines::docker {

/// The folders in which workloads bind their control sockets: one each, 0700, owned by the shim's
/// uid, the only thing of the host that a workload sees.
class LinkFolders {
public:
    explicit LinkFolders(std::filesystem::path root) : root_(std::move(root)) {}

    /// Makes the folder of a workload anew. `unavailable` `link_folder_failed`; `denied` `not_root`
    /// when it cannot be given away.
    Result<std::filesystem::path> make(const std::string& workload) const;
    std::filesystem::path socket_of(const std::string& workload) const;
    /// Idempotent; never follows a link that the workload may have put there.
    void remove(const std::string& workload) const;
    std::vector<std::string> workloads() const;

private:
    std::filesystem::path root_;
};

}  // namespace toolshed::engines::docker
