// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "domain/principal.hpp"
#include "domain/run.hpp"
#include "usecases/world.hpp"

namespace toolshed {

struct NewRun {
    std::string server;  ///< id or name
    bool force = false;
    std::optional<StepKind> only_step = {};
    std::string image = {};  ///< with `only_step`: resolved in the run's journal first
    Replay replay = {};
};

struct StartedRun {
    Run run;
    bool created = true;  ///< false: the server's active run, or the answer to an earlier request
                          ///< with the same key
};

struct RunFilter {
    std::string server = {};  ///< id or name; empty = all
    PageRequest page = {};
};

/// Runs the verification pipeline: journals every step before and after, so that a run goes on
/// after a crash.
class Verifications {
public:
    explicit Verifications(World world);
    ~Verifications();

    /// `not_found` `server_not_found`, `exhausted` `too_many_runs`, `conflict` `server_deleting`,
    /// `invalid` `unknown_step`.
    Task<Result<StartedRun>> start(Principal principal, NewRun request);
    Task<Result<Run>> get(Principal principal, RunId id);  ///< `not_found` `run_not_found`
    Task<Result<PageOf<Run>>> list(Principal principal, RunFilter filter);  ///< newest first
    /// A state that survives a restart. Idempotent; a terminal run is a success and stays what it
    /// is.
    Task<Result<Run>> cancel(Principal principal, RunId id);
    Task<Result<LogChunk>> logs(Principal principal, RunId id, std::uint64_t offset,
                                std::size_t bytes_max);
    /// State events after `sequence`, in order; at most 500.
    Task<Result<std::vector<StateEvent>>> events(Principal principal, RunId id,
                                                 std::int64_t after_sequence);

    /// Starts what the store says is active and nobody runs here (after a restart; reconciler).
    Task<Result<void>> resume_all();
    /// Ends without touching what is stored, so that the next start resumes.
    Task<void> stop();

    struct State;  ///< runs in this process

private:
    World world_;
    std::unique_ptr<State> state_;
};

}  // namespace toolshed
