// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "domain/run.hpp"
#include "usecases/world.hpp"

namespace toolshed {

/// The stored form of one run, written before and after everything that its runner does. Only the
/// runner and `cancel` write a run; when `cancel` was first, the runner's journal takes over its
/// `cancelling` and writes again. A run that has ended is never written again: `conflict`
/// `run_ended`.
class RunJournal {
public:
    RunJournal(World world, Run run) : world_(world), run_(std::move(run)) {}

    Run& run() { return run_; }
    const Run& run() const { return run_; }

    /// Writes the run, one state event about it and `others`, in one transaction.
    Task<Result<void>> save(std::vector<Write> others = {});
    /// The same in one try: `conflict` when somebody has written the run since it was read.
    Task<Result<void>> save_unless_changed();
    /// The same with an event about one step.
    Task<Result<void>> save_step(StepKind kind, std::vector<Write> others = {});

    /// Writes the run and, in the same transaction, how it stands into its server (`last_run`), and
    /// `revision` as its current one when given. A server that is gone is left alone.
    Task<Result<void>> save_with_server(std::optional<Revision> revision,
                                        std::vector<Write> others);

private:
    Task<Result<void>> write(std::string event_type, std::string event_body,
                             std::vector<Write> others, int attempts);
    Task<Result<void>> take_over_cancel();

    World world_;
    Run run_;
};

/// What events tell about a run and a step: JSON.
std::string run_event_body(const Run& run);
std::string step_event_body(const Step& step);

/// Reads the server again for each try, until nobody wrote it in between.
inline constexpr int write_attempts_max = 8;

}  // namespace toolshed
