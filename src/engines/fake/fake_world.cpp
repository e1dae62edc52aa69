// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_world.hpp"

#include <algorithm>

#include "base/digest.hpp"

namespace toolshed::engines::fake {
namespace {

constexpr int killed = 137;
constexpr int terminated = 143;

}  // namespace

FakeWorld::FakeWorld(Clock& world_clock)
    : clock(world_clock), shim_digest(sha256_hex("the fake shim")) {}

std::string FakeWorld::push(const std::string& url, FakeCommit commit) {
    FakeRepository& repository = repositories[url];
    const std::string id =
        sha256_hex(url + "#" + std::to_string(repository.commits.size())).substr(0, 40);
    repository.commits.emplace(id, std::move(commit));
    repository.refs["main"] = id;
    repository.head = id;
    return id;
}

Digest FakeWorld::add_image(ServerScript script, const std::string& name) {
    FakeImage image;
    image.info.digest = {Digest::Kind::image_id,
                         "sha256:" + sha256_hex("added image " + std::to_string(++images_added_))};
    image.info.argv = {"/server"};
    image.info.platform = "linux/amd64";
    image.info.size_bytes = 10'000'000;
    image.script = std::move(script);
    const Digest digest = image.info.digest;
    auto& stored = images.emplace(digest.value, std::move(image)).first->second;
    if (!name.empty()) name_image(stored, name);
    return digest;
}

std::vector<std::string> FakeWorld::live_workloads() {
    std::vector<std::string> names;
    for (const auto& [name, workload] : workloads) {
        settle(*workload);
        if (workload->running) names.push_back(name);
    }
    return names;
}

std::vector<std::string> FakeWorld::all_workloads() const {
    std::vector<std::string> names;
    for (const auto& entry : workloads) names.push_back(entry.first);
    return names;
}

std::vector<std::string> FakeWorld::image_digests() const {
    std::vector<std::string> digests;
    for (const auto& entry : images) digests.push_back(entry.first);
    return digests;
}

int FakeWorld::builds_of(const std::string& run) const {
    const auto found = builds.find(run);
    return found == builds.end() ? 0 : found->second;
}

int FakeWorld::running_processes() {
    int count = 0;
    for (const auto& [name, workload] : workloads) {
        settle(*workload);
        for (const auto& entry : workload->processes) count += entry.second->running ? 1 : 0;
    }
    return count;
}

std::vector<std::string> FakeWorld::nameless_images() const {
    std::vector<std::string> digests;
    for (const auto& [digest, image] : images)
        if (image.info.names.empty()) digests.push_back(digest);
    return digests;
}

Fault FakeWorld::decide(const std::string& operation) {
    ++operations[operation];
    Fault fault = faults(operation);
    const bool needs_engine = operation.starts_with("engine.") || operation.starts_with("builder.");
    if (engine_down && needs_engine) fault.kind = Fault::Kind::before;
    return fault;
}

FakeImage* FakeWorld::find_image(const std::string& reference) {
    if (const auto found = images.find(reference); found != images.end()) return &found->second;
    for (auto& entry : images) {
        for (const auto& known : {entry.second.info.names, entry.second.info.references})
            if (std::ranges::find(known, reference) != known.end()) return &entry.second;
    }
    return nullptr;
}

bool FakeWorld::is_used(const FakeImage& image) const {
    return std::ranges::any_of(workloads, [&](const auto& entry) {
        const std::string reference = image_reference(entry.second->spec.plan);
        const auto& known = image.info.references;
        return reference == image.info.digest.value ||
               std::ranges::find(known, reference) != known.end();
    });
}

void FakeWorld::name_image(FakeImage& image, const std::string& name) {
    for (auto& entry : images) std::erase(entry.second.info.names, name);
    image.info.names.push_back(name);
}

void FakeWorld::boot(FakeWorkload& workload) {
    workload.running = true;
    ++workload.boots;
    workload.booted_at = clock.ticks();
    workload.start.reset();
    workload.end_reason.clear();
    workload.processes.clear();
    workload.in_flight = 0;
    workload.exit_code = 0;
}

Micros FakeWorld::next_end(const FakeWorkload& workload) const {
    if (!workload.start) return workload.booted_at + workload.spec.start_wait;
    Micros next = workload.deadline_at;
    if (workload.idle > Millis(0) && workload.in_flight == 0)
        next = std::min<Micros>(next, workload.active_at + workload.idle);
    return next;
}

void FakeWorld::settle(FakeWorkload& workload) {
    const Micros now = clock.ticks();
    if (!workload.running || now < next_end(workload)) return;
    if (!workload.start)
        end(workload, "not_started", 0);
    else if (now >= workload.deadline_at)
        end(workload, "deadline", terminated);
    else
        end(workload, "idle", terminated);
}

void FakeWorld::end(FakeWorkload& workload, std::string reason, int exit_code) {
    workload.running = false;
    workload.end_reason = std::move(reason);
    workload.exit_code = exit_code;
    for (const auto& entry : workload.processes) end_process(*entry.second, killed);
}

void FakeWorld::end_process(FakeProcess& process, int exit_code, bool oom) {
    if (!process.running) return;
    process.running = false;
    process.exit_code = exit_code;
    process.oom = oom;
    process.ended_at = clock.ticks();
}

Error fault_error(const std::string& operation) {
    const std::string message = "injected fault in " + operation;
    if (operation.starts_with("link.")) return {Category::unavailable, "link_lost", message};
    if (operation.starts_with("registry."))
        return {Category::unavailable, "registry_unavailable", message};
    if (operation.starts_with("source."))
        return {Category::unavailable, "source_unreachable", message};
    return {Category::unavailable, "engine_unavailable", message};
}

}  // namespace toolshed::engines::fake
