// SPDX-License-Identifier: Apache-2.0
#include "engines/docker/docker_engine.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "base/within.hpp"
#include "docker/labels.hpp"
#include "engines/docker/sandbox.hpp"
#include "link/shim_link.hpp"
#include "shim/protocol/messages.hpp"

namespace toolshed::engines::docker {
namespace {

/// `8000/tcp` and `8000` are TCP; other protocols and what is no port are left out.
std::vector<std::int64_t> tcp_ports(const std::vector<std::string>& exposed) {
    std::vector<std::int64_t> ports;
    for (const std::string& text : exposed) {
        std::int64_t port = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
        const std::string_view rest(end, text.data() + text.size());
        if (error == std::errc{} && (rest.empty() || rest == "/tcp") && port > 0 && port < 65'536)
            ports.push_back(port);
    }
    std::ranges::sort(ports);
    return ports;
}

WorkloadKind kind_of(const toolshed::docker::Labels& labels) {
    const auto found = labels.find(toolshed::docker::label_kind);
    return found != labels.end() && found->second == to_string(WorkloadKind::session)
               ? WorkloadKind::session
               : WorkloadKind::verification;
}

WorkloadState state_of(const toolshed::docker::Container& container) {
    return {container.name,      kind_of(container.labels), container.running,
            container.exit_code, container.oom_killed,      container.error};
}

/// Why a workload ended that was never told what to run.
std::optional<Error> shim_failure(const WorkloadState& state) {
    if (state.running) return std::nullopt;
    if (state.exit_code == shim::exit_without_network_rules)
        return Error{
            Category::unavailable, "network_rules_failed",
            "the rules of network profile 'public' cannot be set on this engine: its kernel "
            "needs nf_tables with nft_ct and nft_reject; or use network profile 'none'"};
    if (state.exit_code == shim::exit_cannot_serve)
        return Error{Category::unavailable, "start_failed",
                     "the shim cannot serve in this container: the image must leave " +
                         std::string(shim::socket_directory) + " and " +
                         std::string(shim::home_directory) + " alone, links to them included"};
    return std::nullopt;
}

Task<void> pause(Clock& clock, Millis& length) {
    co_await clock.sleep(length);
    length = std::min(length * 2, Millis(20));
}

}  // namespace

Task<Result<EngineInfo>> DockerEngine::info() {
    const auto version = co_await client_.version();
    if (!version) co_return fail(version.error());
    const auto features = co_await client_.features();
    if (!features) co_return fail(features.error());
    const auto row = [](const char* name, bool available, std::string detail) {
        return Capability{name, available, std::move(detail)};
    };
    const bool root = ::geteuid() == 0;
    const auto access = access_now();
    EngineInfo info{version->podman ? "podman" : "docker",
                    version->version,
                    version->api_version,
                    version->os + "/" + version->architecture,
                    {}};
    info.capabilities = {
        row("uid_separation", root,
            root ? "" : "the daemon is not root and cannot give a folder away"),
        row("memory_limit", features->memory_limit,
            features->memory_limit ? "" : "no memory controller"),
        row("swap_limit", features->swap_limit,
            features->swap_limit
                ? ""
                : "a server may swap; mount the control group with swap accounting"),
        row("cpu_limit", features->cpu_limit, features->cpu_limit ? "" : "no processor quota"),
        row("process_limit", features->processes_limit,
            features->processes_limit ? "" : "no pids controller"),
        row("network_none", true, ""),
        row("network_public", access.has_value(), access ? "" : access.error().message),
        row("seccomp",
            std::ranges::any_of(features->security_options,
                                [](const auto& each) { return each.find("seccomp") != each.npos; }),
            "the engine's default profile"),
    };
    info.root = features->root_directory;
    co_return info;
}

/// Addresses come and go, so they are asked for each time.
Result<NetworkAccess> DockerEngine::access_now() const {
    return network_access(config_.network, read_resolv_conf(), read_own_addresses());
}

ImageInfo DockerEngine::image_info(const toolshed::docker::Image& image) const {
    ImageInfo info;
    info.digest = {Digest::Kind::image_id, image.id};
    info.argv = image.entrypoint;
    info.argv.insert(info.argv.end(), image.command.begin(), image.command.end());
    info.env = image.env;
    info.working_directory = image.working_directory;
    info.user = image.user;
    info.stop_signal = image.stop_signal;
    info.volumes = image.volumes;
    info.ports = tcp_ports(image.exposed_ports);
    info.names = image.tags;
    info.references = image.references;
    info.platform = image.os + "/" + image.architecture;
    info.size_bytes = image.size_bytes;
    const auto label = [&](const std::string& name) {
        const auto found = image.labels.find(name);
        return found == image.labels.end() ? std::string() : found->second;
    };
    info.run = label(toolshed::docker::label_run);
    info.server = label(toolshed::docker::label_server);
    info.ours = label(toolshed::docker::label_image_installation) == installation_.id;
    return info;
}

Task<Result<ImageInfo>> DockerEngine::inspect_image(std::string reference) {
    const auto image = co_await client_.inspect_image(std::move(reference));
    if (!image) co_return fail(image.error());
    co_return image_info(*image);
}

Task<Result<void>> DockerEngine::tag_image(Digest image, std::string name) {
    return client_.tag_image(std::move(image.value), std::move(name));
}

Task<Result<void>> DockerEngine::remove_image(std::string name) {
    return client_.remove_image(std::move(name));
}

Task<Result<std::vector<ImageInfo>>> DockerEngine::list_images() {
    const auto images =
        co_await client_.list_images(toolshed::docker::image_filter(installation_.id));
    if (!images) co_return fail(images.error());
    std::vector<ImageInfo> infos;
    for (const auto& image : *images) infos.push_back(image_info(image));
    co_return infos;
}

Task<Result<void>> DockerEngine::create(WorkloadSpec spec) {
    const auto known = co_await client_.inspect_container(spec.name);
    const std::string plan = plan_hash(spec.plan);
    if (known) co_return co_await adopt_existing(spec.name, plan);
    if (known.error().category != Category::not_found) co_return fail(known.error());
    std::optional<NetworkAccess> access;
    if (spec.plan.network == NetworkProfile::public_only) {
        auto found = access_now();
        if (!found) co_return fail(std::move(found).error());
        access = *std::move(found);
    }
    const auto volume = co_await volume_.ensure();
    if (!volume) co_return fail(volume.error());
    const auto folder = folders_.make(spec.name);
    if (!folder) co_return fail(folder.error());
    auto container = sandbox(spec, *volume, folder->string());
    if (access) open_network(container, *access);
    container.labels[toolshed::docker::label_installation] = installation_.id;
    container.labels[toolshed::docker::label_plan] = plan;
    const auto created = co_await client_.create_container(std::move(container));
    if (!created) {
        folders_.remove(spec.name);
        co_return fail(created.error());
    }
    co_return Result<void>{};
}

/// A container of that name with that plan is what an earlier attempt made.
Task<Result<void>> DockerEngine::adopt_existing(std::string name, std::string plan) {
    const auto container = co_await client_.inspect_container(name);
    if (!container) co_return fail(container.error());
    const auto label = container->labels.find(toolshed::docker::label_plan);
    const auto owner = container->labels.find(toolshed::docker::label_installation);
    const bool ours = owner != container->labels.end() && owner->second == installation_.id &&
                      label != container->labels.end() && label->second == plan;
    if (!ours)
        co_return fail(Category::conflict, "name_taken",
                       "a container named '" + name + "' with another plan exists");
    co_return Result<void>{};
}

Task<Result<void>> DockerEngine::start(std::string name) {
    auto started = co_await client_.start_container(std::move(name));
    if (!started && started.error().code == "engine_failed")
        co_return fail(Category::unavailable, "start_failed", started.error().message);
    if (!started && started.error().code == "engine_refused")
        co_return fail(Category::unavailable, "start_failed", started.error().message);
    co_return started;
}

Task<Result<WorkloadState>> DockerEngine::inspect(std::string name) {
    const auto container = co_await client_.inspect_container(std::move(name));
    if (!container) co_return fail(container.error());
    co_return state_of(*container);
}

Task<Result<void>> DockerEngine::remove(std::string name) {
    if (auto gone = co_await client_.remove_container(name); !gone) co_return gone;
    folders_.remove(name);
    co_return Result<void>{};
}

Task<Result<std::vector<WorkloadState>>> DockerEngine::list() {
    // Folders first: one whose container is created in between is then in the list of containers.
    const auto folders = folders_.workloads();
    const auto containers =
        co_await client_.list_containers(toolshed::docker::installation_filter(installation_.id));
    if (!containers) co_return fail(containers.error());
    std::vector<WorkloadState> states;
    std::set<std::string> seen;
    for (const auto& container : *containers) {
        seen.insert(container.name);
        states.push_back(state_of(container));
    }
    for (const auto& name : folders)
        if (!seen.contains(name)) states.push_back({name});
    co_return states;
}

Task<Result<std::unique_ptr<WorkloadLink>>> DockerEngine::connect(std::string name, Millis limit) {
    const TimePoint until = clock_.now() + limit;
    Millis length{1};
    for (int attempt = 0;; ++attempt) {
        auto link = co_await link::open_link(http_, {folders_.socket_of(name)});
        if (link || link.error().code != "link_lost" || clock_.now() >= until) co_return link;
        // Asking the engine costs more than trying again, so it is asked now and then only.
        if (attempt % 16 == 15) {
            const auto state = co_await inspect(name);
            if (!state) co_return fail(state.error());
            if (auto why = shim_failure(*state)) co_return fail(*std::move(why));
            if (!state->running)
                co_return fail(Category::unavailable, "link_lost",
                               "the workload ended with code " + std::to_string(state->exit_code));
        }
        co_await pause(clock_, length);
    }
}

}  // namespace toolshed::engines::docker
