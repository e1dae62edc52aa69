// SPDX-License-Identifier: Apache-2.0
#include "usecases/pipeline.hpp"

#include <algorithm>
#include <array>

namespace toolshed {
namespace {

using K = StepKind;
using S = VerificationSettings;

constexpr std::array only_resolve = {K::resolve};
constexpr std::array to_fetch = {K::resolve, K::fetch};
constexpr std::array to_build = {K::resolve, K::fetch, K::build};
constexpr std::array to_push = {K::resolve, K::push};
constexpr std::array to_define = {K::resolve, K::define};
constexpr std::array to_launch = {K::resolve, K::define, K::launch};
constexpr std::array to_ready = {K::resolve, K::define, K::launch, K::ready};
constexpr std::array to_negotiate = {K::resolve, K::define, K::launch, K::ready, K::negotiate};
constexpr std::array to_list = {K::resolve, K::define, K::launch, K::ready, K::negotiate, K::list};
constexpr std::array to_probe = {K::resolve,   K::define, K::launch, K::ready,
                                 K::negotiate, K::list,   K::probe};

// The order is the pipeline's. A resumed run that stopped after the launch begins at the launch
// again, because what was said on a link cannot be known; a build that was not found finished
// fetches again, because scratch may be gone.
constexpr std::array stage_list = {
    Stage{K::resolve, &S::resolve_limit, stages::resolve, K::resolve, only_resolve},
    Stage{K::fetch, &S::fetch_limit, stages::fetch, K::fetch, to_fetch},
    Stage{K::build, &S::build_limit, stages::build, K::fetch, to_build},
    Stage{K::push, &S::push_limit, stages::push, K::push, to_push},
    Stage{K::define, &S::launch_limit, stages::define, K::define, to_define},
    Stage{K::launch, &S::launch_limit, stages::launch, K::launch, to_launch},
    Stage{K::ready, &S::ready_limit, stages::ready, K::launch, to_ready},
    Stage{K::negotiate, &S::pipeline_limit, stages::negotiate, K::launch, to_negotiate},
    Stage{K::list, &S::pipeline_limit, stages::list, K::launch, to_list},
    Stage{K::probe, &S::list_limit, stages::probe, K::launch, to_probe},
};

}  // namespace

std::span<const Stage> pipeline_stages() {
    return stage_list;
}

const Stage* find_stage(StepKind kind) {
    const auto found = std::ranges::find(stage_list, kind, &Stage::kind);
    return found == stage_list.end() ? nullptr : &*found;
}

std::string workload_name(const Installation& installation, const std::string& object_id) {
    std::string name = "toolshed-" + installation.id + "-" + object_id;
    std::ranges::replace(name, '_', '-');
    return name;
}

std::string image_name(const World& world, const Run& run) {
    std::string repository = run.server_id.str();
    std::string tag = run.evidence.commit.substr(0, 7) + "-" + run.id.str();
    std::ranges::replace(repository, '_', '-');
    const std::string name = repository + ":" + tag;
    return world.registry == nullptr ? "toolshed/" + name : world.registry->full_name(name);
}

std::filesystem::path scratch_folder(const World& world, const RunId& run) {
    return world.settings.verification.scratch / run.str();
}

Revision revision_of(const Run& run, RevisionId id, const std::string& shim_digest, TimePoint now) {
    Revision revision;
    revision.id = std::move(id);
    revision.server_id = run.server_id;
    revision.run_id = run.id;
    revision.source = run.source;
    revision.commit = run.evidence.commit;
    revision.plan = *run.evidence.plan;
    revision.settings_hash = settings_hash(run.settings, shim_digest);
    revision.image_name = run.evidence.image_name;
    revision.protocol = *run.evidence.protocol;
    revision.tools_blob = run.evidence.tools_blob;
    revision.tools_hash = run.evidence.tools_hash;
    revision.tools_hash_rule = run.evidence.tools_hash_rule;
    revision.tool_count = run.evidence.tool_count;
    revision.verified_at = now;
    return revision;
}

}  // namespace toolshed
