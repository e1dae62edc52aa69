// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "config/config.hpp"
#include "ui/site.hpp"

/// The composition root: the one place that knows every concrete class.
namespace toolshed::daemon {

/// The shim that this binary carries.
struct EmbeddedShim {
    std::string_view bytes;
};

struct ServeOptions {
    bool stop_workloads = false;  ///< end every workload before the daemon ends; else they are
                                  ///< adopted by the next one
};

/// What the binary carries besides its own code.
struct Embedded {
    EmbeddedShim shim;
    std::span<const ui::File> page;
};

/// Serves until SIGTERM or SIGINT and answers the exit code. The ready line `listening on
/// http://HOST:PORT` goes to standard output, everything else to standard error.
int serve(const config::Config& config, const Embedded& embedded, ServeOptions options);

/// The checks of `toolshed doctor` without a daemon: a JSON object.
std::string local_doctor(const config::Config& config, EmbeddedShim shim);

}  // namespace toolshed::daemon
