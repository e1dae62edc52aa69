// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <exception>
#include <span>
#include <string>
#include <string_view>

#include "shim/boot.hpp"
#include "shim/options.hpp"

namespace {

constexpr int exit_usage = 2;
constexpr int exit_fault = 70;

void say(int descriptor, std::string_view text) {
    [[maybe_unused]] const auto written = ::write(descriptor, text.data(), text.size());
}

}  // namespace

int main(int count, char** arguments) {
    using namespace toolshed;
    try {
        const auto options = shim::parse_options(
            std::span<const char* const>(arguments, static_cast<std::size_t>(count)).subspan(1));
        if (!options) {
            say(STDERR_FILENO, "toolshed-shim: " + options.error().message + "\n");
            say(STDERR_FILENO, shim::usage);
            return exit_usage;
        }
        if (options->command == shim::Options::Command::version) {
            say(STDOUT_FILENO, "toolshed-shim " TOOLSHED_VERSION " (protocol " +
                                   std::to_string(shim::protocol_version) + ")\n");
            return 0;
        }
        return shim::serve(*options);
    } catch (const std::exception& fault) {
        say(STDERR_FILENO, std::string("toolshed-shim: ") + fault.what() + "\n");
        return exit_fault;
    }
}
