// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/launch_plan.hpp"

namespace toolshed {

/// An image as a registry holds it.
struct PushedImage {
    std::string repository;  ///< with the registry's host: `registry.example/toolshed/srv-1`
    Digest digest;           ///< `manifest`, read back from the registry
};

/// Where verified images are kept beside the engine. Names hold the registry's host, so an engine
/// finds it by them. Errors: `unavailable` `registry_unavailable` (not reachable, not believed, or
/// no registry), `denied` `registry_denied` (what to set), `conflict` `digest_mismatch` (what the
/// registry holds is not what was asked for), and those of the engine.
class ImageRegistry {
public:
    virtual ~ImageRegistry() = default;

    /// The full name under which `name` (`srv-1:tag`) is kept here.
    virtual std::string full_name(std::string name) const = 0;

    /// Pushes the local image that has the full name `name`. Repeating it is harmless, and so is a
    /// tag that exists: it then names this image. Also `unavailable` `push_failed`.
    virtual Task<Result<void>> push(std::string name) = 0;

    /// What the registry itself holds under the full name `name`, if that is `image` (an engine's
    /// image id); nothing when the name is not there. `digest_mismatch` when it is another image,
    /// or when manifest and digest do not belong together.
    virtual Task<Result<std::optional<PushedImage>>> find(std::string name, Digest image) = 0;

    /// Whether `repository@sha256:…` is there.
    virtual Task<Result<bool>> has(std::string reference) = 0;

    /// Lets the engine pull `repository@sha256:…`. Idempotent. Also `not_found` `image_missing`,
    /// `unavailable` `pull_failed`.
    virtual Task<Result<void>> pull(std::string reference) = 0;

    /// For `doctor`: whether the registry answers, with these credentials. One line about it.
    virtual Task<Result<std::string>> check() = 0;
};

}  // namespace toolshed
