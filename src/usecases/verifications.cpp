// SPDX-License-Identifier: Apache-2.0
#include "usecases/verifications.hpp"

#include <map>

#include "usecases/new_run.hpp"
#include "usecases/object_removal.hpp"
#include "usecases/records.hpp"
#include "usecases/run_execution.hpp"

namespace toolshed {

/// The runs that this process executes, each with the signal that cancels it.
struct Verifications::State {
    std::map<RunId, std::unique_ptr<Signal>> here;
    std::map<RunId, int> failures;  ///< executions in a row that could not be carried to an end
    bool stopped = false;
};

namespace {

Task<Result<Run>> owned_run(World world, Principal principal, RunId id) {
    auto run = co_await records::find_run(world.store, id);
    if (!run) co_return fail(run.error());
    if (!*run || !may_access(principal, (*run)->owner))
        co_return fail(Category::not_found, "run_not_found", "there is no run '" + id.str() + "'");
    co_return std::move(**run);
}

/// How many runs are active; counted up to one more than may be queued.
Task<Result<std::size_t>> active_runs(World world) {
    Query query{"runs", "active", "active"};
    query.limit = 1'000;
    const auto page = co_await world.store.query(std::move(query));
    if (!page) co_return fail(page.error());
    co_return page->items.size();
}

Result<void> check_request(const NewRun& request) {
    if (!request.only_step) {
        if (request.image.empty()) return {};
        return fail(Category::invalid, "bad_request",
                    "an image can be given only to a single step");
    }
    if (find_stage(*request.only_step) == nullptr)
        return fail(
            Category::invalid, "unknown_step",
            "step '" + std::string(to_string(*request.only_step)) + "' cannot run by itself");
    return {};
}

}  // namespace

Run new_run(const World& world, const Principal& principal, const Server& server) {
    Run run;
    run.id = RunId::from_unique(world.ids.next());
    run.server_id = server.id;
    run.owner = principal.owner;
    run.source = server.source;
    run.settings = server.settings;
    run.created_at = world.clock.now();
    run.previous_passed = server.last_run && (server.last_run->state == "passed" ||
                                              server.last_run->state == "skipped");
    run.events = 1;
    return run;
}

std::vector<Write> writes_for(const Run& run) {
    std::vector<Write> writes;
    writes.push_back(put_new(records::of(run)));
    writes.push_back(put_new(records::plain(records::active_run_key(run.server_id), run.id.str())));
    writes.push_back(put_new(
        records::event(run.id.str(), run.events, run.created_at, "run", run_event_body(run))));
    return writes;
}

Verifications::Verifications(World world) : world_(world), state_(std::make_unique<State>()) {}
Verifications::~Verifications() = default;

Task<Result<StartedRun>> Verifications::start(Principal principal, NewRun request) {
    if (auto checked = check_request(request); !checked) co_return fail(checked.error());
    Error last;
    for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
        const auto replay = co_await records::find_replay(world_.store, principal, request.replay);
        if (!replay) co_return fail(replay.error());
        if (*replay) {
            auto run = co_await get(principal, RunId::of(**replay));
            if (!run) co_return fail(run.error());
            co_return StartedRun{std::move(*run), false};
        }
        const auto server = co_await records::get_server(world_.store, principal, request.server);
        if (!server) co_return fail(server.error());
        const auto active = co_await world_.store.get(records::active_run_key(server->id));
        if (!active) co_return fail(active.error());
        if (*active) {
            auto run = co_await get(principal, RunId::of((*active)->body));
            if (run) co_return StartedRun{std::move(*run), false};
        }
        const auto count = co_await active_runs(world_);
        if (!count) co_return fail(count.error());
        if (*count >= world_.settings.verification.queued_runs_max)
            co_return fail(Category::exhausted, "too_many_runs",
                           "verification.queued_runs_max runs are waiting; try again later");
        Run run = new_run(world_, principal, *server);
        run.force = request.force;
        run.only_step = request.only_step;
        run.given_image = request.image;
        auto writes = writes_for(run);
        writes.push_back(check_version(records::server_key(server->id), server->version));
        if (auto kept = records::remember_replay(principal, request.replay, run.id.str(),
                                                 world_.clock.now()))
            writes.push_back(std::move(*kept));
        const auto done = co_await world_.store.commit(std::move(writes));
        if (done) {
            world_.crash_points.reach("run.created");
            run.version = 1;
            if (auto resumed = co_await resume_all(); !resumed) co_return fail(resumed.error());
            co_return StartedRun{std::move(run), true};
        }
        last = done.error();
        if (!records::is_conflict(last)) break;
    }
    co_return fail(last, "start verification");
}

Task<Result<Run>> Verifications::get(Principal principal, RunId id) {
    return owned_run(world_, std::move(principal), std::move(id));
}

Task<Result<PageOf<Run>>> Verifications::list(Principal principal, RunFilter filter) {
    std::string index = principal.administrator ? "all" : "owner";
    std::string partition = principal.administrator ? "all" : principal.owner;
    if (!filter.server.empty()) {
        const auto server = co_await records::get_server(world_.store, principal, filter.server);
        if (!server) co_return fail(server.error());
        index = "server";
        partition = server->id.str();
    }
    co_return co_await records::list<Run>(
        world_.store, records::newest_first("runs", index, partition, filter.page),
        records::read_run);
}

