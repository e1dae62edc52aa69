// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "docker/client.hpp"
#include "ports/image_registry.hpp"
#include "registries/oci/registry_client.hpp"

namespace toolshed::registries::oci {

/// A registry of the OCI distribution protocol. The engine moves the layers, over its own API; what
/// then lies there is asked of the registry itself, since engines differ in what they tell. One
/// thread.
class OciRegistry final : public ImageRegistry {
public:
    /// `config` has passed `check_config`; all references outlive the registry.
    OciRegistry(docker::Client& engine, net::Client& http, Clock& clock,
                const RegistryConfig& config)
        : engine_(engine), config_(config), client_(http, clock, config) {}

    std::string full_name(std::string name) const override;
    Task<Result<void>> push(std::string name) override;
    Task<Result<std::optional<PushedImage>>> find(std::string name, Digest image) override;
    Task<Result<bool>> has(std::string reference) override;
    Task<Result<void>> pull(std::string reference) override;
    Task<Result<std::string>> check() override;

private:
    /// `repository` without the host, if this registry is meant.
    std::optional<std::string> repository_of(const std::string& name) const;
    Task<Result<net::Response>> manifest(std::string method, std::string repository,
                                         std::string reference);
    Task<Result<std::optional<std::string>>> digest_of_tag(std::string repository, std::string tag);
    Task<Result<void>> check_manifest(std::string repository, std::string digest, Digest image);
    std::string credentials_for(const std::string& name) const;
    Error transfer_error(const std::string& words, const std::string& code) const;

    docker::Client& engine_;
    const RegistryConfig& config_;
    RegistryClient client_;
};

}  // namespace toolshed::registries::oci
