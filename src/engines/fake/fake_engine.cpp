// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_engine.hpp"

#include <algorithm>

#include "engines/fake/fake_link.hpp"

namespace toolshed::engines::fake {
namespace {

std::unexpected<Error> image_missing(const std::string& reference) {
    return fail(Category::not_found, "image_missing", "there is no image '" + reference + "'");
}

WorkloadState state_of(const FakeWorkload& workload) {
    const auto main = workload.processes.find("main");
    const bool oom = main != workload.processes.end() && main->second->oom;
    return {workload.spec.name, workload.spec.kind, workload.running, workload.exit_code, oom,
            workload.end_reason};
}

}  // namespace

Task<Result<EngineInfo>> FakeEngine::info() {
    return with_faults(world_, "engine.info", do_info());
}
Task<Result<ImageInfo>> FakeEngine::inspect_image(std::string reference) {
    return with_faults(world_, "engine.inspect_image", do_inspect_image(std::move(reference)));
}
Task<Result<void>> FakeEngine::tag_image(Digest image, std::string name) {
    return with_faults(world_, "engine.tag_image", do_tag_image(std::move(image), std::move(name)));
}
Task<Result<void>> FakeEngine::remove_image(std::string name) {
    return with_faults(world_, "engine.remove_image", do_remove_image(std::move(name)));
}
Task<Result<std::vector<ImageInfo>>> FakeEngine::list_images() {
    return with_faults(world_, "engine.list_images", do_list_images());
}
Task<Result<void>> FakeEngine::create(WorkloadSpec spec) {
    return with_faults(world_, "engine.create", do_create(std::move(spec)));
}
Task<Result<void>> FakeEngine::start(std::string name) {
    return with_faults(world_, "engine.start", do_start(std::move(name)));
}
Task<Result<WorkloadState>> FakeEngine::inspect(std::string name) {
    return with_faults(world_, "engine.inspect", do_inspect(std::move(name)));
}
Task<Result<void>> FakeEngine::remove(std::string name) {
    return with_faults(world_, "engine.remove", do_remove(std::move(name)));
}
Task<Result<std::vector<WorkloadState>>> FakeEngine::list() {
    return with_faults(world_, "engine.list", do_list());
}
Task<Result<std::unique_ptr<WorkloadLink>>> FakeEngine::connect(std::string name, Millis limit) {
    return with_faults(world_, "engine.connect", do_connect(std::move(name), limit));
}

Task<Result<EngineInfo>> FakeEngine::do_info() {
    EngineInfo info{"fake", "1", "1", "linux/amd64", {}};
    for (const char* name : {"uid_separation", "memory_limit", "network_none"})
        info.capabilities.push_back({name, true, ""});
    co_return info;
}

ImageInfo FakeEngine::info_of(const FakeImage& image) const {
    ImageInfo info = image.info;
    info.ours = image.installation == installation_;
    return info;
}

Task<Result<ImageInfo>> FakeEngine::do_inspect_image(std::string reference) {
    const FakeImage* image = world_.find_image(reference);
    if (image == nullptr) co_return image_missing(reference);
    co_return info_of(*image);
}

Task<Result<void>> FakeEngine::do_tag_image(Digest digest, std::string name) {
    const auto found = world_.images.find(digest.value);
    if (found == world_.images.end()) co_return image_missing(digest.value);
    world_.name_image(found->second, name);
    co_return Result<void>{};
}

Task<Result<void>> FakeEngine::do_remove_image(std::string name) {
    FakeImage* image = world_.find_image(name);
    if (image == nullptr) co_return Result<void>{};
    auto names = image->info.names;
    auto references = image->info.references;
    const bool tagged = std::erase(names, name) > 0;
    std::erase(references, name);
    // Like Docker, the last tag takes the references of its repository along.
    if (tagged && names.empty()) references.clear();
    const bool by_digest = image->info.digest.value == name;
    const bool last = by_digest || (names.empty() && references.empty());
    // Like Docker, the last name of an image in use stays with it.
    if (last && world_.is_used(*image)) co_return Result<void>{};
    image->info.names = std::move(names);
    image->info.references = std::move(references);
    if (last) world_.images.erase(std::string(image->info.digest.value));
    co_return Result<void>{};
}

Task<Result<std::vector<ImageInfo>>> FakeEngine::do_list_images() {
    std::vector<ImageInfo> infos;
    for (const auto& [digest, image] : world_.images)
        if (image.installation == installation_) infos.push_back(info_of(image));
    co_return infos;
}

Task<Result<void>> FakeEngine::do_create(WorkloadSpec spec) {
    if (spec.name.empty())
        co_return fail(Category::invalid, "engine_refused", "a workload needs a name");
    if (const auto known = world_.workloads.find(spec.name); known != world_.workloads.end()) {
        const FakeWorkload& workload = *known->second;
        if (workload.installation == installation_ && workload.spec.plan == spec.plan)
            co_return Result<void>{};
        co_return fail(Category::conflict, "name_taken",
                       "a workload named '" + spec.name + "' with another plan exists");
    }
    const FakeImage* image = world_.find_image(image_reference(spec.plan));
    if (image == nullptr) co_return image_missing(image_reference(spec.plan));
    if (spec.plan.argv.empty())
        co_return fail(Category::invalid, "no_command", "the plan has no command");
    if (spec.plan.platform != image->info.platform)
        co_return fail(Category::invalid, "unsupported_platform",
                       "no shim for platform '" + spec.plan.platform + "'");
    if (spec.plan.network != NetworkProfile::none)
        co_return fail(Category::denied, "network_profile_unsupported",
                       "the fake engine starts servers without a network only");
    auto workload = std::make_shared<FakeWorkload>();
    workload->installation = installation_;
    workload->spec = std::move(spec);
    world_.workloads.emplace(workload->spec.name, workload);
    co_return Result<void>{};
}

Result<std::shared_ptr<FakeWorkload>> FakeEngine::find(const std::string& name) {
    const auto found = world_.workloads.find(name);
    if (found == world_.workloads.end())
        return fail(Category::not_found, "workload_missing", "there is no workload '" + name + "'");
    world_.settle(*found->second);
    return found->second;
}

Task<Result<void>> FakeEngine::do_start(std::string name) {
    const auto workload = find(name);
    if (!workload) co_return fail(workload.error());
    // An ended one boots again, as a stopped container does; it has forgotten what it was told.
    if (!(*workload)->running) world_.boot(**workload);
    co_return Result<void>{};
}

Task<Result<WorkloadState>> FakeEngine::do_inspect(std::string name) {
    const auto workload = find(name);
    if (!workload) co_return fail(workload.error());
    co_return state_of(**workload);
}

Task<Result<void>> FakeEngine::do_remove(std::string name) {
    const auto workload = find(name);
    if (!workload) co_return Result<void>{};
    world_.end(**workload, "removed", (*workload)->exit_code);
    (*workload)->removed = true;
    world_.workloads.erase(name);
    co_return Result<void>{};
}

Task<Result<std::vector<WorkloadState>>> FakeEngine::do_list() {
    std::vector<WorkloadState> states;
    for (const auto& [name, workload] : world_.workloads) {
        if (workload->installation != installation_) continue;
        world_.settle(*workload);
        states.push_back(state_of(*workload));
    }
    co_return states;
}

Task<Result<std::unique_ptr<WorkloadLink>>> FakeEngine::do_connect(std::string name, Millis limit) {
    const Micros until = world_.clock.ticks() + limit;
    for (;;) {
        const auto workload = find(name);
        if (!workload) co_return fail(workload.error());
        const Micros now = world_.clock.ticks();
        const Micros ready = (*workload)->booted_at + world_.boot_takes;
        if (!(*workload)->running || (now < ready && now >= until))
            co_return fail(Category::unavailable, "link_lost", "the workload's shim is not there");
        if (now >= ready)
            co_return std::unique_ptr<WorkloadLink>(std::make_unique<FakeLink>(world_, *workload));
        co_await world_.clock.sleep(std::chrono::ceil<Millis>(std::min(ready, until) - now));
    }
}

}  // namespace toolshed::engines::fake
