// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace toolshed {

/// What an image is pinned to: the engine's content-addressed id, or a manifest digest read back
/// from a registry.
struct Digest {
    enum class Kind { image_id, manifest };
    Kind kind = Kind::image_id;
    std::string value;  ///< `sha256:` and 64 hexadecimal digits

    friend bool operator==(const Digest&, const Digest&) = default;
};
std::string_view to_string(Digest::Kind kind);

enum class NetworkProfile { none, public_only };
/// `none` or `public`.
std::string_view to_string(NetworkProfile profile);

/// The size of a workload. Settable per server.
struct WorkloadLimits {
    std::int64_t memory_bytes = 512LL * 1024 * 1024;
    std::int64_t cpu_weight_milli = 250;     ///< share under contention
    std::int64_t cpu_ceiling_milli = 1'000;  ///< never more than so many thousandths of a processor
    std::int64_t processes_max = 256;
    std::int64_t scratch_bytes = 64LL * 1024 * 1024;  ///< each writable tmpfs
    std::int64_t open_files_max = 1'024;

    friend bool operator==(const WorkloadLimits&, const WorkloadLimits&) = default;
};

/// How a server is spoken to. What is not said is found out when it runs.
struct Transport {
    std::string kind = "auto";  ///< or `stdio`, `streamable_http`, `sse`
    std::int64_t port = 0;      ///< on which the server listens; 0 = any. With `auto` tried first
    std::string path = {};      ///< of its endpoint; empty = the usual ones
    std::string host = {};      ///< the `Host` that it insists on; empty = `localhost:PORT`

    bool is_http() const { return kind == "streamable_http" || kind == "sse"; }
    friend bool operator==(const Transport&, const Transport&) = default;
};
/// `invalid` `bad_settings` with what is wrong.
Result<void> check_transport(const Transport& transport);

/// Immutable description of a workload: what verification proves is what sessions run.
struct LaunchPlan {
    static constexpr int format = 1;
    Digest image;
    std::string image_repository = {};  ///< where a manifest is pulled from; else empty
    std::string shim_digest;            ///< SHA-256 of the shim, hexadecimal
    std::vector<std::string> argv;      ///< ENTRYPOINT + CMD; never empty
    std::vector<std::string> env = {};  ///< the image's own `NAME=value`; no secrets
    std::string working_directory = "/";
    std::string user = {};  ///< the image's USER as written
    std::string stop_signal = "SIGTERM";
    std::string platform = "linux/amd64";
    std::vector<std::string> volumes = {};         ///< declared VOLUMEs, each a sized tmpfs
    std::vector<std::string> writable_paths = {};  ///< per server
    NetworkProfile network = NetworkProfile::none;
    Transport transport = {};
    WorkloadLimits limits = {};

    friend bool operator==(const LaunchPlan&, const LaunchPlan&) = default;
};

/// What the plan takes from the server's settings, before any image is known; part of "unchanged".
struct PlanSettings {
    std::vector<std::string> writable_paths = {};
    NetworkProfile network = NetworkProfile::none;
    Transport transport = {};
    WorkloadLimits limits = {};

    friend bool operator==(const PlanSettings&, const PlanSettings&) = default;
};

/// Whether a tmpfs may take the place of the folder: absolute, at most 255 bytes of text without
/// `..`,
/// `:`, `,` and control characters, and none that the kernel or the shim need.
bool is_mountable(std::string_view path);

/// What an engine knows the image by: its id, or `repository@sha256:…` of a manifest.
std::string image_reference(const Digest& image, const std::string& repository);
std::string image_reference(const LaunchPlan& plan);

/// SHA-256 (hex) of the plan's stored form.
std::string plan_hash(const LaunchPlan& plan);
/// The same for the settings and the shim that a plan would be made from.
std::string settings_hash(const PlanSettings& settings, const std::string& shim_digest);

}  // namespace toolshed
