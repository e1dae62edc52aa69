// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engines/fake/fake_world.hpp"
#include "ports/image_registry.hpp"

namespace toolshed::engines::fake {

/// The world's one image registry. Operations for faults: `registry.push`, `registry.find`,
/// `registry.has`, `registry.pull`.
class FakeRegistry final : public ImageRegistry {
public:
    explicit FakeRegistry(FakeWorld& world) : world_(world) {}

    std::string full_name(std::string name) const override;
    Task<Result<void>> push(std::string name) override;
    Task<Result<std::optional<PushedImage>>> find(std::string name, Digest image) override;
    Task<Result<bool>> has(std::string reference) override;
    Task<Result<void>> pull(std::string reference) override;
    Task<Result<std::string>> check() override;

private:
    Task<Result<void>> do_push(std::string name);
    Task<Result<std::optional<PushedImage>>> do_find(std::string name, Digest image);
    Task<Result<bool>> do_has(std::string reference);
    Task<Result<void>> do_pull(std::string reference);

    FakeWorld& world_;
};

}  // namespace toolshed::engines::fake
