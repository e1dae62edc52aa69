// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "builders/docker/docker_builder.hpp"
#include "docker/client.hpp"
#include "engines/docker/network_access.hpp"
#include "gateway/settings.hpp"
#include "net/server.hpp"
#include "registries/oci/registry_config.hpp"
#include "sources/git/git_reader.hpp"
#include "usecases/settings.hpp"

namespace toolshed::config {

/// Everything a daemon is told, read once at its start.
struct Config {
    std::string listen = "127.0.0.1:7070";
    std::vector<std::string>
        allowed_hosts;           ///< further `Host` names that are served, besides loopback
    std::filesystem::path data;  ///< data directory
    std::filesystem::path
        runtime;           ///< sockets and other files that need not outlive the machine's uptime
    std::string crash_at;  ///< name of a crash point; tests only
    std::uint64_t log_bytes_max = 4ULL * 1024 * 1024;  ///< of one run or session
    net::ServerLimits http;
    docker::ClientConfig engine;
    engines::docker::NetworkSettings network;
    builders::docker::BuilderLimits builder;
    sources::git::GitConfig git;
    registries::oci::RegistryConfig registry;
    std::filesystem::path registry_password_file;
    Settings settings;
    gateway::GatewaySettings gateway;
};

/// What `main` hands in: the only reader of the environment is this module.
struct Inputs {
    std::map<std::string, std::string> flags = {};  ///< key path to value, from the command line
    std::map<std::string, std::string> environment = {};  ///< as the process has it
    std::filesystem::path file = {};                      ///< empty = none
    bool root = false;                                    ///< chooses the default folders
};

/// The process's environment as a map.
std::map<std::string, std::string> read_environment(char** environ);

/// Flags before environment (`TOOLSHED_` and the key path with `.` as `__`) before file before
/// defaults; `DOCKER_HOST` is honoured below its own key. `invalid` `bad_config` lists every
/// mistake: unknown keys with the nearest known one, values of the wrong kind, a file that does not
/// parse.
Result<Config> read_config(const Inputs& inputs);

/// One line per key for people: a Markdown table of name, default and meaning.
std::string config_table_markdown();

/// Every key with its value in effect, one `name: value` a line.
std::string config_text(const Config& config);

/// Where a client on this machine finds the daemon's token: the data directory of the same inputs.
std::filesystem::path default_data_directory(const std::map<std::string, std::string>& environment,
                                             bool root);

/// `30s`, `15m`, `500ms`, `24h`. `invalid` `bad_value`.
Result<Millis> parse_duration(std::string_view text);
/// `512MB` (10^6), `64KiB` (2^10), plain bytes. `invalid` `bad_value`.
Result<std::uint64_t> parse_size(std::string_view text);

}  // namespace toolshed::config
