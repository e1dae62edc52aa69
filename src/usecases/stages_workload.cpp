// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ranges>

#include "base/text.hpp"
#include "base/within.hpp"
#include "mcp/tool_hash.hpp"
#include "usecases/error_words.hpp"
#include "usecases/pipeline.hpp"
#include "usecases/records.hpp"
#include "usecases/tool_snapshot.hpp"

namespace toolshed {

Task<Result<std::unique_ptr<WorkloadLink>>> start_workload(World world, WorkloadSpec spec,
                                                           WorkloadStart start, Millis limit) {
    const std::string name = spec.name;
    auto created = co_await world.engine.create(spec);
    if (!created && created.error().code == "image_missing") {
        const auto back = co_await inspect_or_pull(world, image_reference(spec.plan));
        if (!back) co_return fail(back.error());
        created = co_await world.engine.create(spec);
    }
    if (!created) co_return fail(created.error());
    world.crash_points.reach("workload.created");
    if (auto started = co_await world.engine.start(name); !started) co_return fail(started.error());
    world.crash_points.reach("workload.started");
    auto link = co_await world.engine.connect(name, limit);
    if (!link) co_return fail(link.error());
    if (auto told = co_await (*link)->start(std::move(start)); !told) co_return fail(told.error());
    world.crash_points.reach("workload.told");
    co_return std::move(*link);
}

namespace stages {
namespace {

constexpr std::ptrdiff_t volume_findings_max = 10;
constexpr std::size_t findings_max = 100;
const std::string main_process = "main";
const std::string fresh_process = "probe";

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) all += (all.empty() ? "" : ", ") + text;
    return all;
}

/// What the engine knows about an end that the link could only call lost.
Task<Error> explained(RunContext& context, Error error) {
    if (error.code != "link_lost") co_return error;
    const auto state = co_await context.world.engine.inspect(context.run.evidence.workload);
    if (!state || state->running) co_return error;
    if (state->oom)
        co_return Error{Category::unavailable, "server_oom",
                        "the server was killed for memory; raise its memory limit"};
    co_return Error{Category::unavailable, "server_exited",
                    "the workload ended with code " + std::to_string(state->exit_code)};
}

Protocol protocol_of(const mcp::Negotiated& negotiated) {
    return {std::string(mcp::to_string(negotiated.era)), negotiated.revision,
            negotiated.server_info, negotiated.capabilities, negotiated.instructions};
}

void add_finding(RunContext& context, Finding finding) {
    auto& all = context.run.evidence.findings;
    if (all.size() < findings_max && std::ranges::find(all, finding) == all.end())
        all.push_back(std::move(finding));
}

void add_findings(RunContext& context, const std::vector<mcp::Finding>& findings) {
    for (const auto& finding : findings) add_finding(context, {finding.code, finding.detail});
}

/// What the link tells of each process, and what they wrote to standard error.
Task<void> add_observations(RunContext& context) {
    WorkloadLink& link = *context.link;
    if (const auto status = co_await link.status(); status)
        for (const auto& process : status->processes)
            for (const auto& finding : process.findings) add_finding(context, finding);
    const auto log = co_await link.logs(0);
    if (!log) co_return;
    if (const auto paths = error_words::refused_paths(log->text); !paths.empty())
        add_finding(context, {"write_refused", "a write was refused at " + paths.front(),
                              cut(joined(paths), finding_evidence_max)});
    const bool closed = context.run.evidence.plan->network == NetworkProfile::none;
    if (const auto line = error_words::missing_network(log->text); closed && !line.empty())
        add_finding(context, {"needs_network", "it could not reach a host by name or address",
                              cut(line, finding_evidence_max)});
}

/// A server that ends, or refuses to begin, for want of variables is no broken one.
Task<Error> or_needs_configuration(RunContext& context, Error error) {
    if (error.code != "server_exited" && error.code != "protocol_error") co_return error;
    std::string said = error.message;
    if (const auto log = co_await context.link->logs(0)) said += "\n" + log->text;
    auto variables = error_words::missing_variables(said);
    if (variables.empty()) co_return error;
    const std::string names = joined(variables);
    context.run.evidence.variables = std::move(variables);
    co_return Error{Category::invalid, "needs_configuration",
                    "the server says that it needs " + names +
                        ": give them a value in its Dockerfile (ENV), or let it start without; it "
                        "said: " +
                        cut(error.message, 1'000)};
}

/// Lists with a process of its own that has never heard `initialize` from the first one.
Task<Result<mcp::ToolList>> list_fresh(RunContext& context, mcp::Era era) {
    WorkloadLink& link = *context.link;
    // Two processes cannot listen on one port.
    if (context.run.evidence.protocol->transport.is_http())
        if (auto ended = co_await link.end_process(main_process); !ended)
            co_return fail(ended.error());
    if (auto begun = co_await link.start_process(fresh_process); !begun)
        co_return fail(begun.error());
    TimedChannel channel(link.channel(fresh_process), context.world.clock, context.server_us);
    const mcp::Peer peer{channel, context.ids, context.world.clock, context.world.settings.mcp};
    const auto negotiated = co_await mcp::negotiate(peer, era);
    if (!negotiated) co_return fail(negotiated.error());
    co_return co_await mcp::list_tools(peer, *negotiated);
}

/// A server whose list changes by itself is told, not failed.
Task<void> compare_with_fresh(RunContext& context, mcp::Era era, const std::string& hash) {
    const auto again = co_await list_fresh(context, era);
    if (!again)
        add_finding(context,
                    {"second_list_failed", "a fresh process did not list its tools",
                     cut(again.error().code + ": " + again.error().message, finding_evidence_max)});
    else if (const auto other = mcp::tool_list_hash(again->tools); other != hash)
        add_finding(context, {"unstable_tools", "a fresh process listed other tools than the first",
                              "SHA-256 " + hash + " and " + other});
    const auto ended = co_await context.link->end_process(fresh_process);
    static_cast<void>(ended);
}

/// What an image says of itself is kept with the run and the session, so it is bounded.
Result<void> check_size(const ImageInfo& image, std::size_t bytes_max) {
    std::size_t bytes =
        image.working_directory.size() + image.user.size() + image.stop_signal.size();
    for (const auto* texts : {&image.argv, &image.env, &image.volumes})
        for (const auto& text : *texts) bytes += text.size() + 1;
    if (bytes <= bytes_max) return {};
    return fail(Category::exhausted, "image_config_too_large",
                "the image's command, environment and volumes are over verification.plan_bytes_max "
                "(" +
                    std::to_string(bytes_max) + " bytes)");
}

}  // namespace

Task<Result<StageDone>> define(RunContext& context) {
    Run& run = context.run;
    if (!run.evidence.image) {
        const auto server = co_await records::find_server(context.world.store, run.server_id);
        if (!server) co_return fail(server.error());
        if (!*server || !(*server)->current_revision)
            co_return fail(Category::conflict, "not_verified",
                           "there is no image yet: verify the server first, or give --image");
        const LaunchPlan& verified = (*server)->current_revision->plan;
        run.evidence.image = verified.image;
        run.evidence.image_repository = verified.image_repository;
    }
    const auto image = co_await inspect_or_pull(
        context.world, image_reference(*run.evidence.image, run.evidence.image_repository));
    if (!image) co_return fail(image.error());
    if (image->argv.empty())
        co_return fail(Category::invalid, "no_command",
                       "the image has neither ENTRYPOINT nor CMD; add one to the Dockerfile");
    if (auto fits = check_size(*image, context.world.settings.verification.plan_bytes_max); !fits)
        co_return fail(fits.error());
    for (const auto& volume : image->volumes)
        if (!is_mountable(volume))
            co_return fail(Category::invalid, "bad_volume",
                           "the image declares VOLUME '" + cut(volume, 100) +
                               "', which no workload can have: name another folder");
    LaunchPlan plan;
    plan.image = *run.evidence.image;
    plan.image_repository = run.evidence.image_repository;
    plan.shim_digest = context.world.engine.shim_digest();
    plan.argv = image->argv;
    plan.env = image->env;
    plan.working_directory = image->working_directory.empty() ? "/" : image->working_directory;
    plan.user = image->user;
    plan.stop_signal = image->stop_signal.empty() ? "SIGTERM" : image->stop_signal;
    plan.platform = image->platform;
    plan.volumes = image->volumes;
    plan.writable_paths = run.settings.writable_paths;
    plan.network = run.settings.network;
    plan.transport = run.settings.transport;
    if (plan.transport.port == 0 && !image->ports.empty())
        plan.transport.port = image->ports.front();
    plan.limits = run.settings.limits;
    for (const auto& volume : plan.volumes | std::views::take(volume_findings_max))
        run.evidence.findings.push_back(
            {"volume_hidden", "VOLUME " + volume + " is an empty tmpfs in every workload"});
    run.evidence.plan_hash = plan_hash(plan);
    run.evidence.plan = std::move(plan);
    co_return StageDone{StepState::succeeded, "plan " + run.evidence.plan_hash.substr(0, 12)};
}

Task<Result<StageDone>> launch(RunContext& context) {
    Run& run = context.run;
    const World& world = context.world;
    // An earlier attempt may have left the workload in any state.
    if (find_step(run, StepKind::launch)->attempts > 1) {
        context.link.reset();
        const auto gone = co_await world.engine.remove(run.evidence.workload);
        if (!gone) co_return fail(gone.error());
    }
    WorkloadSpec spec{run.evidence.workload, WorkloadKind::verification, *run.evidence.plan};
    WorkloadStart start{*run.evidence.plan};
    start.transport = run.evidence.plan->transport;
    const auto& settings = world.settings.verification;
    start.deadline = settings.ready_limit * 2 + settings.list_limit * 2 + settings.engine_wait * 4;
    auto link =
        co_await start_workload(world, std::move(spec), std::move(start), settings.launch_limit);
    if (!link) co_return fail(co_await explained(context, link.error()));
    context.link = std::move(*link);
    co_return StageDone{StepState::succeeded, {}};
}

Task<Result<StageDone>> ready(RunContext& context) {
    WorkloadLink& link = *context.link;
    if (auto begun = co_await link.start_process(fresh_process); !begun)
        co_return fail(co_await explained(context, begun.error()));
    TimedChannel channel(link.channel(fresh_process), context.world.clock, context.server_us);
    const mcp::Peer peer{channel, context.ids, context.world.clock, context.world.settings.mcp};
    const mcp::Era era = co_await mcp::probe_era(peer);
    context.run.evidence.protocol = Protocol{std::string(mcp::to_string(era)), {}};
    if (const auto ended = co_await link.end_process(fresh_process); !ended)
        co_return fail(co_await explained(context, ended.error()));
    co_return StageDone{StepState::succeeded, std::string(mcp::to_string(era))};
}

Task<Result<StageDone>> negotiate(RunContext& context) {
    WorkloadLink& link = *context.link;
    if (auto begun = co_await link.start_process(main_process); !begun)
        co_return fail(co_await explained(context, begun.error()));
    TimedChannel channel(link.channel(main_process), context.world.clock, context.server_us);
    const mcp::Peer peer{channel, context.ids, context.world.clock, context.world.settings.mcp};
    const auto era = mcp::era_from(context.run.evidence.protocol->era);
    const auto negotiated = co_await mcp::negotiate(peer, era);
    if (!negotiated)
        co_return fail(co_await or_needs_configuration(
            context, co_await explained(context, negotiated.error())));
    const Millis took(context.server_us / 1'000);
    if (took > context.world.settings.verification.slow_start)
        add_finding(context,
                    {"slow_start", "its first answer took " + std::to_string(took.count()) + " ms",
                     "more than verification.slow_start"});
    context.negotiated = *negotiated;
    Protocol protocol = protocol_of(*negotiated);
    if (const auto status = co_await link.status(); status)
        for (const auto& process : status->processes)
            if (process.id == main_process) protocol.transport = process.transport;
    const std::string how = protocol.transport.is_http() ? " over " + protocol.transport.kind : "";
    context.run.evidence.protocol = std::move(protocol);
    co_return StageDone{StepState::succeeded, negotiated->revision + how};
}

Task<Result<StageDone>> list(RunContext& context) {
    WorkloadLink& link = *context.link;
    Evidence& evidence = context.run.evidence;
    TimedChannel channel(link.channel(main_process), context.world.clock, context.server_us);
    const mcp::Peer peer{channel, context.ids, context.world.clock, context.world.settings.mcp};
    const auto tools = co_await mcp::list_tools(peer, *context.negotiated);
    if (!tools) co_return fail(co_await explained(context, tools.error()));
    add_findings(context, tools->findings);
    evidence.tools_hash = mcp::tool_list_hash(tools->tools);
    evidence.tools_hash_rule = mcp::tool_hash_rule;
    evidence.tool_count = static_cast<std::int64_t>(tools->tools.size());
    const auto blob = co_await context.world.blobs.put(snapshot_of(*tools));
    if (!blob) co_return fail(blob.error());
    evidence.tools_blob = *blob;
    co_await compare_with_fresh(context, context.negotiated->era, evidence.tools_hash);
    co_await add_observations(context);
    co_return StageDone{StepState::succeeded, std::to_string(evidence.tool_count) + " tools"};
}

Task<Result<StageDone>> probe(RunContext&) {
    co_return StageDone{StepState::skipped, "no probe call is configured"};
}

}  // namespace stages
}  // namespace toolshed
