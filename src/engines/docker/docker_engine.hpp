// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "docker/client.hpp"
#include "engines/docker/link_folders.hpp"
#include "engines/docker/network_access.hpp"
#include "engines/docker/shim_volume.hpp"
#include "ports/engine.hpp"
#include "ports/identity.hpp"

namespace toolshed::engines::docker {

struct EngineConfig {
    std::filesystem::path link_root;  ///< where the folders of the workloads' sockets lie; 0700
    std::string shim;                 ///< the shim's bytes
    std::string shim_digest;          ///< its SHA-256, hexadecimal
    NetworkSettings network = {};
};

/// Workloads as containers of the Docker Engine API. One thread.
class DockerEngine final : public Engine {
public:
    /// All references outlive the engine.
    DockerEngine(toolshed::docker::Client& client, net::Client& http, Clock& clock,
                 const Installation& installation, EngineConfig config)
        : client_(client),
          http_(http),
          clock_(clock),
          installation_(installation),
          config_(std::move(config)),
          folders_(config_.link_root),
          volume_(client, config_.shim, config_.shim_digest, installation_.id) {}

    Task<Result<EngineInfo>> info() override;
    Task<Result<ImageInfo>> inspect_image(std::string reference) override;
    Task<Result<void>> tag_image(Digest image, std::string name) override;
    Task<Result<void>> remove_image(std::string name) override;
    Task<Result<std::vector<ImageInfo>>> list_images() override;
    Task<Result<void>> create(WorkloadSpec spec) override;
    Task<Result<void>> start(std::string name) override;
    Task<Result<WorkloadState>> inspect(std::string name) override;
    Task<Result<void>> remove(std::string name) override;
    Task<Result<std::vector<WorkloadState>>> list() override;
    Task<Result<std::unique_ptr<WorkloadLink>>> connect(std::string name, Millis limit) override;
    std::string shim_digest() const override { return config_.shim_digest; }

private:
    Result<NetworkAccess> access_now() const;
    ImageInfo image_info(const toolshed::docker::Image& image) const;
    Task<Result<void>> adopt_existing(std::string name, std::string plan);

    toolshed::docker::Client& client_;
    net::Client& http_;
    Clock& clock_;
    const Installation& installation_;
    EngineConfig config_;
    LinkFolders folders_;
    ShimVolume volume_;
};

}  // namespace toolshed::engines::docker
