// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "domain/run.hpp"
#include "usecases/timed_channel.hpp"
#include "usecases/world.hpp"

/// The verification pipeline as data: an engine-neutral runner interprets it.
namespace toolshed {

/// What the stages of one run in this process share beyond what is journaled.
struct RunContext {
    World world;
    Run& run;
    mcp::RequestIds ids;
    std::filesystem::path tree = {};  ///< what to build
    std::unique_ptr<WorkloadLink> link = {};
    std::vector<std::string> build_tail = {};  ///< last lines of the build
    std::int64_t server_us = 0;                ///< inside the server's process, of this stage
    std::optional<mcp::Negotiated> negotiated = {};
    bool unchanged = false;  ///< resolve found nothing new
};

/// How a stage that did not fail ended.
struct StageDone {
    StepState state = StepState::succeeded;  ///< or `skipped`
    std::string detail = {};
};

struct Stage {
    StepKind kind;
    Millis VerificationSettings::* limit;
    Task<Result<StageDone>> (*work)(RunContext&);
    /// Where a resumed run begins again when it stopped in this stage: what an earlier stage made
    /// may be gone.
    StepKind resume_from;
    /// What `run step` needs before this stage; the stage itself comes last.
    std::span<const StepKind> isolated;
};

/// All stages up to the verdict, in order. `record`, `stop` and `document` belong to the runner
/// itself.
std::span<const Stage> pipeline_stages();
const Stage* find_stage(StepKind kind);

/// Deterministic names of what a run makes outside.
std::string workload_name(const Installation& installation, const std::string& object_id);
/// Where there is a registry, the engine's own tag is the one that is pushed.
std::string image_name(const World& world, const Run& run);
std::filesystem::path scratch_folder(const World& world, const RunId& run);

/// The revision that a passed run makes.
Revision revision_of(const Run& run, RevisionId id, const std::string& shim_digest, TimePoint now);

/// What the engine says of an image, which it pulls first if it is gone and a registry may have it.
Task<Result<ImageInfo>> inspect_or_pull(World world, std::string reference);

/// Connects to a workload and tells its shim what to run; used by runs and sessions. An image
/// that is gone is pulled.
Task<Result<std::unique_ptr<WorkloadLink>>> start_workload(World world, WorkloadSpec spec,
                                                           WorkloadStart start, Millis limit);

namespace stages {
Task<Result<StageDone>> resolve(RunContext& context);
Task<Result<StageDone>> fetch(RunContext& context);
Task<Result<StageDone>> build(RunContext& context);
Task<Result<StageDone>> push(RunContext& context);
Task<Result<StageDone>> define(RunContext& context);
Task<Result<StageDone>> launch(RunContext& context);
Task<Result<StageDone>> ready(RunContext& context);
Task<Result<StageDone>> negotiate(RunContext& context);
Task<Result<StageDone>> list(RunContext& context);
Task<Result<StageDone>> probe(RunContext& context);
}  // namespace stages

}  // namespace toolshed
