// SPDX-License-Identifier: Apache-2.0
#include "engines/docker/link_folders.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "shim/protocol/messages.hpp"

namespace toolshed::engines::docker {

namespace fs = std::filesystem;

Result<fs::path> LinkFolders::make(const std::string& workload) const {
    fs::path folder = root_ / workload;
    std::error_code error;
    fs::create_directories(root_, error);
    ::chmod(root_.c_str(), 0700);
    fs::remove_all(folder, error);
    if (::mkdir(folder.c_str(), 0700) != 0)
        return fail(Category::unavailable, "link_folder_failed",
                    "cannot make " + folder.string() + ": " + std::strerror(errno));
    if (::chown(folder.c_str(), shim::shim_uid, shim::shim_uid) != 0)
        return fail(
            Category::denied, "not_root",
            "cannot give " + folder.string() + " to the shim's user: run the daemon as root");
    return folder;
}

fs::path LinkFolders::socket_of(const std::string& workload) const {
    return root_ / workload / shim::socket_name;
}

void LinkFolders::remove(const std::string& workload) const {
    std::error_code ignored;
    fs::remove_all(root_ / workload, ignored);
}

std::vector<std::string> LinkFolders::workloads() const {
    std::vector<std::string> names;
    std::error_code error;
    for (const auto& each : fs::directory_iterator(root_, error))
        names.push_back(each.path().filename().string());
    return names;
}

}  // namespace toolshed::engines::docker
