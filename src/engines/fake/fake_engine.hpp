// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "engines/fake/fake_world.hpp"

namespace toolshed::engines::fake {

/// One daemon's view of the world's container engine: it lists only what carries its installation.
/// Operations for faults: `engine.` and the method's name.
class FakeEngine final : public Engine {
public:
    FakeEngine(FakeWorld& world, std::string installation)
        : world_(world), installation_(std::move(installation)) {}

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
    std::string shim_digest() const override { return world_.shim_digest; }

private:
    Task<Result<EngineInfo>> do_info();
    Task<Result<ImageInfo>> do_inspect_image(std::string reference);
    Task<Result<void>> do_tag_image(Digest image, std::string name);
    Task<Result<void>> do_remove_image(std::string name);
    Task<Result<std::vector<ImageInfo>>> do_list_images();
    Task<Result<void>> do_create(WorkloadSpec spec);
    Task<Result<void>> do_start(std::string name);
    Task<Result<WorkloadState>> do_inspect(std::string name);
    Task<Result<void>> do_remove(std::string name);
    Task<Result<std::vector<WorkloadState>>> do_list();
    Task<Result<std::unique_ptr<WorkloadLink>>> do_connect(std::string name, Millis limit);

    /// Settled, or `not_found` `workload_missing`.
    Result<std::shared_ptr<FakeWorkload>> find(const std::string& name);
    ImageInfo info_of(const FakeImage& image) const;

    FakeWorld& world_;
    std::string installation_;
};

}  // namespace toolshed::engines::fake
