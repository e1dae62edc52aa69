// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/process.hpp"
#include "ports/source_reader.hpp"

namespace toolshed::sources::git {

struct GitConfig {
    std::string program = "git";
    std::filesystem::path home;  ///< an empty private folder
    LocalSources local = LocalSources::refused;
    std::uint64_t bytes_max =
        512ULL * 1024 * 1024;  ///< of a checked-out tree, and of what is fetched
    std::size_t files_max = 50'000;
    std::vector<std::string> extra_env =
        {};                       ///< `GIT_SSL_CAINFO=…`, proxies: what this machine's git needs
    Millis answer_limit{15'000};  ///< for a host's first answer; then it counts as unreachable
    Millis watch_every{200};      ///< how often the size is looked at while git fetches
};

/// Reads Git repositories with the git program in a clean environment: no prompts, credentials,
/// hooks, submodules, filters or LFS; only https, and file when local sources are allowed.
class GitReader final : public SourceReader {
public:
    /// `clock` and `pool` outlive the reader.
    GitReader(Clock& clock, boost::asio::thread_pool& pool, GitConfig config)
        : clock_(clock), pool_(pool), config_(std::move(config)) {}

    Task<Result<std::string>> resolve(Source source) override;
    Task<Result<FetchedTree>> fetch(Source source, std::string commit,
                                    std::filesystem::path target) override;
    Task<Result<void>> discard(std::filesystem::path target) override;
    Task<Result<std::vector<std::string>>> leftovers(std::filesystem::path parent) override;

private:
    ProcessSpec command(std::vector<std::string> arguments, std::string directory) const;
    Task<Result<ProcessEnd>> run(std::vector<std::string> arguments, std::string directory);
    Task<Result<ProcessEnd>> run_watched(std::vector<std::string> arguments, std::string directory);
    Task<Result<void>> download(Source source, std::string commit, std::string directory);
    Task<Result<void>> watch_size(std::filesystem::path folder);

    Clock& clock_;
    boost::asio::thread_pool& pool_;
    GitConfig config_;
};

/// The commit that `ref` names in the output of `git ls-remote`: a peeled annotated tag (`^{}`)
/// before a branch before a tag before the name as it is. Empty when none of them is there.
std::string find_ref(const std::string& listing, const std::string& ref);

/// What git's words on standard error mean.
Error explain_git(const std::string& errors, const std::string& what);

}  // namespace toolshed::sources::git
