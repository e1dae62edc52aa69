// SPDX-License-Identifier: Apache-2.0
#include "usecases/run_execution.hpp"

#include <algorithm>
#include <ranges>

#include "base/within.hpp"
#include "usecases/records.hpp"

namespace toolshed {
namespace {

constexpr int launches_max = 3;

std::string point(StepKind kind, const char* place) {
    return "run." + std::string(to_string(kind)) + "." + place;
}

bool is_done(const Step& step) {
    return step.state == StepState::succeeded || step.state == StepState::skipped ||
           step.state == StepState::failed;
}

/// Stages that the engine's absence interrupts wait for it and are repeated.
bool is_worth_waiting(const Error& error) {
    return error.code == "engine_unavailable";
}

/// How a run ends whose stage failed so.
RunState state_after(const Error& error) {
    if (error.code == "pipeline_timeout") return RunState::timed_out;
    if (error.code == "needs_configuration") return RunState::needs_configuration;
    return RunState::failed;
}

std::vector<Step> pending_steps() {
    std::vector<Step> steps;
    for (const auto kind : all_step_kinds) steps.push_back(Step{kind});
    return steps;
}

}  // namespace

Task<Result<void>> RunExecution::execute() {
    if (auto begun = co_await begin(); !begun) co_return begun;
    RunContext context{world_, journal_.run(),
                       mcp::RequestIds((world_.installation.boot_number << 32) + 1)};
    if (!is_terminal(journal_.run().state)) {
        auto verdict = co_await run_stages(context);
        if (!verdict) co_return fail(verdict.error());
        if (auto recorded = co_await record(std::move(*verdict)); !recorded) co_return recorded;
    }
    co_return co_await finish(context);
}

Task<Result<void>> RunExecution::begin() {
    Run& run = journal_.run();
    if (run.state != RunState::queued) {
        rewind_for_resume();
        co_return Result<void>{};
    }
    run.state = RunState::running;
    run.started_at = world_.clock.now();
    run.steps = pending_steps();
    auto saved = co_await journal_.save_with_server({}, {});
    if (saved) world_.crash_points.reach("run.begun");
    co_return saved;
}

void RunExecution::rewind_for_resume() {
    Run& run = journal_.run();
    if (run.steps.empty()) run.steps = pending_steps();
    const auto open = std::ranges::find_if(run.steps, [](const Step& s) { return !is_done(s); });
    if (open == run.steps.end()) return;
    if (const Stage* stage = find_stage(open->kind); stage != nullptr) rewind(*stage);
}

void RunExecution::rewind(const Stage& stage) {
    auto& steps = journal_.run().steps;
    const auto from = std::ranges::find(steps, stage.resume_from, &Step::kind);
    const auto to = std::ranges::find(steps, stage.kind, &Step::kind);
    for (auto step = from; step <= to; ++step)
        if (step->state != StepState::skipped) step->state = StepState::pending;
}

/// A workload that was lost with its engine is launched again, but not for ever.
bool RunExecution::may_begin_again(const Stage& stage, const Error& error) const {
    const bool lost = error.code == "link_lost" || is_worth_waiting(error);
    const Step* launch = find_step(journal_.run(), StepKind::launch);
    return lost && stage.resume_from == StepKind::launch && launch->attempts < launches_max;
}

bool RunExecution::wants(StepKind kind) const {
    const auto& only = journal_.run().only_step;
    if (!only) return true;
    const Stage* stage = find_stage(*only);
    return stage != nullptr && std::ranges::find(stage->isolated, kind) != stage->isolated.end();
}

Task<Result<RunExecution::Verdict>> RunExecution::run_stages(RunContext& context) {
    const auto stages = pipeline_stages();
    for (auto stage = stages.begin(); stage != stages.end(); ++stage) {
        Step& step = *find_step(journal_.run(), stage->kind);
        if (step.state == StepState::failed)
            co_return Verdict{state_after(*step.error), step.error};
        if (is_done(step)) continue;
        if (cancelled()) co_return Verdict{RunState::cancelled};
        if (!wants(stage->kind)) {
            step.state = StepState::skipped;
            step.detail = "not asked for";
            continue;
        }
        auto failed = co_await run_stage(context, *stage);
        if (!failed) co_return fail(failed.error());
        if (cancelled()) co_return Verdict{RunState::cancelled};
        if (*failed && may_begin_again(*stage, **failed)) {
            rewind(*stage);
            context.link.reset();
            stage = std::prev(std::ranges::find(stages, stage->resume_from, &Stage::kind));
            continue;
        }
        if (*failed) {
            const RunState state = state_after(**failed);
            co_return Verdict{state, std::move(*failed)};
        }
        if (context.unchanged) co_return Verdict{RunState::skipped, {}, "no new commits"};
    }
    co_return Verdict{};
}

Task<Result<std::optional<Error>>> RunExecution::run_stage(RunContext& context,
                                                           const Stage& stage) {
    Run& run = journal_.run();
    Step& step = *find_step(run, stage.kind);
    step.state = StepState::running;
    step.started_at = world_.clock.now();
    step.ended_at.reset();
    step.attempts += 1;
    std::vector<Write> intents;
    if (stage.kind == StepKind::launch) {
        run.evidence.workload = workload_name(world_.installation, run.id.str());
        intents.push_back(
            put_any(records::plain(records::workload_key(run.evidence.workload), run.id.str())));
    }
    if (auto saved = co_await journal_.save_step(stage.kind, std::move(intents)); !saved)
        co_return fail(saved.error());
    world_.crash_points.reach(point(stage.kind, "started"));

    context.server_us = 0;
    const auto begin = world_.clock.ticks();
    auto ended = co_await unless(cancel_, attempt(context, stage));
    world_.crash_points.reach(point(stage.kind, "effect"));
    step.ended_at = world_.clock.now();
    step.duration_us = (world_.clock.ticks() - begin).count();
    step.server_us = context.server_us;
    std::optional<Error> failed;
    if (!ended)
        failed = Error{Category::conflict, "cancelled", "the run was cancelled"};
    else if (!*ended)
        failed = ended->error();
    step.state = failed ? StepState::failed : (*ended)->state;
    step.error = failed;
    if (!failed) step.detail = (*ended)->detail;
    if (failed && stage.kind == StepKind::build) step.log_tail = context.build_tail;
    if (auto saved = co_await journal_.save_step(stage.kind); !saved) co_return fail(saved.error());
    world_.crash_points.reach(point(stage.kind, "journaled"));
    co_return failed;
}

/// One stage within its limit, repeated while the engine is away.
Task<Result<StageDone>> RunExecution::attempt(RunContext& context, const Stage& stage) {
    const auto& settings = world_.settings.verification;
    const TimePoint wait_until = world_.clock.now() + settings.engine_wait;
    for (;;) {
        const Millis left = std::chrono::duration_cast<Millis>(
            *journal_.run().started_at + settings.pipeline_limit - world_.clock.now());
        if (left.count() <= 0)
            co_return fail(Category::timed_out, "pipeline_timeout",
                           "the run took longer than verification.pipeline_limit");
        const Millis limit = std::min(settings.*stage.limit, left);
        auto done =
            co_await within(world_.clock, limit, std::string(to_string(stage.kind)) + "_timeout",
                            stage.work(context));
        if (done || !is_worth_waiting(done.error()) || world_.clock.now() >= wait_until)
            co_return done;
        if (context.link) {
            // What was said on the link cannot be known after the engine was away.
            context.link.reset();
            co_return done;
        }
        co_await world_.clock.sleep(settings.engine_retry);
    }
}

Task<Result<void>> RunExecution::record(Verdict verdict) {
    Run& run = journal_.run();
    Step& step = *find_step(run, StepKind::record);
    for (Step& each : run.steps) {
        const bool later = each.kind == StepKind::stop || each.kind == StepKind::document;
        if (each.state != StepState::pending || later || each.kind == StepKind::record) continue;
        each.state = StepState::skipped;
        each.detail = verdict.message.empty() ? "not reached" : verdict.message;
    }
    const auto begin = world_.clock.ticks();
    step.state = StepState::succeeded;
    step.started_at = world_.clock.now();
    step.ended_at = step.started_at;
    step.attempts += 1;
    step.detail = std::string(to_string(verdict.state));
    run.state = verdict.state;
    run.error = verdict.error;
    run.message = verdict.message;
    std::optional<Revision> revision;
    std::vector<Write> others;
    if (verdict.state == RunState::passed && !run.only_step) {
        revision = revision_of(run, RevisionId::from_unique(world_.ids.next()),
                               world_.engine.shim_digest(), world_.clock.now());
        others.push_back(put_new(records::of(*revision)));
        for (auto& key : records::image_keys(*revision))
            others.push_back(put_any(records::plain(std::move(key), revision->id.str())));
    }
    auto saved = run.only_step ? co_await journal_.save(std::move(others))
                               : co_await journal_.save_with_server(revision, std::move(others));
    if (saved) {
        step.duration_us = (world_.clock.ticks() - begin).count();
        world_.crash_points.reach("run.record.journaled");
    }
    co_return saved;
}

/// What the run made outside goes, whatever the verdict was; a failure here is told and left to the
/// reconciler.
Task<std::optional<Error>> RunExecution::clean_up(RunContext& context) {
    Run& run = journal_.run();
    std::optional<Error> failed;
    if (!run.evidence.workload.empty()) {
        if (context.link) {
            if (const auto log = co_await context.link->logs(0); log && !log->text.empty()) {
                const auto kept = co_await world_.logs.append(run.id.str(), log->text);
                if (!kept) failed = kept.error();
            }
            context.link.reset();
        }
        if (auto gone = co_await world_.engine.remove(run.evidence.workload); !gone)
            failed = gone.error();
    }
    if (auto gone = co_await world_.sources.discard(scratch_folder(world_, run.id)); !gone)
        failed = gone.error();
    if (auto closed = co_await world_.logs.close(run.id.str()); !closed) failed = closed.error();
    co_return failed;
}

Task<Result<void>> RunExecution::finish(RunContext& context) {
    Run& run = journal_.run();
    Step& stop = *find_step(run, StepKind::stop);
    stop.state = StepState::running;
    stop.started_at = world_.clock.now();
    stop.attempts += 1;
    if (auto saved = co_await journal_.save_step(StepKind::stop); !saved) co_return saved;
    world_.crash_points.reach("run.stop.started");
    const auto begin = world_.clock.ticks();
    const TimePoint wait_until = world_.clock.now() + world_.settings.verification.engine_wait;
    auto failed = co_await clean_up(context);
    while (failed && is_worth_waiting(*failed) && world_.clock.now() < wait_until) {
        co_await world_.clock.sleep(world_.settings.verification.engine_retry);
        failed = co_await clean_up(context);
    }
    world_.crash_points.reach("run.stop.effect");
    stop.ended_at = world_.clock.now();
    stop.duration_us = (world_.clock.ticks() - begin).count();
    stop.state = failed ? StepState::failed : StepState::succeeded;
    stop.error = failed;
    if (auto saved = co_await journal_.save_step(StepKind::stop); !saved) co_return saved;
    world_.crash_points.reach("run.stop.journaled");

    Step& document = *find_step(run, StepKind::document);
    document.state = StepState::skipped;
    document.detail = "this version writes no documents";
    run.ended_at = world_.clock.now();
    std::vector<Write> others = {remove_any(records::active_run_key(run.server_id))};
    // With the workload still there its intent goes all the same: that makes it an orphan, and
    // orphans are removed.
    if (!run.evidence.workload.empty())
        others.push_back(remove_any(records::workload_key(run.evidence.workload)));
    auto saved = co_await journal_.save(std::move(others));
    if (saved) world_.crash_points.reach("run.ended");
    co_return saved;
}

Task<Result<void>> abandon_run(World world, RunId id, Error why) {
    auto stored = co_await records::find_run(world.store, id);
    if (!stored) co_return fail(stored.error());
    if (!*stored || (*stored)->ended_at) co_return Result<void>{};
    Run run = std::move(**stored);
    const bool judged = is_terminal(run.state);
    std::vector<Write> others = {remove_any(records::active_run_key(run.server_id))};
    if (!run.evidence.workload.empty())
        others.push_back(remove_any(records::workload_key(run.evidence.workload)));
    Evidence kept;
    kept.commit = run.evidence.commit;
    run.evidence = std::move(kept);
    run.ended_at = world.clock.now();
    if (!run.started_at) run.started_at = run.ended_at;
    for (Step& step : run.steps) {
        step.log_tail.clear();
        if (is_done(step)) continue;
        step.error = step.state == StepState::running ? std::optional(why) : std::nullopt;
        step.state = step.state == StepState::running ? StepState::failed : StepState::skipped;
        if (!step.ended_at) step.ended_at = run.ended_at;
    }
    if (!judged)
        run.state = run.state == RunState::cancelling ? RunState::cancelled : RunState::failed;
    if (!judged) run.error = std::move(why);
    if (auto closed = co_await world.logs.close(id.str()); !closed)
        world.log.warn("log_not_closed", {{"run", id.str()}});
    RunJournal journal(world, std::move(run));
    co_return judged ? co_await journal.save(std::move(others))
                     : co_await journal.save_with_server({}, std::move(others));
}

}  // namespace toolshed
