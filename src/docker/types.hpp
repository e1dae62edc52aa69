// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What the Docker Engine API takes and gives, as far as we use it. Names follow the API's own.
namespace toolshed::docker {

using Labels = std::map<std::string, std::string>;

struct EngineVersion {
    bool podman = false;  ///< its service that speaks Docker's API
    std::string version;
    std::string api_version;
    std::string min_api_version;
    std::string os;
    std::string architecture;
};

struct EngineFeatures {
    std::string cgroup_version;
    std::string storage_driver;
    bool memory_limit = false;
    bool swap_limit = false;
    bool cpu_limit = false;
    bool processes_limit = false;
    std::vector<std::string> security_options;
    std::int64_t memory_bytes = 0;
    std::string root_directory;
};

struct Image {
    std::string id;
    std::vector<std::string> tags;
    std::vector<std::string> references;  ///< `repository@sha256:…`
    std::vector<std::string> entrypoint;
    std::vector<std::string> command;
    std::vector<std::string> env;
    std::string working_directory;
    std::string user;
    std::string stop_signal;
    std::vector<std::string> volumes;
    std::vector<std::string> exposed_ports;  ///< `8000/tcp`
    std::string os;
    std::string architecture;
    std::int64_t size_bytes = 0;
    Labels labels;
};

/// An image as the list of all of them tells it, those in the middle of a chain too.
struct StoredImage {
    std::string id;
    std::string parent;  ///< empty = none, or the engine does not know
    bool named = false;  ///< has a tag or a digest reference
    std::int64_t size_bytes = 0;
    std::int64_t created_s = 0;  ///< since the epoch
};

/// A record of BuildKit's cache.
struct CacheRecord {
    std::string id;
    bool in_use = false;
    std::int64_t size_bytes = 0;
    std::string created_at;    ///< RFC 3339
    std::string last_used_at;  ///< empty = never
};

struct Mount {
    enum class Kind { bind, volume };
    Kind kind = Kind::bind;
    std::string source;  ///< host path or volume name
    std::string target;
    bool read_only = false;
    bool no_copy = false;  ///< volume: the image's own files do not go in
};

struct ContainerSpec {
    std::string name;
    std::string image;
    std::string user;
    std::vector<std::string> entrypoint;
    std::vector<std::string> command = {};
    std::string working_directory = {};
    Labels labels = {};
    std::vector<Mount> mounts = {};
    std::map<std::string, std::string> tmpfs = {};  ///< path to mount options
    std::vector<std::string> add_capabilities = {};
    std::string network = "none";       ///< or a network of the engine: `bridge`
    std::vector<std::string> dns = {};  ///< addresses of resolvers; empty = as the engine chooses
    std::int64_t memory_bytes = 0;
    std::int64_t cpu_shares = 0;
    std::int64_t nano_cpus = 0;
    std::int64_t processes_max = 0;
    std::int64_t open_files_max = 0;
    /// Of one user on the whole machine; 0 = none. Podman sets it by itself to what it may not be
    /// raised to when it is told of another limit only.
    std::int64_t user_processes_max = 0;
    bool read_only_root = true;
    std::string log_bytes_max = "1m";  ///< of the engine's own log of the container
};

struct Container {
    std::string id;
    std::string name;
    bool running = false;
    int exit_code = 0;
    bool oom_killed = false;
    std::string status;
    std::string error;
    Labels labels;
};

struct BuildOptions {
    /// Names the build among the engine's and has BuildKit do it, which keeps no memory limit;
    /// empty = the classic builder.
    std::string buildkit_id = {};
    std::string dockerfile = "Dockerfile";
    std::string tag;
    Labels labels;
    std::int64_t memory_bytes = 0;
    std::string network = {};  ///< of the instructions: `none`; empty = the engine's default
    bool use_cache = true;
};

struct BuildResult {
    std::string image_id;
    std::string error;             ///< empty = built
    int exit_code = 0;             ///< of the failed instruction, when the engine tells it
    std::string instruction = {};  ///< the failed one, when BuildKit tells it
};

struct TransferResult {
    std::string error;  ///< the engine's words; empty = done
};

}  // namespace toolshed::docker
