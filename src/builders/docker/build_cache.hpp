// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "builders/docker/build_ledger.hpp"
#include "docker/types.hpp"
#include "ports/builder.hpp"

/// Which parts of an engine's cache are ours, as pure rules.
namespace toolshed::builders::docker {

/// What the id of a record of BuildKit's begins with; the rest is the engine's.
inline constexpr std::string_view buildkit_part = "buildkit:";

/// The images that the ledger names and that nothing needs: without a name, without a child, made
/// since their build began. One that somebody else made at that very time and that a build's output
/// names is taken for ours; its loss costs its owner a rebuild.
std::vector<CachedPart> cached_images(const std::vector<LedgerEntry>& ledger,
                                      const std::vector<toolshed::docker::StoredImage>& images);

/// The records that BuildKit made while a build of ours ran.
std::vector<CachedPart> cached_records(const std::vector<LedgerEntry>& ledger,
                                       const std::vector<toolshed::docker::CacheRecord>& records);

/// The builds of which nothing is left.
std::vector<std::string> spent_builds(const std::vector<LedgerEntry>& ledger,
                                      const std::vector<toolshed::docker::StoredImage>& images,
                                      const std::vector<toolshed::docker::CacheRecord>& records);

}  // namespace toolshed::builders::docker
