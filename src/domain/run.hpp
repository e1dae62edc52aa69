// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "domain/server.hpp"

namespace toolshed {

enum class RunState {
    queued,
    running,
    cancelling,
    passed,
    failed,
    skipped,
    cancelled,
    timed_out,
    needs_configuration
};
std::string_view to_string(RunState state);
Result<RunState> run_state_from(std::string_view word);
bool is_terminal(RunState state);

enum class StepKind {
    resolve,
    fetch,
    build,
    push,
    define,
    launch,
    ready,
    negotiate,
    list,
    probe,
    record,
    stop,
    document
};
/// Every kind, in the order of the pipeline.
inline constexpr std::array all_step_kinds = {
    StepKind::resolve, StepKind::fetch, StepKind::build,     StepKind::push, StepKind::define,
    StepKind::launch,  StepKind::ready, StepKind::negotiate, StepKind::list, StepKind::probe,
    StepKind::record,  StepKind::stop,  StepKind::document};
std::string_view to_string(StepKind kind);
/// `invalid` `unknown_step` names the known ones.
Result<StepKind> step_kind_from(std::string_view word);

enum class StepState { pending, running, succeeded, failed, skipped };
std::string_view to_string(StepState state);
Result<StepState> step_state_from(std::string_view word);

/// One stage of a run, as journaled.
struct Step {
    StepKind kind = StepKind::resolve;
    StepState state = StepState::pending;
    std::optional<TimePoint> started_at = {};
    std::optional<TimePoint> ended_at = {};
    std::int64_t duration_us = 0;  ///< monotonic; only of the last attempt
    std::int64_t server_us = 0;    ///< spent inside the server's own process
    std::int64_t attempts = 0;
    std::string detail =
        {};  ///< one line for people: `commit 1a2b3c4`, `reused image`, why it was skipped
    std::optional<Error> error = {};
    std::vector<std::string> log_tail = {};  ///< last 50 lines, of a failed build

    friend bool operator==(const Step&, const Step&) = default;
};

/// What the steps found out so far; later steps read it, and a resumed run goes on from it.
struct Evidence {
    std::string commit = {};
    std::string tree_folder = {};  ///< scratch folder's name, gone after the run
    std::optional<Digest> image = {};
    std::string image_repository = {};  ///< of an image that was pushed
    std::int64_t image_bytes = 0;
    std::string image_name = {};
    std::optional<LaunchPlan> plan = {};
    std::string plan_hash = {};
    std::string workload = {};  ///< name of the run's workload, once intended
    std::optional<Protocol> protocol = {};
    std::string tools_blob = {};
    std::string tools_hash = {};
    int tools_hash_rule = 1;
    std::int64_t tool_count = 0;
    std::vector<Finding> findings = {};
    std::vector<std::string> variables = {};  ///< that the server says it needs and was not given

    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// One execution of the pipeline. The stored run is the journal.
struct Run {
    RunId id;
    ServerId server_id;
    std::string owner;
    Source source;
    PlanSettings settings = {};
    RunState state = RunState::queued;
    bool force = false;
    bool previous_passed = false;  ///< the run before this one ended in `passed` or `skipped`
    std::optional<StepKind> only_step = {};  ///< `run step NAME`: never makes a revision
    std::string given_image = {};  ///< image for such a run, resolved in its journal first
    std::string message = {};      ///< `no new commits`
    std::optional<Error> error = {};
    std::vector<Step> steps = {};
    Evidence evidence = {};
    TimePoint created_at;
    std::optional<TimePoint> started_at = {};
    std::optional<TimePoint> ended_at = {};
    std::int64_t events = 0;  ///< number of state events so far; the next has this sequence + 1
    std::int64_t version = 0;

    friend bool operator==(const Run&, const Run&) = default;
};

Step* find_step(Run& run, StepKind kind);
const Step* find_step(const Run& run, StepKind kind);

}  // namespace toolshed
