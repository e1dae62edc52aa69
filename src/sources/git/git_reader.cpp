// SPDX-License-Identifier: Apache-2.0
#include "sources/git/git_reader.hpp"

#include <algorithm>
#include <array>
#include <sstream>

#include "base/blocking.hpp"
#include "base/signal.hpp"
#include "base/text.hpp"
#include "base/within.hpp"
#include "sources/git/tree_check.hpp"

namespace toolshed::sources::git {

namespace fs = std::filesystem;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

bool is_commit(std::string_view text) {
    return text.size() == 40 && std::ranges::all_of(text, [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

std::string last_line(const std::string& text) {
    std::string line, last;
    for (std::istringstream lines(text); std::getline(lines, line);)
        if (!line.empty()) last = line;
    return valid_utf8(last.substr(0, 300));
}

/// `error: object 4a8d…: hasDotgit: contains '.git'`, without what the far side says of itself.
std::string refused_object(const std::string& errors) {
    std::string line;
    for (std::istringstream lines(errors); std::getline(lines, line);)
        if (line.starts_with("error: object ")) return valid_utf8(line.substr(7, 300));
    return last_line(errors);
}

Error ref_not_found(const std::string& url, const std::string& ref) {
    std::string words = url + " has no branch or tag '" + ref + "'";
    if (ref == "HEAD")
        words = url + " has no commit that its HEAD names: it is empty, or name a branch";
    const bool hexadecimal = ref.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (hexadecimal && ref.size() >= 4 && ref.size() < 40)
        words += "; a commit must be given in full, with its 40 digits";
    return {Category::not_found, "source_not_found", std::move(words)};
}

}  // namespace

std::string find_ref(const std::string& listing, const std::string& ref) {
    const std::array<std::string, 5> wanted = {"refs/tags/" + ref + "^{}", "refs/heads/" + ref,
                                               "refs/tags/" + ref, ref + "^{}", ref};
    for (const auto& name : wanted) {
        std::string line;
        for (std::istringstream lines(listing); std::getline(lines, line);) {
            const auto tab = line.find('\t');
            if (tab == 40 && line.substr(tab + 1) == name && is_commit(line.substr(0, 40)))
                return line.substr(0, 40);
        }
    }
    return {};
}

Error explain_git(const std::string& errors, const std::string& what) {
    const std::string last = last_line(errors);
    if (contains(errors, "No space left on device"))
        return {Category::exhausted, "disk_full", what + ": the disk is full"};
    if (contains(errors, "fsck error"))
        return {Category::invalid, "unsafe_source",
                what + ": git refuses what the repository holds: " + refused_object(errors)};
    for (const std::string_view sign :
         {"not found", "does not exist", "does not appear to be a git repository",
          "could not read Username", "Authentication failed", "terminal prompts disabled",
          "couldn't find remote ref", "not our ref", "error: 403", "error: 401"})
        if (contains(errors, sign))
            return {Category::not_found, "source_not_found",
                    what + ": there is no such repository or ref, or it is private (" + last + ")"};
    return {Category::unavailable, "source_unreachable", what + ": " + last};
}

ProcessSpec GitReader::command(std::vector<std::string> arguments, std::string directory) const {
    ProcessSpec spec;
    spec.argv = {config_.program};
    // Options that no file of the repository can take back.
    for (const char* option : {"core.hooksPath=/dev/null",
                               "core.fsmonitor=false",
                               "core.symlinks=true",
                               "core.autocrlf=false",
                               "protocol.ext.allow=never",
                               "submodule.recurse=false",
                               "credential.helper=",
                               "http.followRedirects=initial",
                               "transfer.fsckObjects=true",
                               "fetch.fsckObjects=true",
                               "gc.auto=0",
                               "maintenance.auto=false",
                               "advice.detachedHead=false",
                               "filter.lfs.smudge=",
                               "filter.lfs.process=",
                               "filter.lfs.required=false",
                               "safe.directory=*",
                               "init.defaultBranch=main",
                               "http.lowSpeedLimit=1000",
                               "http.lowSpeedTime=20"}) {
        spec.argv.emplace_back("-c");
        spec.argv.emplace_back(option);
    }
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    const bool local = config_.local == LocalSources::allowed;
    spec.env = {"PATH=/usr/local/bin:/usr/bin:/bin",
                "HOME=" + config_.home.string(),
                "XDG_CONFIG_HOME=" + config_.home.string(),
                "LC_ALL=C",
                "GIT_CONFIG_NOSYSTEM=1",
                "GIT_CONFIG_GLOBAL=/dev/null",
                "GIT_TERMINAL_PROMPT=0",
                "GIT_ASKPASS=/bin/false",
                "SSH_ASKPASS=/bin/false",
                "GIT_SSH_COMMAND=/bin/false",
                "GIT_LFS_SKIP_SMUDGE=1",
                "GIT_ATTR_NOSYSTEM=1",
                "GIT_OPTIONAL_LOCKS=0",
                std::string("GIT_ALLOW_PROTOCOL=https") + (local ? ":file" : "")};
    spec.env.insert(spec.env.end(), config_.extra_env.begin(), config_.extra_env.end());
    spec.directory = std::move(directory);
    return spec;
}

Task<Result<ProcessEnd>> GitReader::run(std::vector<std::string> arguments, std::string directory) {
    return run_process(command(std::move(arguments), std::move(directory)));
}

Task<Result<std::string>> GitReader::resolve(Source source) {
    if (is_commit(source.ref)) co_return source.ref;
    const std::string ref = source.ref.empty() ? "HEAD" : source.ref;
    std::vector<std::string> arguments = {"ls-remote", "--quiet", "--", source.url};
    // Patterns keep the answer of a repository with a hundred thousand refs small.
    if (ref == "HEAD") {
        arguments.push_back(ref);
    } else if (ref.starts_with("refs/")) {
        arguments.insert(arguments.end(), {ref, ref + "^{}"});
    } else {
        for (const std::string kind : {"refs/heads/", "refs/tags/"})
            arguments.push_back(kind + ref);
        arguments.push_back("refs/tags/" + ref + "^{}");
    }
    const auto end =
        co_await within(clock_, config_.answer_limit, "no_answer", run(std::move(arguments), {}));
    if (!end && end.error().code == "no_answer")
        co_return fail(Category::unavailable, "source_unreachable",
                       source.url + " did not answer within " +
                           std::to_string(config_.answer_limit.count() / 1000) + " s");
    if (!end) co_return fail(end.error());
    if (end->exit_code != 0) co_return fail(explain_git(end->errors, source.url));
    const std::string commit = find_ref(end->output, ref);
    if (commit.empty()) co_return fail(ref_not_found(source.url, ref));
    co_return commit;
}

Task<Result<void>> GitReader::watch_size(fs::path folder) {
    for (;;) {
        co_await clock_.sleep(config_.watch_every);
        const auto bytes_max = config_.bytes_max;
        const bool large = co_await run_blocking(
            pool_, [folder, bytes_max] { return bytes_below(folder, bytes_max) > bytes_max; });
        if (large)
            co_return fail(Category::exhausted, "source_too_large",
                           "the repository is larger than sources.git.bytes_max");
    }
}

/// Runs git while the folder's size is watched; whichever ends first ends the other.
Task<Result<ProcessEnd>> GitReader::run_watched(std::vector<std::string> arguments,
                                                std::string directory) {
    namespace asio = boost::asio;
    const auto executor = co_await asio::this_coro::executor;
    const fs::path folder = directory;
    auto [order, failed, end, watch_failed, watched] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, toolshed::detail::boxed(run(std::move(arguments), directory)),
                           asio::deferred),
            asio::co_spawn(executor, toolshed::detail::boxed(watch_size(folder)), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] == 1 && watched && !*watched) co_return fail(watched->error());
    if (failed) std::rethrow_exception(failed);
    co_return std::move(*end);
}

/// Exactly the commit; servers that refuse to give a commit by name are asked for the ref, which
/// must still be it.
Task<Result<void>> GitReader::download(Source source, std::string commit, std::string directory) {
    const std::vector<std::string> base = {"fetch",
                                           "--quiet",
                                           "--depth=1",
                                           "--no-tags",
                                           "--no-recurse-submodules",
                                           "--no-write-fetch-head",
                                           "--",
                                           source.url};
    auto exact = base;
    exact.push_back(commit);
    auto end = co_await run_watched(std::move(exact), directory);
    if (!end) co_return fail(end.error());
    if (end->exit_code == 0) co_return Result<void>{};
    const std::string first_errors = end->errors;
    auto by_ref = base;
    by_ref.push_back(source.ref.empty() || is_commit(source.ref) ? "HEAD" : source.ref);
    end = co_await run_watched(std::move(by_ref), directory);
    if (!end) co_return fail(end.error());
    if (end->exit_code != 0) co_return fail(explain_git(first_errors, source.url));
    const auto has = co_await run({"cat-file", "-e", commit + "^{commit}"}, directory);
    if (!has) co_return fail(has.error());
    if (has->exit_code != 0)
        co_return fail(Category::not_found, "source_not_found",
                       source.url + " no longer gives commit " + commit + "; try again");
    co_return Result<void>{};
}

Task<Result<FetchedTree>> GitReader::fetch(Source source, std::string commit, fs::path target) {
    if (!is_commit(commit))
        co_return fail(Category::invalid, "bad_commit", "a commit is 40 hexadecimal digits");
    if (auto emptied = co_await discard(target); !emptied) co_return fail(emptied.error());
    const auto home = config_.home;
    const auto made =
        co_await run_blocking(pool_, [target, home] { return make_folders(target, home); });
    if (!made) co_return fail(made.error());
    const std::string directory = target.string();
    const auto begun = co_await run({"init", "--quiet", "--template=", "."}, directory);
    if (!begun) co_return fail(begun.error());
    if (begun->exit_code != 0) co_return fail(explain_git(begun->errors, "git init"));
    if (auto got = co_await download(source, commit, directory); !got) co_return fail(got.error());
    const auto out =
        co_await run_watched({"checkout", "--quiet", "--force", "--detach", commit}, directory);
    if (!out) co_return fail(out.error());
    if (out->exit_code != 0) co_return fail(explain_git(out->errors, "checkout " + commit));
    const TreeLimits limits{config_.bytes_max, config_.files_max};
    const std::string folder = source.folder;
    co_return co_await run_blocking(
        pool_, [target, folder, limits] { return check_tree(target, folder, limits); });
}

Task<Result<void>> GitReader::discard(fs::path target) {
    co_return co_await run_blocking(pool_, [target]() -> Result<void> {
        std::error_code error;
        fs::remove_all(target, error);
        if (error)
            return fail(Category::unavailable, "scratch_failed",
                        "cannot remove " + target.string() + ": " + error.message());
        return {};
    });
}

Task<Result<std::vector<std::string>>> GitReader::leftovers(fs::path parent) {
    co_return co_await run_blocking(pool_, [parent]() -> Result<std::vector<std::string>> {
        std::vector<std::string> names;
        std::error_code error;
        for (const auto& each : fs::directory_iterator(parent, error))
            names.push_back(each.path().filename().string());
        return names;
    });
}

}  // namespace toolshed::sources::git
