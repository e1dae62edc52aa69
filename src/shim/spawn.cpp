// SPDX-License-Identifier: Apache-2.0
#include "shim/spawn.hpp"

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "shim/privileges.hpp"

namespace toolshed::shim {
namespace {

constexpr std::string_view oom_score = "500";
constexpr int descriptors_fallback_max = 65'536;

struct Pipe {
    Descriptor read;
    Descriptor write;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return fail(Category::unavailable, "spawn_failed",
                    std::string("cannot make a pipe: ") + std::strerror(errno));
    return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// The flag belongs to our end alone: the child's end is another open file.
void make_non_blocking(const Descriptor& end) {
    ::fcntl(end.get(), F_SETFL, ::fcntl(end.get(), F_GETFL) | O_NONBLOCK);
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> out;
    out.reserve(texts.size() + 1);
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

/// Everything that the child needs, made before the fork: afterwards only async-signal-safe calls
/// are allowed.
struct Prepared {
    std::vector<std::string> argv, env, candidates;
    std::vector<char*> argv_pointers, env_pointers;
    std::string cwd;
    const Identity* identity = nullptr;
    std::array<int, 3> stdio{};
    int report = -1;
    pid_t parent = 0;
};

[[noreturn]] void give_up(const Prepared& prepared, SpawnFault::Step step) {
    const SpawnFault fault{step, errno};
    [[maybe_unused]] const auto written = ::write(prepared.report, &fault, sizeof fault);
    ::_exit(127);
}

void reset_signals() {
    for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

void raise_oom_score() {
    const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    [[maybe_unused]] const auto written = ::write(file, oom_score.data(), oom_score.size());
    ::close(file);
}

/// Asio opens some descriptors without close-on-exec, so none but the three survive.
void close_other_descriptors() {
    constexpr unsigned close_range_cloexec = 4;
    if (::syscall(SYS_close_range, 3U, ~0U, close_range_cloexec) == 0) return;
    for (int fd = 3; fd < descriptors_fallback_max; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool become(const Identity& identity) {
    return ::setgroups(identity.groups.size(), identity.groups.data()) == 0 &&
           ::setresgid(identity.gid, identity.gid, identity.gid) == 0 &&
           ::setresuid(identity.uid, identity.uid, identity.uid) == 0;
}

[[noreturn]] void run_child(Prepared& prepared) {
    ::setsid();
    reset_signals();
    for (int target = 0; target < 3; ++target)
        if (::dup2(prepared.stdio[static_cast<std::size_t>(target)], target) < 0)
            give_up(prepared, SpawnFault::Step::program);
    close_other_descriptors();
    raise_oom_score();
    ::umask(022);
    if (prepared.identity && !become(*prepared.identity))
        give_up(prepared, SpawnFault::Step::identity);
    // With this, root without capabilities does not get them back when it starts a program.
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (!drop_all_capabilities()) give_up(prepared, SpawnFault::Step::identity);
    // A change of user clears the signal, so it comes last. The parent may have died in between.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (::getppid() != prepared.parent) ::_exit(127);
    if (::chdir(prepared.cwd.c_str()) != 0) give_up(prepared, SpawnFault::Step::directory);
    int refused = ENOENT;
    for (const auto& candidate : prepared.candidates) {
        ::execve(candidate.c_str(), prepared.argv_pointers.data(), prepared.env_pointers.data());
        if (errno != ENOENT && errno != ENOTDIR) refused = errno;
        if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) break;
    }
    errno = refused;
    give_up(prepared, SpawnFault::Step::program);
}

/// Numbers under 3 would be overwritten while the child sets up its own.
Result<void> move_above_stdio(Descriptor& end) {
    if (end.get() >= 3) return {};
    const int moved = ::fcntl(end.get(), F_DUPFD_CLOEXEC, 3);
    if (moved < 0)
        return fail(Category::unavailable, "spawn_failed",
                    std::string("no free descriptor: ") + std::strerror(errno));
    end.reset(moved);
    return {};
}

Prepared prepare(const SpawnPlan& plan) {
    Prepared prepared;
    prepared.argv = plan.argv;
    prepared.env = plan.env;
    prepared.candidates = program_candidates(plan.argv.front(), plan.env);
    prepared.argv_pointers = pointers_to(prepared.argv);
    prepared.env_pointers = pointers_to(prepared.env);
    prepared.cwd = plan.cwd;
    prepared.identity = plan.identity ? &*plan.identity : nullptr;
    prepared.parent = ::getpid();
    return prepared;
}

}  // namespace

Result<Spawned> spawn(const SpawnPlan& plan) {
    std::array<Pipe, 4> pipes;
    for (auto& pipe : pipes) {
        auto made = make_pipe();
        if (!made) return fail(std::move(made).error());
        pipe = *std::move(made);
    }
    auto& [input, output, errors, report] = pipes;
    auto prepared = prepare(plan);
    for (auto* end : {&input.read, &output.write, &errors.write, &report.write})
        if (auto moved = move_above_stdio(*end); !moved) return fail(std::move(moved).error());
    prepared.stdio = {input.read.get(), output.write.get(), errors.write.get()};
    prepared.report = report.write.get();
    for (const int end : prepared.stdio) {
        // Servers open /dev/stderr by name; the pipe is ours, so another user needs the mode.
        ::fchmod(end, 0666);
    }
    // Until the child has its own handlers, a signal would run ours there, and write to our loop.
    sigset_t all, before;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before);
    const pid_t pid = ::fork();
    if (pid == 0) run_child(prepared);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    if (pid < 0)
        return fail(
            Category::unavailable, "spawn_failed",
            std::string("cannot fork: ") + std::strerror(errno) + ": raise the limit of processes");
    for (const auto* end : {&input.write, &output.read, &errors.read, &report.read})
        make_non_blocking(*end);
    return Spawned{pid, std::move(input.write), std::move(output.read), std::move(errors.read),
                   std::move(report.read)};
}

}  // namespace toolshed::shim
