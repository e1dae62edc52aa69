// SPDX-License-Identifier: Apache-2.0
#include "shim/reaper.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <csignal>
#include <utility>

#include "shim/process_table.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {
constexpr int batch = 64;  // a bomb of dying processes must not keep the deadline from being seen
}

Reaper::Reaper(asio::any_io_executor executor, Before before)
    : ended_(executor, SIGCHLD), before_(std::move(before)) {}

Task<void> Reaper::run() {
    for (;;) {
        while (reap_batch()) co_await asio::post(asio::use_awaitable);
        co_await ended_.async_wait(asio::use_awaitable);
    }
}

bool Reaper::reap_batch() {
    for (int i = 0; i < batch; ++i) {
        siginfo_t info{};
        if (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
            return false;
        const int code = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
        before_(info.si_pid, code);
        ::waitpid(info.si_pid, nullptr, WNOHANG);
    }
    return true;
}

bool Reaper::none_left() {
    siginfo_t info{};
    return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) != 0 && errno == ECHILD;
}

void kill_everything() {
    if (::getpid() == 1) {
        ::kill(-1, SIGKILL);
        return;
    }
    for (const auto& process : descendants_of(::getpid(), read_processes()))
        ::kill(process.pid, SIGKILL);
}

}  // namespace toolshed::shim