Task<Result<Run>> Verifications::cancel(Principal principal, RunId id) {
    Error last;
    for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
        auto run = co_await get(principal, id);
        if (!run) co_return fail(run.error());
        if (is_terminal(run->state) || run->state == RunState::cancelling) co_return run;
        // A queued run has no steps to interrupt; its runner ends it as soon as there is a place.
        run->state = RunState::cancelling;
        if (!run->started_at) run->started_at = world_.clock.now();
        RunJournal journal(world_, *run);
        const auto saved = co_await journal.save_unless_changed();
        if (saved) {
            world_.crash_points.reach("run.cancelling");
            if (const auto here = state_->here.find(id); here != state_->here.end())
                here->second->raise();
            if (auto resumed = co_await resume_all(); !resumed) co_return fail(resumed.error());
            co_return journal.run();
        }
        last = saved.error();
        if (!records::is_conflict(last)) break;
    }
    co_return fail(last, "cancel run");
}

Task<Result<LogChunk>> Verifications::logs(Principal principal, RunId id, std::uint64_t offset,
                                           std::size_t bytes_max) {
    const auto run = co_await get(std::move(principal), id);
    if (!run) co_return fail(run.error());
    auto chunk = co_await world_.logs.read(id.str(), offset, bytes_max);
    if (!chunk) co_return chunk;
    co_return or_removed(world_, std::move(*chunk), offset, run->ended_at);
}

Task<Result<std::vector<StateEvent>>> Verifications::events(Principal principal, RunId id,
                                                            std::int64_t after_sequence) {
    const auto run = co_await get(std::move(principal), id);
    if (!run) co_return fail(run.error());
    co_return co_await records::events_after(world_.store, id.str(), after_sequence);
}

namespace {

/// Takes a run out of the map however its execution ended.
struct Leaving {
    std::map<RunId, std::unique_ptr<Signal>>& here;
    const RunId& id;
    ~Leaving() { here.erase(id); }
};

constexpr int failures_max = 5;
constexpr Millis first_pause{1'000}, last_pause{30'000};

/// What an execution throws is a fault of ours and told like any other failure.
Task<Result<void>> execute_guarded(RunExecution& execution) {
    std::string what;
    try {
        auto ended = co_await execution.execute();
        co_return ended;
    } catch (const boost::system::system_error& thrown) {
        if (thrown.code() == boost::asio::error::operation_aborted) throw;
        what = thrown.what();
    } catch (const std::exception& thrown) {
        what = thrown.what();
    }
    co_return fail(Category::internal, "internal", "a fault of the daemon: " + what);
}

/// Whether another attempt would end like this one.
bool is_hopeless(const Error& error, int failures) {
    if (error.code == "item_too_large" || error.code == "too_many_writes") return true;
    const bool passes = error.category == Category::unavailable ||
                        error.category == Category::exhausted ||
                        error.category == Category::timed_out;
    return !passes && failures >= failures_max;
}

/// The run could not be carried to an end: after a pause somebody begins it again, or it is given
/// up.
Task<void> recover(World world, std::map<RunId, int>& failures, RunId id, Error why) {
    const int count = ++failures[id];
    world.log.error("run_interrupted", {{"run", id.str()}, {"why", why.message}});
    if (is_hopeless(why, count)) {
        const auto abandoned = co_await abandon_run(world, id, std::move(why));
        if (abandoned) co_return;
        world.log.error("run_not_abandoned",
                        {{"run", id.str()}, {"why", abandoned.error().message}});
    }
    co_await world.clock.sleep(std::min(first_pause * (1 << std::min(count - 1, 10)), last_pause));
}

/// Executes one run and then makes place for the next one in the queue.
Task<void> execute_here(Verifications& verifications, World world,
                        std::map<RunId, std::unique_ptr<Signal>>& here,
                        std::map<RunId, int>& failures, Run run) {
    const RunId id = run.id;
    {
        const Leaving leaving{here, id};
        RunExecution execution(world, std::move(run), *here.at(id));
        const auto ended = co_await execute_guarded(execution);
        if (ended)
            failures.erase(id);
        else
            co_await recover(world, failures, id, ended.error());
    }
    const auto next = co_await verifications.resume_all();
    if (!next) world.log.warn("queue_unread", {{"why", next.error().message}});
}

}  // namespace

Task<Result<void>> Verifications::resume_all() {
    Query query{"runs", "active", "active"};
    query.limit = 1'000;
    const auto page = co_await world_.store.query(std::move(query));
    if (!page) co_return fail(page.error());
    const auto executor = co_await boost::asio::this_coro::executor;
    for (const auto& item : page->items) {
        if (state_->stopped) break;
        auto run = records::read_run(item);
        if (!run) co_return fail(run.error());
        // One that is being cancelled only cleans up, so it waits for no place.
        if (state_->here.size() >= world_.settings.verification.active_runs_max &&
            run->state != RunState::cancelling)
            continue;
        if (run->ended_at || state_->here.contains(run->id)) continue;
        const std::string name = run->id.str();
        state_->here.emplace(run->id, std::make_unique<Signal>(executor));
        world_.background.spawn(
            name, execute_here(*this, world_, state_->here, state_->failures, std::move(*run)));
    }
    co_return Result<void>{};
}

Task<void> Verifications::stop() {
    state_->stopped = true;
    co_return;
}

}  // namespace toolshed
