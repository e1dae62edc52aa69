// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/signal.hpp"
#include "usecases/pipeline.hpp"
#include "usecases/run_journal.hpp"

namespace toolshed {

/// Takes one run from wherever its journal stands to its end. An `Error` means that the journal
/// itself could not be written or read; the run then stays active and is taken up again by the next
/// sweep.
class RunExecution {
public:
    /// `cancel` must outlive the execution.
    RunExecution(World world, Run run, Signal& cancel)
        : world_(world), journal_(world, std::move(run)), cancel_(cancel) {}

    Task<Result<void>> execute();

private:
    /// What the stages came to.
    struct Verdict {
        RunState state = RunState::passed;
        std::optional<Error> error = {};
        std::string message = {};
    };

    Task<Result<void>> begin();
    Task<Result<Verdict>> run_stages(RunContext& context);
    Task<Result<std::optional<Error>>> run_stage(RunContext& context, const Stage& stage);
    Task<Result<StageDone>> attempt(RunContext& context, const Stage& stage);
    Task<Result<void>> record(Verdict verdict);
    Task<Result<void>> finish(RunContext& context);
    Task<std::optional<Error>> clean_up(RunContext& context);
    void rewind_for_resume();
    /// Sets the steps from `stage.resume_from` to `stage` back to pending.
    void rewind(const Stage& stage);
    bool may_begin_again(const Stage& stage, const Error& error) const;
    bool wants(StepKind kind) const;
    bool cancelled() const {
        return cancel_.raised() || journal_.run().state == RunState::cancelling;
    }

    World world_;
    RunJournal journal_;
    Signal& cancel_;
};

/// Ends a run that cannot be executed, because of `why`, with as little of it kept as can be
/// stored. What it has made outside is an orphan afterwards, which the reconciler removes.
/// Idempotent.
Task<Result<void>> abandon_run(World world, RunId id, Error why);

}  // namespace toolshed
