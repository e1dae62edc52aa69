// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/docker_builder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/blocking.hpp"
#include "base/signal.hpp"
#include "builders/docker/build_cache.hpp"
#include "builders/docker/dockerfile_needs.hpp"
#include "docker/ignore.hpp"
#include "docker/labels.hpp"

namespace toolshed::builders::docker {

using toolshed::docker::BuildResult;
using toolshed::docker::IgnoreRules;

namespace {

constexpr int raced_builds_max = 5;
constexpr std::size_t named_images_max = 1'000;  ///< a line of a build's that names one is cheap

constexpr std::uint64_t dockerfile_bytes_max = 1024 * 1024;
constexpr std::uint64_t ignore_bytes_max = 256 * 1024;

/// What is known of a context before the engine sees it.
struct Context {
    std::string dockerfile = {};  ///< its path in the context; empty = there is none
    bool dockerfile_too_large = false;
    std::optional<std::string> need;  ///< what only BuildKit can build
    bool ignore_too_large = false;
    std::string ignore = {};
};

/// A link to a file of the same context is as good as the file.
std::string dockerfile_in(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    std::error_code none;
    const fs::path real = fs::canonical(folder / "Dockerfile", none);
    if (none || !fs::is_regular_file(real, none)) return {};
    const fs::path inside = real.lexically_relative(fs::canonical(folder, none));
    return inside.empty() || *inside.begin() == ".." ? std::string() : inside.string();
}

/// Only regular files count: a link or a device in their place is never opened.
Context look_at(const std::filesystem::path& folder) {
    namespace fs = std::filesystem;
    const auto is_file = [](const fs::path& path) {
        std::error_code ignored;
        return fs::is_regular_file(fs::symlink_status(path, ignored));
    };
    Context context{dockerfile_in(folder)};
    if (context.dockerfile.empty()) return context;
    std::error_code ignored;
    const fs::path dockerfile = folder / context.dockerfile;
    context.dockerfile_too_large = fs::file_size(dockerfile, ignored) > dockerfile_bytes_max;
    if (!context.dockerfile_too_large) {
        std::ifstream text(dockerfile, std::ios::binary);
        context.need = needs_buildkit(std::string(std::istreambuf_iterator<char>(text), {}));
    }
    const fs::path rules = folder / ".dockerignore";
    if (!is_file(rules)) return context;
    context.ignore_too_large = fs::file_size(rules, ignored) > ignore_bytes_max;
    std::ifstream file(rules, std::ios::binary);
    if (!context.ignore_too_large) context.ignore.assign(std::istreambuf_iterator<char>(file), {});
    return context;
}

bool wants_buildkit(BuilderKind kind, const Context& context) {
    return kind == BuilderKind::buildkit || (kind == BuilderKind::automatic && context.need);
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// The cache named an image by its id that is no longer there.
bool is_cache_race(const std::string& message) {
    return contains(message, "No such image: sha256:") ||
           contains(message, "unknown parent image ID sha256:") ||
           contains(message, "failed to get digest sha256:");
}

bool is_missing_base(const std::string& message) {
    for (const std::string_view sign :
         {"pull access denied", "manifest unknown", "manifest for", "no such host",
          "connection refused", "i/o timeout", "Client.Timeout", "network is unreachable",
          "TLS handshake", "x509:", "unauthorized", "repository does not exist", "toomanyrequests",
          "Temporary failure in name resolution", "no matching manifest"})
        if (contains(message, sign)) return true;
    return false;
}

/// `Step 2/5 : RUN make`, Podman's `STEP 2/5: RUN make` → `RUN make`; nothing else.
std::string instruction_of(const std::string& line) {
    const bool classic = line.starts_with("Step ");
    if (!classic && !line.starts_with("STEP ")) return {};
    const std::string_view sign = classic ? " : " : ": ";
    const auto colon = line.find(sign);
    return colon == std::string::npos ? std::string() : line.substr(colon + sign.size());
}

/// Follows a build's output: its last instruction, the images it names, and its size against the
/// limit.
struct Follower {
    LineSink& line;
    Signal& too_large;
    std::uint64_t bytes_max;
    std::function<void(std::string)> image;
    std::uint64_t bytes = 0;
    std::size_t images = 0;
    std::string instruction = {};
    bool ran = false;  ///< a RUN

    void take(std::string text) {
        ran = ran || text.find("] RUN ") != std::string::npos;
        bytes += text.size() + 1;
        if (auto named = image_named_in(text); !named.empty() && ++images <= named_images_max)
            image(std::move(named));
        if (auto found = instruction_of(text); !found.empty()) instruction = std::move(found);
        ran = ran || instruction.starts_with("RUN");
        if (bytes > bytes_max)
            too_large.raise();
        else
            line(std::move(text));
    }
};

}  // namespace

Error explain_failure(const BuildResult& result, const std::string& last_instruction) {
    const std::string& message = result.error;
    if (contains(message, "no active sessions"))
        return {Category::invalid, "build_failed",
                "'" + result.instruction +
                    "' asks for a secret or an agent of whoever builds: "
                    "builds are given none, so make it optional or leave it out"};
    if (contains(message, "frontend gateway.v0") && is_missing_base(message))
        return {Category::unavailable, "base_image_unavailable",
                "the Dockerfile's '# syntax=' names an image that cannot be had: " + message +
                    "; load it into the engine under that name, or leave the line out"};
    if (contains(message, "no space left on device"))
        return {Category::exhausted, "disk_full",
                "the build filled the container engine's disk: " + message};
    const bool at_from =
        last_instruction.starts_with("FROM") || last_instruction.starts_with("from");
    const bool before_instructions = last_instruction.empty() && result.exit_code == 0;
    if (is_missing_base(message) && (at_from || before_instructions))
        return {Category::unavailable, "base_image_unavailable",
                "the base image of '" + last_instruction + "' cannot be had: " + message +
                    "; load it into the engine under that name, or name one that can be pulled"};
    if (last_instruction.empty())
        return {Category::invalid, "build_failed", "the Dockerfile cannot be built: " + message};
    std::string text = "'" + last_instruction + "' failed";
    if (result.exit_code != 0) text += " with exit code " + std::to_string(result.exit_code);
    return {Category::invalid, "build_failed", text + ": " + message};
}

namespace {

/// Keeps an element in a set for as long as it lives.
class Member {
public:
    Member(std::set<std::string>& set, std::string name)
        : set_(set), at_(set.insert(std::move(name)).first) {}
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    ~Member() { set_.erase(at_); }

private:
    std::set<std::string>& set_;
    std::set<std::string>::iterator at_;
};

}  // namespace

Task<Result<BuiltImage>> DockerBuilder::build(BuildRequest request, LineSink line) {
    const Member building(building_, request.run.str());
    for (int attempt = 1;; ++attempt) {
        auto built = co_await build_once(request, line);
        // The engine's cache may name an image that a removal has just taken; the next attempt no
        // longer finds it there.
        const bool raced =
            !built && built.error().code == "build_failed" && is_cache_race(built.error().message);
        if (!raced || attempt == raced_builds_max) co_return built;
        line("[the engine's cache changed during the build; building again]");
    }
}

toolshed::docker::BuildOptions DockerBuilder::options_for(const BuildRequest& request,
                                                          const std::string& dockerfile) const {
    toolshed::docker::BuildOptions options;
    options.dockerfile = dockerfile;
    options.tag = request.image_name;
    options.labels =
        toolshed::docker::image_labels(installation_.id, request.server.str(), request.run.str());
    options.memory_bytes = limits_.memory_bytes;
    options.network = limits_.network == BuildNetwork::none ? "none" : "";
    options.use_cache = request.use_cache;
    return options;
}

Task<Result<BuiltImage>> DockerBuilder::build_once(BuildRequest request, LineSink line) {
    const auto folder = request.context;
    const Context context = co_await run_blocking(pool_, [folder] { return look_at(folder); });
    if (context.dockerfile.empty())
        co_return fail(Category::invalid, "no_dockerfile",
                       "looked for a file 'Dockerfile' in the source's folder and found none; add "
                       "one, or name its folder after '#'");
    if (context.dockerfile_too_large)
        co_return fail(Category::exhausted, "context_too_large",
                       "the file 'Dockerfile' is over 1 MiB");
    if (context.ignore_too_large)
        co_return fail(Category::exhausted, "context_too_large",
                       "the file '.dockerignore' is over 256 KiB");
    const auto rules = std::make_shared<IgnoreRules>(context.ignore);
    // The Dockerfile itself always goes along, whatever the rules say.
    const auto skip = [rules, dockerfile = context.dockerfile](const std::string& path) {
        return path != dockerfile && path != ".dockerignore" && rules->ignores(path);
    };
    auto stream = toolshed::docker::tar_stream(
        pool_, folder, skip, {limits_.context_bytes_max, limits_.context_files_max});
    auto options = options_for(request, context.dockerfile);
    const auto podman = co_await client_.is_podman();
    if (!podman) co_return fail(podman.error());
    if (wants_buildkit(limits_.kind, context) && !*podman) {
        options.buildkit_id = "toolshed-" + request.run.str() + "-" + std::to_string(++attempts_);
        line("[built by BuildKit" + (context.need ? ", for " + *context.need : std::string()) +
             "; builder.memory_bytes is not kept]");
    }
    const std::string run = request.run.str();
    ledger_.begin({run, request.server.str(), clock_.now(), {}, !options.buildkit_id.empty()});
    Signal too_large(co_await boost::asio::this_coro::executor);
    Follower follower{line, too_large, limits_.log_bytes_max,
                      [&](const std::string& image) { ledger_.note(run, image, clock_.now()); }};
    const auto sink = [&follower](std::string text) { follower.take(std::move(text)); };
    auto ended =
        co_await unless(too_large, client_.build(std::move(options), std::move(stream), sink));
    ledger_.note(run, {}, clock_.now());
    if (!ended)
        co_return fail(Category::exhausted, "build_log_too_large",
                       "the build's output is larger than builder.log_bytes_max");
    if (!*ended) co_return fail(ended->error());
    const BuildResult& result = **ended;
    if (!result.error.empty() && limits_.kind == BuilderKind::classic && context.need)
        co_return fail(Category::invalid, "build_failed",
                       "'" + *context.need +
                           "' needs BuildKit, and builder.kind is 'classic': " + result.error);
    if (!result.error.empty())
        co_return fail(explain_failure(
            result, result.instruction.empty() ? follower.instruction : result.instruction));
    if (result.image_id.empty())
        co_return fail(Category::unavailable, "engine_unavailable",
                       "the container engine ended the build without a result");
    auto built = co_await check(result.image_id);
    if (built) built->open_network = follower.ran && limits_.network == BuildNetwork::open;
    co_return built;
}

Task<Result<BuiltImage>> DockerBuilder::check(std::string image_id) {
    const auto image = co_await client_.inspect_image(image_id);
    if (!image) co_return fail(image.error());
    if (image->size_bytes > limits_.image_bytes_max)
        co_return fail(Category::exhausted, "image_too_large",
                       "the image is larger than builder.image_bytes_max");
    co_return BuiltImage{{Digest::Kind::image_id, image->id}, image->size_bytes};
}

Task<Result<std::optional<BuiltImage>>> DockerBuilder::find_built(RunId run) {
    const auto images = co_await client_.list_images(toolshed::docker::run_filter(run.str()));
    if (!images) co_return fail(images.error());
    for (const auto& image : *images) {
        const auto owner = image.labels.find(toolshed::docker::label_image_installation);
        if (owner == image.labels.end() || owner->second != installation_.id) continue;
        auto built = co_await check(image.id);
        if (!built) co_return fail(built.error());
        co_return std::optional<BuiltImage>(std::move(*built));
    }
    co_return std::optional<BuiltImage>{};
}

Task<Result<std::vector<Capability>>> DockerBuilder::capabilities() {
    const auto podman = co_await client_.is_podman();
    if (!podman) co_return fail(podman.error());
    const bool guarded = limits_.network == BuildNetwork::none;
    const bool bounded = *podman || limits_.kind == BuilderKind::classic;
    std::vector<Capability> rows;
    rows.push_back({"build_network", guarded,
                    guarded ? "builds have no network (builder.network)"
                            : "a build reaches what the engine's default network reaches, private "
                              "addresses too: guard the engine's bridge, or set builder.network to "
                              "none and vendor what builds need"});
    rows.push_back({"build_memory_limit", bounded,
                    bounded ? "builder.memory_bytes"
                            : "builds that need BuildKit have no limit of memory; builder.kind "
                              "classic refuses them"});
    rows.push_back({"build_process_limit", false,
                    "the engine's builders have none: limit the engine's control group"});
    co_return rows;
}

Task<Result<std::vector<CachedPart>>> DockerBuilder::cache() {
    auto ledger = co_await run_blocking(pool_, [ledger = ledger_] { return ledger.entries(); });
    std::erase_if(ledger, [&](const auto& entry) { return building_.contains(entry.run); });
    std::vector<CachedPart> parts;
    if (ledger.empty()) co_return parts;
    const auto images = co_await client_.list_all_images();
    if (!images) co_return fail(images.error());
    parts = cached_images(ledger, *images);
    std::vector<toolshed::docker::CacheRecord> records;
    if (std::ranges::any_of(ledger, &LedgerEntry::buildkit)) {
        auto listed = co_await client_.list_build_cache();
        if (!listed) co_return fail(listed.error());
        records = std::move(*listed);
    }
    for (auto& part : cached_records(ledger, records)) parts.push_back(std::move(part));
    for (const auto& run : spent_builds(ledger, *images, records)) ledger_.forget(run);
    co_return parts;
}

Task<Result<void>> DockerBuilder::remove_cached(std::string id) {
    if (id.starts_with(buildkit_part))
        return client_.remove_cache_record(id.substr(buildkit_part.size()));
    return client_.remove_image(std::move(id));
}

}  // namespace toolshed::builders::docker
