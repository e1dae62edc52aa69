// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "docker/types.hpp"
#include "net/client.hpp"

namespace toolshed::docker {

struct ClientConfig {
    std::string socket = "/var/run/docker.sock";
    Millis quick_limit{10'000};           ///< inspect, list, create, tag
    Millis slow_limit{60'000};            ///< start, stop, remove, archives
    Millis build_silence{10 * 60'000};    ///< a build that says nothing for so long has failed
    Millis transfer_silence{2 * 60'000};  ///< the same for a push or a pull
};

/// Typed Docker Engine API over its Unix socket. Negotiates the version once: ours is 1.41, the
/// engine must know at least 1.40. Errors: `unavailable` `engine_unavailable` (not reachable: how
/// to start it), `unavailable` `engine_too_old`, `not_found` `image_missing` / `workload_missing`,
/// `conflict` `name_taken`, `invalid` `engine_refused`, `exhausted` `disk_full`, `unavailable`
/// `engine_failed` (the engine's own words).
class Client {
public:
    Client(net::Client& http, Clock& clock, ClientConfig config)
        : http_(http), clock_(clock), config_(std::move(config)) {}

    Task<Result<EngineVersion>> version();
    Task<Result<EngineFeatures>> features();
    /// Podman's service, whose one builder knows what BuildKit knows, too.
    Task<Result<bool>> is_podman();

    Task<Result<Image>> inspect_image(std::string reference);
    Task<Result<std::vector<Image>>> list_images(std::string label);
    /// Every image of the engine, whoever made it, those in the middle of a chain too.
    Task<Result<std::vector<StoredImage>>> list_all_images();
    Task<Result<void>> tag_image(std::string reference, std::string name);
    /// Idempotent. An image that a container uses stays, which is a success; so does every image
    /// while a build of this client runs, since the build's cache may need it: a later sweep comes
    /// again.
    Task<Result<void>> remove_image(std::string reference);
    /// An image from a tar archive of its files; answers its id.
    Task<Result<std::string>> import_image(std::string tar, std::string tag);

    Task<Result<std::string>> create_container(ContainerSpec spec);  ///< the id
    Task<Result<void>> start_container(std::string name);            ///< already started = success
    Task<Result<Container>> inspect_container(std::string name);
    Task<Result<std::vector<Container>>> list_containers(std::string label);
    /// Kills and removes with its volumes. Idempotent; waits while the engine is at it.
    Task<Result<void>> remove_container(std::string name);
    Task<Result<void>> put_archive(std::string name, std::string path, std::string tar);

    Task<Result<void>> create_volume(std::string name, Labels labels);  ///< existing = success
    Task<Result<bool>> has_volume(std::string name);
    Task<Result<void>> remove_volume(std::string name);  ///< idempotent

    /// Builds from a tar stream with the builder that `options` names, BuildKit without a session:
    /// no secrets, no agents, nothing of this machine. Each output line goes to `line`. The
    /// task's end, also by cancellation, ends the build. A failed instruction is a result, not an
    /// error.
    Task<Result<BuildResult>> build(BuildOptions options, net::BodySource context,
                                    std::function<void(std::string)> line);

    /// BuildKit's cache, whoever filled it. Costs the engine a look at all its disk.
    Task<Result<std::vector<CacheRecord>>> list_build_cache();
    /// Idempotent; one that is in use stays.
    Task<Result<void>> remove_cache_record(std::string id);

    /// Pushes the local image of that name to the registry that its name begins with. `credentials`
    /// is JSON (`username`, `password`), never logged. What the registry refused is a result, not
    /// an error. The task's end ends the transfer.
    Task<Result<TransferResult>> push_image(std::string name, std::string credentials);
    /// Pulls `repository@sha256:…`.
    Task<Result<TransferResult>> pull_image(std::string reference, std::string credentials);

private:
    struct Answer {
        int status = 0;
        std::string body;
    };
    Task<Result<std::string>> prefix();
    Task<Result<Answer>> ask(std::string method, std::string path, std::string body, Millis limit,
                             std::string content_type = "application/json");
    Task<Result<TransferResult>> transfer(std::string target, std::string credentials);
    Task<Result<std::unique_ptr<net::ResponseStream>>> open_build(std::string target,
                                                                  net::BodySource context);
    Task<Result<BuildResult>> build_with_buildkit(std::string base, BuildOptions options,
                                                  net::BodySource context,
                                                  std::function<void(std::string)> line);
    Task<Result<BuildResult>> send_context(std::string target, net::BodySource context);
    Task<Result<BuildResult>> read_opened(std::string target,
                                          std::function<void(std::string)> line);
    Task<Result<BuildResult>> read_build(std::unique_ptr<net::ResponseStream> stream,
                                         std::function<void(std::string)> line);

    net::Client& http_;
    Clock& clock_;
    ClientConfig config_;
    std::string prefix_;
    bool podman_ = false;  ///< known with the prefix
    int builds_ = 0;       ///< under way
    int removals_ = 0;     ///< of images, under way
};

/// `value` with everything but unreserved characters percent-encoded.
std::string query_encoded(std::string_view value);

}  // namespace toolshed::docker
