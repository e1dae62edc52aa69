// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"

namespace toolshed {

/// A program to run to its end. Nothing is inherited but what stands here: standard input is empty,
/// the environment is exactly `env`, and it gets a process group of its own.
struct ProcessSpec {
    std::vector<std::string> argv;  ///< argv[0] is a path, or a name that is looked up in `path`
    std::vector<std::string> env = {};
    std::string directory = {};  ///< working directory; empty = the caller's
    std::size_t output_bytes_max =
        1024 * 1024;  ///< of standard output and error each; the rest is dropped
};

struct ProcessEnd {
    int exit_code = 0;  ///< 128 + signal when a signal ended it
    std::string output = {};
    std::string errors = {};
};

/// Runs it. When the task is cancelled, the whole process group is killed and reaped first.
/// `unavailable` `process_failed` when it cannot be started.
Task<Result<ProcessEnd>> run_process(ProcessSpec spec);

}  // namespace toolshed
