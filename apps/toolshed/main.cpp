// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string_view>

#include "cli/cli.hpp"
#include "config/config.hpp"
#include "daemon/daemon.hpp"
#include "embedded_page.hpp"
#include "usecases/crash_point_names.hpp"

extern "C" const char toolshed_embedded_shim_begin[];
extern "C" const char toolshed_embedded_shim_end[];

namespace {

using namespace toolshed;

daemon::EmbeddedShim embedded_shim() {
    const char* begin = static_cast<const char*>(toolshed_embedded_shim_begin);
    const char* end = static_cast<const char*>(toolshed_embedded_shim_end);
    return {std::string_view(begin, static_cast<std::size_t>(end - begin))};
}

config::Inputs inputs() {
    config::Inputs inputs;
    inputs.environment = config::read_environment(environ);
    inputs.root = ::geteuid() == 0;
    return inputs;
}

int serve(const cli::ServeRequest& request) {
    config::Inputs given = inputs();
    given.flags = request.flags;
    given.file = request.config_file;
    const auto config = config::read_config(given);
    if (!config) {
        std::fprintf(stderr, "toolshed: %s\n", config.error().message.c_str());
        return 2;
    }
    if (request.print_config) {
        std::fputs(config::config_text(*config).c_str(), stdout);
        return 0;
    }
    return daemon::serve(*config, {embedded_shim(), embedded_page()}, {request.stop_workloads});
}

std::string local_doctor() {
    const auto config = config::read_config(inputs());
    return daemon::local_doctor(config ? *config : config::Config{}, embedded_shim());
}

std::string crash_points() {
    std::string text;
    for (const auto& name : crash_point_names()) text += name + "\n";
    return text;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const cli::Hooks hooks{serve, local_doctor, crash_points, inputs().environment,
                               inputs().root};
        return cli::run(argc, argv, hooks);
    } catch (const std::exception& bug) {
        std::fprintf(stderr, "toolshed: %s\n", bug.what());
        return 1;
    }
}
