// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>
#include <functional>

#include "base/task.hpp"

namespace toolshed::shim {

/// Collects every process that ends under us: our children, and the orphans that the kernel hands
/// to us. Until it is told so, the number of an ended process is not given to another.
class Reaper {
public:
    /// `before` sees an ended process while its number is still its own.
    using Before = std::function<void(pid_t pid, int exit_code)>;

    /// Catches SIGCHLD from now on.
    Reaper(boost::asio::any_io_executor executor, Before before);

    /// Reaps until it is cancelled.
    Task<void> run();

    /// Reaps what has ended by now, at most a batch. True when more may be waiting.
    bool reap_batch();

    /// Whether there is no process under us at all.
    static bool none_left();

private:
    boost::asio::signal_set ended_;
    Before before_;
};

/// Catches nothing and kills: everything in the namespace as its first process, else everything
/// under us.
void kill_everything();

}  // namespace toolshed::shim
