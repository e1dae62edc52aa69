// SPDX-License-Identifier: Apache-2.0
//
// System calls that a workload must not get through with.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/if_packet.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/io.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

#include "behaviour.hpp"

namespace hostile {
namespace {

std::string judge(long result, std::string& why) {
    why = std::strerror(errno);
    return result < 0 ? std::string() : "result " + std::to_string(result);
}

/// PID 1 would hear a signal that has a handler, so only refusal counts.
std::string signal_pid_1(int number, std::string& why) {
    return judge(::kill(1, number), why);
}

std::string open_socket(int family, int type, int protocol, std::string& why) {
    return judge(::socket(family, type | SOCK_CLOEXEC, protocol), why);
}

/// What neither connects nor is refused within a second has found a way out.
std::string connect_to(const char* address, int port, std::string& why) {
    const int end = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, address, &peer.sin_addr);
    int fault = ::connect(end, reinterpret_cast<sockaddr*>(&peer), sizeof peer) < 0 ? errno : 0;
    if (fault == EINPROGRESS) {
        pollfd ready{end, POLLOUT, 0};
        socklen_t size = sizeof fault;
        if (::poll(&ready, 1, 1'000) == 1) ::getsockopt(end, SOL_SOCKET, SO_ERROR, &fault, &size);
    }
    ::close(end);
    why = std::strerror(fault);
    const bool refused = fault == ENETUNREACH || fault == ECONNREFUSED || fault == EHOSTUNREACH;
    return refused ? "" : "a way to " + std::string(address);
}

std::string read_memory_of_pid_1(std::string& why) {
    char byte = 0;
    iovec here{&byte, 1}, there{reinterpret_cast<void*>(0x400000), 1};
    return judge(::process_vm_readv(1, &here, 1, &there, 1, 0), why);
}

std::string make_device(std::string& why) {
    return judge(::mknod("/tmp/disk", S_IFBLK | 0600, makedev(8, 0)), why);
}

std::string take_capabilities(std::string& why) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {{~0U, ~0U, ~0U}, {~0U, ~0U, ~0U}};
    return judge(::syscall(SYS_capset, &header, data), why);
}

std::string have_capabilities(std::string& why) {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct data[2] = {};
    ::syscall(SYS_capget, &header, data);
    why = "none";
    const bool none = (data[0].permitted | data[1].permitted | data[0].inheritable) == 0;
    return none ? "" : "permitted " + std::to_string(data[0].permitted);
}

std::string allow_new_privileges(std::string& why) {
    why = "still set";
    ::prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
    return ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? "" : "new privileges";
}

std::string enter_namespace_of_pid_1(std::string& why) {
    const int file = ::open("/proc/1/ns/mnt", O_RDONLY | O_CLOEXEC);
    if (file < 0) return judge(file, why);
    return judge(::setns(file, 0), why);
}

std::string count_performance(std::string& why) {
    perf_event_attr what{};
    what.size = sizeof what;
    what.type = PERF_TYPE_SOFTWARE;
    return judge(::syscall(SYS_perf_event_open, &what, -1, 0, -1, 0), why);
}

std::string set_time(std::string& why) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    return judge(::clock_settime(CLOCK_REALTIME, &now), why);
}

std::string raise_files(std::string& why) {
    const rlimit more{1 << 20, 1 << 20};
    return judge(::setrlimit(RLIMIT_NOFILE, &more), why);
}

std::string become_shim(std::string& why) {
    constexpr uid_t shim = 899'999'999;
    return judge(::setresuid(shim, shim, shim), why);
}

std::string become_user(std::string& why) {
    const uid_t other = ::getuid() == 0 ? 1'000 : 0;
    return judge(::setresuid(other, other, other), why);
}

std::string schedule_first(std::string& why) {
    const sched_param first{1};
    return judge(::sched_setscheduler(0, SCHED_FIFO, &first), why);
}

constexpr Probe probes[] = {
    {"kill_pid_1", [](std::string& why) { return signal_pid_1(SIGKILL, why); }},
    {"end_pid_1", [](std::string& why) { return signal_pid_1(SIGTERM, why); }},
    {"stop_pid_1", [](std::string& why) { return signal_pid_1(SIGSTOP, why); }},
    {"trace_pid_1",
     [](std::string& why) { return judge(::ptrace(PTRACE_ATTACH, 1, nullptr, nullptr), why); }},
    {"seize_pid_1",
     [](std::string& why) { return judge(::ptrace(PTRACE_SEIZE, 1, nullptr, nullptr), why); }},
    {"read_memory_of_pid_1", read_memory_of_pid_1},
    {"descriptor_of_pid_1",
     [](std::string& why) {
         const long process = ::syscall(SYS_pidfd_open, 1, 0);
         if (process < 0) return judge(process, why);
         return judge(::syscall(SYS_pidfd_getfd, process, 0, 0), why);
     }},
    {"limit_pid_1",
     [](std::string& why) {
         const rlimit none{0, 0};
         return judge(::prlimit(1, RLIMIT_NOFILE, &none, nullptr), why);
     }},
    {"become_the_shim", become_shim},
    {"become_another_user", become_user},
    {"have_capabilities", have_capabilities},
    {"take_capabilities", take_capabilities},
    {"allow_new_privileges", allow_new_privileges},
    {"mount_tmpfs",
     [](std::string& why) { return judge(::mount("none", "/tmp", "tmpfs", 0, nullptr), why); }},
    {"mount_proc",
     [](std::string& why) { return judge(::mount("proc", "/tmp", "proc", 0, nullptr), why); }},
    {"mount_cgroup",
     [](std::string& why) { return judge(::mount("c", "/tmp", "cgroup", 0, "memory"), why); }},
    {"remount_root",
     [](std::string& why) {
         return judge(::mount(nullptr, "/", nullptr, MS_REMOUNT | MS_BIND, nullptr), why);
     }},
    {"unmount_proc",
     [](std::string& why) { return judge(::umount2("/proc/kcore", MNT_DETACH), why); }},
    {"new_mount_interface",
     [](std::string& why) { return judge(::syscall(SYS_fsopen, "tmpfs", 0), why); }},
    {"pivot_root",
     [](std::string& why) { return judge(::syscall(SYS_pivot_root, "/tmp", "/tmp"), why); }},
    {"chroot", [](std::string& why) { return judge(::chroot("/tmp"), why); }},
    {"new_user_namespace", [](std::string& why) { return judge(::unshare(CLONE_NEWUSER), why); }},
    {"new_mount_namespace", [](std::string& why) { return judge(::unshare(CLONE_NEWNS), why); }},
    {"new_cgroup_namespace",
     [](std::string& why) { return judge(::unshare(CLONE_NEWCGROUP), why); }},
    {"enter_namespace_of_pid_1", enter_namespace_of_pid_1},
    {"make_device", make_device},
    {"raw_socket",
     [](std::string& why) { return open_socket(AF_INET, SOCK_RAW, IPPROTO_ICMP, why); }},
    {"packet_socket", [](std::string& why) { return open_socket(AF_PACKET, SOCK_RAW, 0, why); }},
    {"reach_the_internet", [](std::string& why) { return connect_to("1.1.1.1", 443, why); }},
    {"reach_cloud_metadata",
     [](std::string& why) { return connect_to("169.254.169.254", 80, why); }},
    {"reach_the_daemon", [](std::string& why) { return connect_to("127.0.0.1", 7070, why); }},
    {"reach_the_bridge", [](std::string& why) { return connect_to("172.17.0.1", 22, why); }},
    {"add_key",
     [](std::string& why) {
         return judge(::syscall(SYS_add_key, "user", "name", "value", 5, -3), why);
     }},
    {"read_keyring",
     [](std::string& why) { return judge(::syscall(SYS_keyctl, 0, -3, 1, 0, 0), why); }},
    {"load_bpf",
     [](std::string& why) {
         char attributes[128] = {1, 0, 0, 0, 4, 0, 0, 0, 4, 0, 0, 0, 1};
         return judge(::syscall(SYS_bpf, 0, attributes, sizeof attributes), why);
     }},
    {"count_performance", count_performance},
    {"userfault", [](std::string& why) { return judge(::syscall(SYS_userfaultfd, 0), why); }},
    {"load_module",
     [](std::string& why) { return judge(::syscall(SYS_init_module, "x", 1, ""), why); }},
    {"load_kernel",
     [](std::string& why) { return judge(::syscall(SYS_kexec_load, 0, 0, nullptr, 0), why); }},
    {"open_by_handle",
     [](std::string& why) {
         file_handle handle{};
         return judge(::open_by_handle_at(AT_FDCWD, &handle, O_RDONLY), why);
     }},
    {"watch_all_files",
     [](std::string& why) { return judge(::syscall(SYS_fanotify_init, 0, O_RDONLY), why); }},
    {"set_time", set_time},
    {"set_host_name", [](std::string& why) { return judge(::sethostname("owned", 5), why); }},
    {"reboot", [](std::string& why) { return judge(::reboot(RB_DISABLE_CAD), why); }},
    {"add_swap", [](std::string& why) { return judge(::swapon("/tmp/none", 0), why); }},
    {"io_ports", [](std::string& why) { return judge(::iopl(3), why); }},
    {"read_kernel_log",
     [](std::string& why) {
         char bytes[64];
         return judge(::klogctl(3, bytes, sizeof bytes), why);
     }},
    {"account_processes", [](std::string& why) { return judge(::acct(nullptr), why); }},
    {"raise_open_files", raise_files},
    {"raise_priority",
     [](std::string& why) { return judge(::setpriority(PRIO_PROCESS, 0, -20), why); }},
    {"schedule_first", schedule_first},
};

}  // namespace

std::span<const Probe> kernel_probes() {
    return probes;
}

}  // namespace hostile
