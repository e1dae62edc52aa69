// SPDX-License-Identifier: Apache-2.0
//
// Files, sockets and processes that a workload must not reach.
#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>

#include "behaviour.hpp"

namespace hostile {
namespace {

const std::string link_folder = "/run/toolshed-link";
const std::string shim_folder = "/run/toolshed-shim";

std::string judge(long result, std::string& why, const std::string& what) {
    why = std::strerror(errno);
    return result < 0 ? std::string() : what;
}

/// Whether there is a byte to read: masked files open and are empty.
std::string read_from(const std::string& path, std::string& why) {
    const int file = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return judge(file, why, path);
    char byte = 0;
    const auto got = ::read(file, &byte, 1);
    why = got == 0 ? "empty" : std::strerror(errno);
    ::close(file);
    return got > 0 ? "a byte of " + path : "";
}

std::string write_to(const std::string& path, std::string& why, std::string_view bytes = "1") {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return judge(file, why, path);
    const auto wrote = ::write(file, bytes.data(), bytes.size());
    const std::string got = judge(wrote, why, "wrote " + path);
    ::close(file);
    return got;
}

std::string create(const std::string& path, std::string& why) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
    return judge(file, why, "created " + path);
}

std::string list(const std::string& path, std::string& why) {
    DIR* folder = ::opendir(path.c_str());
    why = std::strerror(errno);
    if (folder == nullptr) return "";
    ::closedir(folder);
    return "listed " + path;
}

std::string connect_to(const std::string& path, std::string& why) {
    const int end = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un peer{};
    peer.sun_family = AF_UNIX;
    std::strncpy(peer.sun_path, path.c_str(), sizeof peer.sun_path - 1);
    const int connected = ::connect(end, reinterpret_cast<sockaddr*>(&peer), sizeof peer);
    const std::string got = judge(connected, why, "connected to " + path);
    ::close(end);
    return got;
}

/// What a setuid copy of this program says that it is.
std::string run_as(const std::string& program, std::string& why) {
    int ends[2];
    if (::pipe(ends) != 0) return judge(-1, why, "");
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::execl(program.c_str(), program.c_str(), "who", nullptr);
        std::_Exit(127);
    }
    ::close(ends[1]);
    char said[32] = {};
    const auto bytes = ::read(ends[0], said, sizeof said - 1);
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    why = "runs as " + std::string(said);
    const bool same = bytes > 0 && std::atol(said) == static_cast<long>(::geteuid());
    return same ? "" : program + " runs as '" + said + "'";
}

std::string own_setuid_copy(std::string& why) {
    const std::string copy = "/tmp/setuid_copy";
    {
        std::ifstream from("/proc/self/exe", std::ios::binary);
        std::ofstream to(copy, std::ios::binary);
        to << from.rdbuf();
    }
    ::chmod(copy.c_str(), 06755);
    return run_as(copy, why);
}

/// Everything else that runs must be below PID 1 of this container, which is the shim.
std::string other_processes(std::string& why) {
    std::ifstream file("/proc/1/cmdline", std::ios::binary);
    const std::string command{std::istreambuf_iterator<char>(file), {}};
    why = "PID 1 is the shim";
    if (command.find("toolshed-shim") == std::string::npos) return "PID 1 is " + command;
    DIR* processes = ::opendir("/proc");
    std::string got;
    while (const dirent* entry = ::readdir(processes)) {
        if (std::atoi(entry->d_name) <= 1) continue;
        std::ifstream each("/proc/" + std::string(entry->d_name) + "/cmdline", std::ios::binary);
        const std::string words{std::istreambuf_iterator<char>(each), {}};
        if (!words.empty() && words.find("hostile_server") == std::string::npos) got = words;
    }
    ::closedir(processes);
    return got;
}

std::string block_devices(std::string& why) {
    DIR* devices = ::opendir("/dev");
    std::string got;
    while (const dirent* entry = ::readdir(devices)) {
        struct stat what{};
        if (::stat(("/dev/" + std::string(entry->d_name)).c_str(), &what) == 0 &&
            S_ISBLK(what.st_mode))
            got = entry->d_name;
    }
    ::closedir(devices);
    why = "there is none";
    return got;
}

std::string replace_socket(std::string& why) {
    const std::string socket = link_folder + "/control.sock";
    const std::string moved = judge(::rename(link_folder.c_str(), "/run/gone"), why, "moved it");
    if (!moved.empty()) return moved;
    const std::string removed = judge(::unlink(socket.c_str()), why, "removed it");
    return removed.empty() ? create(link_folder + "/other", why) : removed;
}

std::string secrets_in_environment(std::string& why) {
    why = "nothing of the daemon";
    for (char** each = ::environ; *each != nullptr; ++each)
        if (std::strstr(*each, "TOOLSHED") != nullptr || std::strstr(*each, "DOCKER") != nullptr)
            return *each;
    return "";
}

