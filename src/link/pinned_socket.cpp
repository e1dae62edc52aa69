// SPDX-License-Identifier: Apache-2.0
#include "link/pinned_socket.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace toolshed::link {
namespace {

std::unexpected<Error> lost(const char* what) {
    return fail(
        Category::unavailable, "link_lost",
        std::string("the workload's shim does not listen: ") + what + ": " + std::strerror(errno));
}

}  // namespace

Result<PinnedSocket> PinnedSocket::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return lost("open");
    PinnedSocket socket(descriptor);
    struct stat status{};
    if (::fstat(descriptor, &status) != 0) return lost("stat");
    if (!S_ISSOCK(status.st_mode))
        return fail(Category::denied, "link_untrusted",
                    "the workload's control socket was replaced by something else");
    return socket;
}

PinnedSocket::~PinnedSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> PinnedSocket::check_peer(unsigned uid) const {
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) return lost("socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = path();
    std::memcpy(address.sun_path, name.data(), name.size());
    // A Unix connect does not wait unless the listener's queue is full, which is a failure as well.
    const bool connected =
        ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ucred peer{};
    socklen_t size = sizeof peer;
    const bool told = connected && ::getsockopt(probe, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0;
    auto failed = told ? Result<void>{} : Result<void>(lost("connect"));
    ::close(probe);
    if (!failed) return failed;
    if (peer.uid != uid)
        return fail(Category::denied, "link_untrusted",
                    "the workload's control socket is served by uid " + std::to_string(peer.uid));
    return {};
}

}  // namespace toolshed::link
