// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "shim/identity.hpp"

namespace toolshed::shim {

/// A process to be made.
struct SpawnPlan {
    std::vector<std::string> argv;
    std::vector<std::string> env = {};
    std::string cwd = "/";
    std::optional<Identity> identity = {};  ///< nothing = stay who we are
};

/// A process that was made, in a session and process group of its own (both numbered `pid`). The
/// ends of its pipes do not block.
struct Spawned {
    pid_t pid = 0;
    Descriptor input;   ///< its standard input
    Descriptor output;  ///< its standard output
    Descriptor errors;  ///< its standard error
    /// Ends empty once the program runs; else yields a SpawnFault.
    Descriptor report;
};

/// Where the way from fork to the program ended.
struct SpawnFault {
    enum class Step : int { identity, directory, program };
    Step step = Step::program;
    int error = 0;  ///< errno
};

/// Forks. The new process has no capability, no-new-privileges, only its three descriptors, default
/// signals, umask 022, and a raised `oom_score_adj`, so that the kernel kills it before the shim. A
/// program without a slash is looked for in the PATH of `env`, or in the usual one. `unavailable`
/// `spawn_failed` when no process could be made.
Result<Spawned> spawn(const SpawnPlan& plan);

/// `spawn_failed` in words that say what to correct.
Error explain(const SpawnFault& fault, const SpawnPlan& plan);

/// The paths at which a program is looked for, best first.
std::vector<std::string> program_candidates(std::string_view program,
                                            const std::vector<std::string>& env);

/// `env` with HOME, TMPDIR and the XDG folders under `home`, where they are absent. An empty `home`
/// adds nothing.
std::vector<std::string> with_home(std::vector<std::string> env, std::string_view home);

/// The number of a signal by name (`SIGTERM`, `TERM`, `SIGRTMIN+3`) or number; nothing for others.
std::optional<int> signal_from(std::string_view text);

}  // namespace toolshed::shim
