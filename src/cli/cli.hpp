// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

#include "config/config.hpp"

/// The command line: everything but `serve` is a client of the REST API.
namespace toolshed::cli {

struct ServeRequest {
    std::map<std::string, std::string> flags;  ///< key path to value
    std::string config_file;
    bool stop_workloads = false;
    bool print_config = false;
};

/// What the commands cannot do by themselves.
struct Hooks {
    std::function<int(const ServeRequest&)> serve;
    std::function<std::string()> local_doctor;  ///< the report as JSON, when no daemon answers
    std::function<std::string()> crash_points;  ///< one name a line
    std::map<std::string, std::string> environment;
    bool root = false;
};

/// Exit codes: 0 done, 1 refused or failed, 2 usage, 3 server unreachable.
int run(int argc, char** argv, const Hooks& hooks);

}  // namespace toolshed::cli
