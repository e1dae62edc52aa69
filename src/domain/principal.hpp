// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace toolshed {

/// Who asks. Every use case takes one; `owner` is what it makes its objects belong to.
struct Principal {
    std::string owner;
    bool administrator = false;

    friend bool operator==(const Principal&, const Principal&) = default;
};

/// The one principal of a fresh installation.
inline Principal administrator() {
    return {"admin", true};
}

/// Whether `principal` may see and change what `owner` owns.
inline bool may_access(const Principal& principal, const std::string& owner) {
    return principal.administrator || principal.owner == owner;
}

}  // namespace toolshed
