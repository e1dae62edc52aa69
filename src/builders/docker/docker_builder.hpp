// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <set>
#include <string>

#include "builders/docker/build_ledger.hpp"
#include "docker/client.hpp"
#include "docker/tar.hpp"
#include "ports/builder.hpp"
#include "ports/identity.hpp"

namespace toolshed::builders::docker {

/// Who builds: `automatic` = the classic builder, which keeps the memory limit, and BuildKit where
/// a Dockerfile cannot be built without.
enum class BuilderKind { automatic, classic, buildkit };

/// What a build's instructions may reach: what the engine's default network reaches, private
/// addresses too, or nothing. Base images are pulled by the engine all the same.
enum class BuildNetwork { open, none };

struct BuilderLimits {
    BuilderKind kind = BuilderKind::automatic;
    BuildNetwork network = BuildNetwork::open;
    std::uint64_t context_bytes_max = 512ULL * 1024 * 1024;
    std::size_t context_files_max = 100'000;
    std::uint64_t log_bytes_max = 4ULL * 1024 * 1024;
    std::int64_t image_bytes_max = 8LL * 1024 * 1024 * 1024;
    /// Of each instruction, kept by the classic builder only.
    std::int64_t memory_bytes = 2LL * 1024 * 1024 * 1024;
};

/// Builds through the engine, with its classic builder or its BuildKit. Everything it makes carries
/// labels of the installation, the server and the run.
class DockerBuilder final : public Builder {
public:
    /// `ledger` is a folder of the builder's own. All references outlive the builder.
    DockerBuilder(toolshed::docker::Client& client, boost::asio::thread_pool& pool, Clock& clock,
                  const Installation& installation, BuilderLimits limits,
                  std::filesystem::path ledger)
        : client_(client),
          pool_(pool),
          clock_(clock),
          installation_(installation),
          limits_(limits),
          ledger_(std::move(ledger)) {}

    Task<Result<BuiltImage>> build(BuildRequest request, LineSink line) override;
    Task<Result<std::optional<BuiltImage>>> find_built(RunId run) override;
    Task<Result<std::vector<Capability>>> capabilities() override;
    Task<Result<std::vector<CachedPart>>> cache() override;
    Task<Result<void>> remove_cached(std::string id) override;

private:
    Task<Result<BuiltImage>> build_once(BuildRequest request, LineSink line);
    Task<Result<BuiltImage>> check(std::string image_id);
    toolshed::docker::BuildOptions options_for(const BuildRequest& request,
                                               const std::string& dockerfile) const;

    toolshed::docker::Client& client_;
    boost::asio::thread_pool& pool_;
    Clock& clock_;
    const Installation& installation_;
    BuilderLimits limits_;
    BuildLedger ledger_;
    std::set<std::string> building_ = {};  ///< runs
    std::uint64_t attempts_ = 0;           ///< the engine takes each name of a BuildKit build once
};

/// What a failed build's own words mean: `base_image_unavailable`, `build_failed` with instruction
/// and exit code, `disk_full`. `last_instruction` is the one that the output named last; BuildKit's
/// result names the failed one itself.
Error explain_failure(const toolshed::docker::BuildResult& result,
                      const std::string& last_instruction);

}  // namespace toolshed::builders::docker
