// SPDX-License-Identifier: Apache-2.0
#include "shim/boot.hpp"

#include <fcntl.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <string>
#include <utility>

#include "base/descriptor.hpp"
#include "shim/network/netfilter.hpp"
#include "shim/workload.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {

constexpr mode_t everybody = 01777;
constexpr int own_memory_trim_bytes = 128 * 1024;

void complain(std::string_view message) {
    const auto line = "toolshed-shim: " + std::string(message) + "\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

/// A path that cannot be opened to all is the server's loss, not a reason to end.
void open_to_everybody(const std::string& path) {
    const Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder || ::fchmod(folder.get(), everybody) != 0)
        complain("cannot make '" + path + "' writable: " + std::strerror(errno));
}

Result<void> check_directory(const std::string& path) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0)
        return fail(Category::unavailable, "listen_failed",
                    "cannot look at '" + path + "': " + std::strerror(errno));
    if (about.st_uid != ::geteuid() || (about.st_mode & 077) != 0)
        return fail(
            Category::denied, "unsafe_directory",
            "'" + path + "' must have mode 0700 and belong to uid " + std::to_string(::geteuid()));
    return {};
}

/// Large messages go back to the system at once; the default threshold would grow with them.
void keep_memory_small() {
    ::mallopt(M_MMAP_THRESHOLD, own_memory_trim_bytes);
    ::mallopt(M_TRIM_THRESHOLD, own_memory_trim_bytes);
}

}  // namespace

Result<Standing> boot(const Options& options) {
    Standing standing{.accounts = read_accounts(), .allow_unsafe = options.allow_unsafe};
    // First of all: no packet may leave before.
    if (options.public_access) {
        if (auto done = network::allow_public_only(*options.public_access); !done)
            return fail(std::move(done).error());
        standing.public_only = true;
    }
    for (const auto& path : options.writable) open_to_everybody(path);
    ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    auto privileges = take_own_uid(options.uid);
    if (!privileges) return fail(std::move(privileges).error());
    standing.privileges = *privileges;
    standing.uid = ::geteuid();
    if (!options.allow_unsafe)
        if (auto checked = check_directory(options.socket_dir); !checked)
            return fail(std::move(checked).error());
    return standing;
}

int serve(const Options& options) {
    keep_memory_small();
    ::signal(SIGPIPE, SIG_IGN);
    auto standing = boot(options);
    if (!standing) {
        complain(standing.error().message);
        return standing.error().code == "network_rules_failed" ? exit_without_network_rules
                                                               : exit_cannot_serve;
    }
    asio::io_context context(1);
    Workload workload(context.get_executor(), options, *std::move(standing));
    Result<int> outcome = exit_cannot_serve;
    asio::co_spawn(context, workload.run(), [&](std::exception_ptr thrown, Result<int> result) {
        if (thrown) std::rethrow_exception(thrown);
        outcome = std::move(result);
    });
    context.run();
    if (outcome) return *outcome;
    complain(outcome.error().message);
    return exit_cannot_serve;
}

}  // namespace toolshed::shim
