// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/launch_plan.hpp"
#include "domain/server.hpp"
#include "mcp/channel.hpp"
#include "mcp/message_stream.hpp"
#include "ports/capability.hpp"

namespace toolshed {

struct EngineInfo {
    std::string name;  ///< `docker`
    std::string version;
    std::string api_version;
    std::string platform;  ///< `linux/amd64`
    std::vector<Capability> capabilities;
    std::string root = {};  ///< folder of its images and containers, on its own machine
};

struct ImageInfo {
    Digest digest;
    std::vector<std::string> argv = {};  ///< ENTRYPOINT + CMD
    std::vector<std::string> env = {};
    std::string working_directory = {};
    std::string user = {};
    std::string stop_signal = {};
    std::vector<std::string> volumes = {};
    std::vector<std::int64_t> ports = {};      ///< TCP ports of EXPOSE, in order of their number
    std::vector<std::string> names = {};       ///< tags
    std::vector<std::string> references = {};  ///< `repository@sha256:…`, once pushed or pulled
    std::string platform = {};
    std::int64_t size_bytes = 0;
    std::string run = {};     ///< our label: the run that built it
    std::string server = {};  ///< our label
    bool ours = false;        ///< carries this installation's label
};

enum class WorkloadKind { verification, session };
std::string_view to_string(WorkloadKind kind);

/// What to create. The name is deterministic and committed as an intent before.
struct WorkloadSpec {
    std::string name;
    WorkloadKind kind = WorkloadKind::verification;
    LaunchPlan plan;
    Millis start_wait{60'000};  ///< without a `start` message for so long it ends by itself
};

/// As the engine sees it.
struct WorkloadState {
    std::string name;
    WorkloadKind kind = WorkloadKind::verification;
    bool running = false;
    int exit_code = 0;
    bool oom = false;
    std::string detail = {};
};

/// What the shim is told to run; argv, user and the rest come from the plan.
struct WorkloadStart {
    LaunchPlan plan;
    std::vector<std::string> secret_env =
        {};              ///< `NAME=value`, never in the engine's configuration
    Millis deadline{0};  ///< hard end of everything, from now
    Millis idle{0};      ///< 0 = none
    Millis end_of_input{2'000};
    Millis terminate{3'000};
    Transport transport = {};  ///< as the plan says, or as it was found before
};

struct ProcessState {
    std::string id;
    bool running = false;
    int exit_code = -1;
    bool oom = false;
    Millis uptime{0};
    std::vector<Finding> findings = {};  ///< garbage on stdout, declined requests, …
    Transport transport = {};            ///< as found; `auto` = not yet
};

struct LinkStatus {
    bool started = false;
    bool ending = false;
    std::string end_reason = {};
    Millis deadline_in{0};
    Millis idle_in{0};
    bool uid_separated = false;
    std::vector<ProcessState> processes = {};
};

struct WorkloadLog {
    std::string text;
    std::uint64_t offset = 0;
    std::uint64_t next_offset = 0;
};

/// The control connection to one workload's shim. What comes over it is untrusted. Errors:
/// `unavailable` `link_lost` (nobody there: inspect the workload), `invalid` `link_refused`.
class WorkloadLink {
public:
    virtual ~WorkloadLink() = default;
    virtual Task<Result<LinkStatus>> status() = 0;
    /// Idempotent for the same content.
    virtual Task<Result<void>> start(WorkloadStart start) = 0;
    /// Starts a process of the server under `id`; one that runs under it is ended first.
    /// `unavailable` `spawn_failed` (file missing, not executable, unknown user), `denied`
    /// `unsafe_workload`.
    virtual Task<Result<void>> start_process(std::string id) = 0;
    /// Ends it: end of input, stop signal, kill. Idempotent.
    virtual Task<Result<void>> end_process(std::string id) = 0;
    /// The channel to process `id`, which lives as long as the link.
    virtual mcp::Channel& channel(const std::string& id) = 0;
    /// A stream of messages with process `id`, which must run; one at a time, and `channel` is of
    /// no use meanwhile. `unavailable` `no_child` or `server_exited`, `invalid`
    /// `link_refused` (it has one, or an older shim knows no streams).
    virtual Task<Result<std::unique_ptr<mcp::MessageStream>>> attach(std::string id) = 0;
    /// Moves the idle limit.
    virtual Task<Result<void>> renew(Millis idle) = 0;
    virtual Task<Result<WorkloadLog>> logs(std::uint64_t offset) = 0;
};

/// What runs workloads. Errors besides the ones named: `unavailable` `engine_unavailable` (how to
/// start it), `unavailable` `engine_too_old`, `exhausted` `disk_full`, `unavailable`
/// `engine_failed`.
class Engine {
public:
    virtual ~Engine() = default;
    virtual Task<Result<EngineInfo>> info() = 0;

    /// By image id, name or `repository@sha256:…`. `not_found` `image_missing`.
    virtual Task<Result<ImageInfo>> inspect_image(std::string reference) = 0;
    virtual Task<Result<void>> tag_image(Digest image, std::string name) = 0;
    /// Removes the tag, and the image when it was the last one. Idempotent; an image in use stays.
    virtual Task<Result<void>> remove_image(std::string name) = 0;
    /// Images with this installation's label.
    virtual Task<Result<std::vector<ImageInfo>>> list_images() = 0;

    /// Creates the workload, not yet running. Idempotent by name: an existing one with the same
    /// plan is a success, with another plan `conflict` `name_taken`. `not_found` `image_missing`,
    /// `invalid` `unsupported_platform`, `denied` `network_profile_unsupported`.
    virtual Task<Result<void>> create(WorkloadSpec spec) = 0;
    /// Idempotent. `not_found` `workload_missing`, `unavailable` `start_failed`.
    virtual Task<Result<void>> start(std::string name) = 0;
    virtual Task<Result<WorkloadState>> inspect(std::string name) = 0;
    /// Kills and removes with everything that belongs to it (volumes, link directory). Idempotent;
    /// answers when it is gone.
    virtual Task<Result<void>> remove(std::string name) = 0;
    /// Every workload with this installation's label, running or not; leftovers without a container
    /// (link directories) too.
    virtual Task<Result<std::vector<WorkloadState>>> list() = 0;

    /// Connects to the shim of a running workload within `limit`. `not_ready` is `unavailable`
    /// `link_lost`; `denied` `link_untrusted` when the socket is not what it must be.
    virtual Task<Result<std::unique_ptr<WorkloadLink>>> connect(std::string name, Millis limit) = 0;
    /// SHA-256 of the shim that workloads get.
    virtual std::string shim_digest() const = 0;
};

}  // namespace toolshed
