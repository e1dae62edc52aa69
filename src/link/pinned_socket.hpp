// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "base/result.hpp"

namespace toolshed::link {

/// A socket file held open by `O_PATH`, reachable by a path of its own whatever happens to its
/// name. Every connection goes to the one inode that was checked: a socket's inode belongs to the
/// one listener that made it by `bind`, and another listener under the same name has another inode.
/// So whoever answered `check_peer` answers every later connection, and a link or a socket that a
/// workload swaps in afterwards is never followed.
class PinnedSocket {
public:
    /// `unavailable` `link_lost` when there is none, `denied` `link_untrusted` when it is no socket
    /// or a link.
    static Result<PinnedSocket> open(const std::filesystem::path& path);

    PinnedSocket(PinnedSocket&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)) {}
    PinnedSocket& operator=(PinnedSocket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~PinnedSocket();

    /// `/proc/self/fd/N`: short enough for a socket address, and immune to a swapped name.
    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

    /// Connects once and compares the listener's uid. `unavailable` `link_lost`, `denied`
    /// `link_untrusted`.
    Result<void> check_peer(unsigned uid) const;

private:
    explicit PinnedSocket(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace toolshed::link
