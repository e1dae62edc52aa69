// SPDX-License-Identifier: Apache-2.0
#include "engines/docker/sandbox.hpp"

#include "docker/labels.hpp"
#include "shim/protocol/messages.hpp"

namespace toolshed::engines::docker {

using toolshed::docker::ContainerSpec;
using toolshed::docker::Mount;

ContainerSpec sandbox(const WorkloadSpec& spec, const std::string& shim_volume,
                      const std::string& link_folder) {
    const WorkloadLimits& limits = spec.plan.limits;
    const std::string size = "size=" + std::to_string(limits.scratch_bytes);
    const std::string options = "rw,nosuid,nodev,mode=1777," + size;
    ContainerSpec container;
    container.name = spec.name;
    container.image = image_reference(spec.plan);
    container.user = "0:0";
    container.entrypoint = {std::string(shim::shim_path),
                            "serve",
                            "--socket-dir",
                            std::string(shim::socket_directory),
                            "--uid",
                            std::to_string(shim::shim_uid),
                            "--start-wait-ms",
                            std::to_string(spec.start_wait.count())};
    // The shim's own folder must hold whatever the image's working directory is.
    container.working_directory = "/";
    container.tmpfs["/tmp"] = options + ",exec";
    container.tmpfs[std::string(shim::home_directory)] = options + ",exec";
    for (const auto& path : spec.plan.volumes) container.tmpfs[path] = options + ",exec";
    for (const auto& path : spec.plan.writable_paths) container.tmpfs[path] = options + ",exec";
    for (const auto& [path, unused] : container.tmpfs) {
        container.entrypoint.emplace_back("--writable");
        container.entrypoint.push_back(path);
    }
    container.mounts = {
        {Mount::Kind::volume, shim_volume, "/run/toolshed-shim", true, true},
        {Mount::Kind::bind, link_folder, std::string(shim::socket_directory), false, false}};
    container.add_capabilities = {"SETUID", "SETGID", "KILL"};
    container.memory_bytes = limits.memory_bytes;
    container.cpu_shares = limits.cpu_weight_milli * 1024 / 1000;
    container.nano_cpus = limits.cpu_ceiling_milli * 1'000'000;
    container.processes_max = limits.processes_max;
    container.open_files_max = limits.open_files_max;
    container.labels[toolshed::docker::label_kind] = std::string(to_string(spec.kind));
    return container;
}

void open_network(ContainerSpec& container, const NetworkAccess& access) {
    container.network = "bridge";
    container.dns = {access.resolver};
    container.add_capabilities.emplace_back("NET_ADMIN");
    auto& arguments = container.entrypoint;
    arguments.insert(arguments.end(), {"--network", "public", "--resolver", access.resolver});
    for (const auto& block : access.denied) arguments.insert(arguments.end(), {"--denied", block});
}

}  // namespace toolshed::engines::docker
