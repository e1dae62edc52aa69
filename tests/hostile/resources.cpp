// SPDX-License-Identifier: Apache-2.0
//
// Servers that take all they can get and do not go.
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <vector>

#include "behaviour.hpp"

namespace hostile {
namespace {

void fork_until_refused() {
    for (;;)
        if (::fork() < 0) ::poll(nullptr, 0, 1);
}

/// Grandchildren in sessions of their own, which keep the pipes open and hear no signal that can be
/// refused.
void leave_daemons() {
    for (int i = 0; i < 3; ++i) {
        if (::fork() != 0) continue;
        ::setsid();
        if (::fork() != 0) std::_Exit(0);
        for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_IGN);
        wait_for_ever();
    }
}

void ignore_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_IGN);
}

void flood_errors() {
    if (::fork() != 0) return;
    const std::string line(4'095, 'e');
    for (;;) std::fprintf(stderr, "%s\n", line.c_str());
}

void flood_output() {
    for (const std::string block(1 << 16, 'o');;) say(block);
}

void spin() {
    for (int i = 0; i < 16; ++i)
        if (::fork() == 0)
            for (volatile unsigned long n = 0;; n = n + 1) continue;
}

/// Reads from descriptors of its own only: PID 1 must still answer.
int take_descriptors() {
    int taken = 0;
    while (::open("/dev/null", O_RDONLY) >= 0) ++taken;
    return taken;
}

long fill(const std::string& folder) {
    const std::string path = folder + "/fill";
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0) return 0;
    const std::vector<char> block(1 << 20, 'f');
    long bytes = 0;
    for (ssize_t wrote; (wrote = ::write(file, block.data(), block.size())) > 0;) bytes += wrote;
    ::close(file);
    ::unlink(path.c_str());
    return bytes;
}

std::string unescaped(const std::string& path) {
    return path.substr(0, path.find('\\'));
}

/// Every mount is tried, since any of them might be writable.
void fill_disks(const Request& request) {
    long bytes = 0, most = 0;
    std::ifstream mounts("/proc/self/mounts");
    for (std::string line; std::getline(mounts, line);) {
        const auto begin = line.find(' ') + 1;
        const auto folder = unescaped(line.substr(begin, line.find(' ', begin) - begin));
        if (folder.starts_with("/proc") || folder.starts_with("/sys")) continue;
        const long filled = fill(folder);
        bytes += filled;
        most = std::max(most, filled);
    }
    reply(request.id, text("most " + std::to_string(most) + " all " + std::to_string(bytes)));
}

void* sleep_in_thread(void*) {
    wait_for_ever();
}

void take_threads(const Request& request) {
    int threads = 0;
    pthread_attr_t small;
    ::pthread_attr_init(&small);
    ::pthread_attr_setstacksize(&small, 16'384);
    for (pthread_t thread; threads < 100'000; ++threads)
        if (::pthread_create(&thread, &small, sleep_in_thread, nullptr) != 0) break;
    reply(request.id, text("threads " + std::to_string(threads)));
}

void bomb_in_call(const Request& request) {
    int processes = 0;
    for (pid_t child; processes < 100'000; ++processes) {
        child = ::fork();
        if (child < 0) break;
        if (child == 0) wait_for_ever();
    }
    reply(request.id, text("processes " + std::to_string(processes)));
}

/// For an instruction of a build.
void fill_image() {
    const int file = ::open("/filled", O_WRONLY | O_CREAT, 0600);
    const std::vector<char> block(1 << 20, 'f');
    for (int i = 0; i < 64; ++i)
        if (::write(file, block.data(), block.size()) <= 0) std::_Exit(5);
    std::_Exit(0);
}

constexpr Mode modes[] = {
    {"oom", eat_memory},
    {"fork_bomb", fork_until_refused},
    {"daemons", leave_daemons},
    {"ignores_signals", ignore_signals, nullptr, wait_for_ever},
    {"error_flood", flood_errors},
    {"output_flood", flood_output},
    {"spin", spin},
    {"fill_image", fill_image},
    {"takes_descriptors", [] { take_descriptors(); }},
};

constexpr Call calls[] = {
    {"oom_in_call", [](const Request&) { eat_memory(); }},
    {"fork_bomb_in_call", bomb_in_call},
    {"threads_in_call", take_threads},
    {"fill_disks", fill_disks},
    {"descriptors_in_call",
     [](const Request& request) {
         reply(request.id, text("descriptors " + std::to_string(take_descriptors())));
     }},
    {"spin_in_call",
     [](const Request& request) {
         spin();
         reply(request.id, text("spinning"));
     }},
    {"daemons_in_call",
     [](const Request& request) {
         leave_daemons();
         reply(request.id, text("left"));
     }},
};

}  // namespace

std::span<const Mode> resource_modes() {
    return modes;
}
std::span<const Call> resource_calls() {
    return calls;
}

}  // namespace hostile
