// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace toolshed::shim {

/// As whom a process runs.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
    std::vector<gid_t> groups = {};  ///< supplementary ones

    friend bool operator==(const Identity&, const Identity&) = default;
};

/// The texts of the image's `/etc/passwd` and `/etc/group`; empty where there is none.
struct Accounts {
    std::string passwd = {};
    std::string group = {};
};

/// Reads them from under `root`. Static binaries have no name service, and only the image's own
/// files count.
Accounts read_accounts(const std::string& root = {});

/// Resolves the image's USER as container engines do: empty (root), name, uid, and either with
/// `:group`. A number needs no account; then its group is 0. Without `:group` the account's
/// supplementary groups count, with it none. Numbers go to 2,147,483,647. Fails with `unavailable`
/// `spawn_failed` that names an unknown user or group.
Result<Identity> resolve_user(std::string_view user, const Accounts& accounts);

}  // namespace toolshed::shim
