// SPDX-License-Identifier: Apache-2.0
#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

namespace toolshed {

namespace asio = boost::asio;

namespace {

using Descriptor = asio::posix::stream_descriptor;
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

/// A started child; its end kills and reaps the whole group.
class Child {
public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid_ > 0) reap(SIGKILL);
    }

    /// Waits for the end that is known to have come, or that `signal` brings.
    int reap(int signal) {
        if (signal != 0) ::kill(-pid_, signal);
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        // Descendants that stayed in the group must not outlive it.
        ::kill(-pid_, SIGKILL);
        pid_ = -1;
        return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }

private:
    pid_t pid_;
};

struct Pipe {
    int read = -1;
    int write = -1;
    Pipe() = default;
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    bool open() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
        read = ends[0];
        write = ends[1];
        return true;
    }
    int take_read() { return std::exchange(read, -1); }
    void close_write() {
        if (write >= 0) ::close(std::exchange(write, -1));
    }
    ~Pipe() {
        if (read >= 0) ::close(read);
        close_write();
    }
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (auto& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

Result<pid_t> spawn(ProcessSpec& spec, const Pipe& output, const Pipe& errors) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.write, 1);
    posix_spawn_file_actions_adddup2(&actions, errors.write, 2);
    if (!spec.directory.empty())
        posix_spawn_file_actions_addchdir_np(&actions, spec.directory.c_str());
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    auto argv = pointers(spec.argv);
    auto env = pointers(spec.env);
    pid_t pid = -1;
    const int error = posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), env.data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0)
        return fail(Category::unavailable, "process_failed",
                    "cannot run '" + spec.argv[0] + "': " + std::strerror(error));
    return pid;
}

/// Reads to the end, keeping the first bytes and dropping the rest, so that the child never blocks
/// on us.
Task<std::string> drain(Descriptor& descriptor, std::size_t bytes_max) {
    std::string kept;
    std::array<char, 16 * 1024> buffer{};
    for (;;) {
        auto [error, size] = co_await descriptor.async_read_some(asio::buffer(buffer), as_result);
        if (error) break;
        kept.append(buffer.data(), std::min(size, bytes_max - std::min(bytes_max, kept.size())));
    }
    co_return kept;
}

/// A process descriptor becomes readable when its process has ended.
Task<bool> ended(Descriptor& process) {
    auto [error] = co_await process.async_wait(Descriptor::wait_read, as_result);
    co_return !error;
}

}  // namespace

Task<Result<ProcessEnd>> run_process(ProcessSpec spec) {
    const auto executor = co_await asio::this_coro::executor;
    Pipe output, errors;
    if (spec.argv.empty() || !output.open() || !errors.open())
        co_return fail(Category::unavailable, "process_failed", "no pipe for a process");
    const auto pid = spawn(spec, output, errors);
    if (!pid) co_return fail(pid.error());
    Child child(*pid);
    output.close_write();
    errors.close_write();
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0));
    if (handle < 0)
        co_return fail(Category::unavailable, "process_failed", "no handle for a process");
    Descriptor process(executor, handle);
    Descriptor out(executor, output.take_read()), err(executor, errors.take_read());
    auto [order, failed_1, kept_out, failed_2, kept_err, failed_3, done] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, drain(out, spec.output_bytes_max), asio::deferred),
            asio::co_spawn(executor, drain(err, spec.output_bytes_max), asio::deferred),
            asio::co_spawn(executor, ended(process), asio::deferred))
            .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    if (!done) throw boost::system::system_error(asio::error::operation_aborted);
    co_return ProcessEnd{child.reap(0), std::move(kept_out), std::move(kept_err)};
}

}  // namespace toolshed