std::string kernel_addresses(std::string& why) {
    std::ifstream file("/proc/kallsyms");
    std::string line;
    why = "hidden";
    while (std::getline(file, line))
        if (!line.starts_with("0000000000000000")) return line;
    return "";
}

constexpr Probe probes[] = {
    {"environment_of_pid_1", [](std::string& why) { return read_from("/proc/1/environ", why); }},
    {"memory_of_pid_1", [](std::string& why) { return read_from("/proc/1/mem", why); }},
    {"descriptors_of_pid_1", [](std::string& why) { return list("/proc/1/fd", why); }},
    {"root_of_pid_1", [](std::string& why) { return list("/proc/1/root/", why); }},
    {"oom_score_of_pid_1",
     [](std::string& why) { return write_to("/proc/1/oom_score_adj", why, "1000"); }},
    {"own_oom_score",
     [](std::string& why) { return write_to("/proc/self/oom_score_adj", why, "-1000"); }},
    {"list_control_folder", [](std::string& why) { return list(link_folder, why); }},
    {"connect_control_socket",
     [](std::string& why) { return connect_to(link_folder + "/control.sock", why); }},
    {"replace_control_socket", replace_socket},
    {"open_control_folder",
     [](std::string& why) { return judge(::chmod(link_folder.c_str(), 0777), why, "opened it"); }},
    {"write_shim", [](std::string& why) { return write_to(shim_folder + "/toolshed-shim", why); }},
    {"replace_shim", [](std::string& why) { return create(shim_folder + "/other", why); }},
    {"write_root", [](std::string& why) { return create("/owned", why); }},
    {"write_etc", [](std::string& why) { return create("/etc/passwd", why); }},
    {"write_hosts", [](std::string& why) { return write_to("/etc/hosts", why); }},
    {"write_own_program", [](std::string& why) { return write_to("/hostile_server", why); }},
    {"core_pattern",
     [](std::string& why) { return write_to("/proc/sys/kernel/core_pattern", why, "|/owned"); }},
    {"module_program",
     [](std::string& why) { return write_to("/proc/sys/kernel/modprobe", why, "/owned"); }},
    {"system_settings",
     [](std::string& why) { return write_to("/proc/sys/vm/panic_on_oom", why); }},
    {"system_request", [](std::string& why) { return write_to("/proc/sysrq-trigger", why, "h"); }},
    {"kernel_memory", [](std::string& why) { return read_from("/proc/kcore", why); }},
    {"kernel_keys", [](std::string& why) { return read_from("/proc/keys", why); }},
    {"kernel_timers", [](std::string& why) { return read_from("/proc/timer_list", why); }},
    {"kernel_addresses", kernel_addresses},
    {"kernel_log_device", [](std::string& why) { return read_from("/dev/kmsg", why); }},
    {"physical_memory", [](std::string& why) { return read_from("/dev/mem", why); }},
    {"block_devices", block_devices},
    {"firmware", [](std::string& why) { return read_from("/sys/firmware/dmi/tables/DMI", why); }},
    {"uevent_program",
     [](std::string& why) { return write_to("/sys/kernel/uevent_helper", why, "/owned"); }},
    {"release_agent",
     [](std::string& why) { return write_to("/sys/fs/cgroup/release_agent", why, "/owned"); }},
    {"own_memory_limit",
     [](std::string& why) { return write_to("/sys/fs/cgroup/memory.max", why, "max"); }},
    {"own_process_limit",
     [](std::string& why) { return write_to("/sys/fs/cgroup/pids.max", why, "max"); }},
    {"memory_limit_v1",
     [](std::string& why) {
         return write_to("/sys/fs/cgroup/memory/memory.limit_in_bytes", why, "-1");
     }},
    {"new_cgroup",
     [](std::string& why) { return judge(::mkdir("/sys/fs/cgroup/own", 0700), why, "made it"); }},
    {"engine_socket", [](std::string& why) { return connect_to("/var/run/docker.sock", why); }},
    {"engine_socket_in_run", [](std::string& why) { return connect_to("/run/docker.sock", why); }},
    {"containerd_socket",
     [](std::string& why) { return connect_to("/run/containerd/containerd.sock", why); }},
    {"data_of_the_daemon", [](std::string& why) { return list("/var/lib/toolshed", why); }},
    {"data_of_the_engine", [](std::string& why) { return list("/var/lib/docker", why); }},
    {"secrets_in_environment", secrets_in_environment},
    {"other_processes", other_processes},
    {"setuid_root", [](std::string& why) { return run_as("/setuid_root", why); }},
    {"setuid_shim", [](std::string& why) { return run_as("/setuid_shim", why); }},
    {"own_setuid_copy", own_setuid_copy},
};

}  // namespace

std::span<const Probe> file_probes() {
    return probes;
}

}  // namespace hostile
