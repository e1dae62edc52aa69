// SPDX-License-Identifier: Apache-2.0
#include "shim/privileges.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>

namespace toolshed::shim {
namespace {

constexpr std::uint64_t bit(int capability) {
    return std::uint64_t{1} << capability;
}
constexpr std::uint64_t kept = bit(CAP_SETUID) | bit(CAP_SETGID) | bit(CAP_KILL);

struct Sets {
    std::uint64_t effective = 0;
    std::uint64_t permitted = 0;
    std::uint64_t inheritable = 0;
};

/// Raw system calls: libcap would be one more library, and these two do all that is needed.
bool read_sets(Sets& sets) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    if (::syscall(SYS_capget, &header, data.data()) != 0) return false;
    const auto joined = [](std::uint32_t low, std::uint32_t high) {
        return low | std::uint64_t{high} << 32;
    };
    sets = {joined(data[0].effective, data[1].effective),
            joined(data[0].permitted, data[1].permitted),
            joined(data[0].inheritable, data[1].inheritable)};
    return true;
}

bool write_sets(const Sets& sets) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i].effective = static_cast<std::uint32_t>(sets.effective >> (32 * i));
        data[i].permitted = static_cast<std::uint32_t>(sets.permitted >> (32 * i));
        data[i].inheritable = static_cast<std::uint32_t>(sets.inheritable >> (32 * i));
    }
    return ::syscall(SYS_capset, &header, data.data()) == 0;
}

/// Needs SETPCAP, which workloads are not given: then the set stays as the engine made it.
void narrow_bounding_set() {
    for (int capability = 0; capability < 64; ++capability)
        if ((kept & bit(capability)) == 0) ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

std::unexpected<Error> failed(std::string_view what) {
    return fail(Category::internal, "privileges_failed",
                std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

Result<Privileges> take_own_uid(uid_t uid) {
    Privileges privileges{false, has_no_new_privileges()};
    Sets sets;
    if (!read_sets(sets)) return failed("read capabilities");
    if (::geteuid() != 0 || (sets.permitted & kept) != kept) return privileges;
    narrow_bounding_set();
    if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) return failed("keep capabilities");
    if (::setgroups(0, nullptr) != 0) return failed("drop groups");
    if (::setresgid(uid, uid, uid) != 0) return failed("change the group");
    if (::setresuid(uid, uid, uid) != 0) return failed("change the user");
    if (!write_sets({kept, kept, 0})) return failed("narrow capabilities");
    ::prctl(PR_SET_KEEPCAPS, 0, 0, 0, 0);
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (::prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) != 0) return failed("stay dumpable");
    privileges.uid_separated = true;
    return privileges;
}

bool has_no_new_privileges() {
    return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
}

bool drop_all_capabilities() {
    for (int capability = 0; capability < 64; ++capability)
        ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    return write_sets({0, 0, 0});
}

}  // namespace toolshed::shim
