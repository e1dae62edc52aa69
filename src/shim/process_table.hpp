// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolshed::shim {

/// One line of `/proc`.
struct Process {
    pid_t pid = 0;
    pid_t parent = 0;
    pid_t group = 0;
    pid_t session = 0;
    std::uint64_t started = 0;  ///< with `pid` it names a process for good
    bool ended = false;         ///< only its number is left
    std::string name = {};      ///< of the program, valid UTF-8

    friend bool operator==(const Process&, const Process&) = default;
};

/// Reads the text of `/proc/N/stat`. The program's name in it may hold anything, blanks and
/// brackets too.
std::optional<Process> process_from(std::string_view stat);

/// Every process that can be seen now.
std::vector<Process> read_processes();

/// The processes under `root`, itself left out.
std::vector<Process> descendants_of(pid_t root, const std::vector<Process>& processes);

/// Those of `known` that are among `processes` still, as they are now.
std::vector<Process> still_there(const std::vector<Process>& known,
                                 const std::vector<Process>& processes);

/// The processes of session `session`, its leader left out.
std::vector<Process> members_of_session(pid_t session, const std::vector<Process>& processes);

}  // namespace toolshed::shim
