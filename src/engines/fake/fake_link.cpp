// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_link.hpp"

#include <algorithm>

#include "mcp/envelope.hpp"

namespace toolshed::engines::fake {
namespace {

constexpr int killed = 137;
/// How late a waiting exchange notices that its workload was removed.
constexpr Micros look_every{50'000};

std::unexpected<Error> refused(const std::string& why) {
    return fail(Category::invalid, "link_refused", "the workload's shim refused: " + why);
}

Error exit_error(const FakeProcess& process) {
    if (process.oom)
        return {Category::unavailable, "server_oom", "the server was killed for memory"};
    return {Category::unavailable, "server_exited",
            "the server ended with code " + std::to_string(process.exit_code)};
}

bool is_process_id(const std::string& id) {
    return !id.empty() && id.size() <= 32 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

bool is_same(const WorkloadStart& left, const WorkloadStart& right) {
    return left.plan == right.plan && left.secret_env == right.secret_env &&
           left.deadline == right.deadline && left.idle == right.idle &&
           left.end_of_input == right.end_of_input && left.terminate == right.terminate;
}

}  // namespace

/// A request in flight: keeps the workload from being idle, and its id taken.
struct FakeLink::Flight {
    Flight(FakeWorld& the_world, std::shared_ptr<FakeWorkload> the_workload,
           std::shared_ptr<FakeProcess> the_process, std::string the_id)
        : world(the_world),
          workload(std::move(the_workload)),
          process(std::move(the_process)),
          id(std::move(the_id)),
          boot(workload->boots) {
        ++workload->in_flight;
    }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;
    ~Flight() {
        process->open_ids.erase(id);
        if (workload->boots != boot) return;
        --workload->in_flight;
        workload->active_at = world.clock.ticks();
    }

    FakeWorld& world;
    std::shared_ptr<FakeWorkload> workload;
    std::shared_ptr<FakeProcess> process;
    std::string id;
    int boot;
};

Task<Result<LinkStatus>> FakeLink::status() {
    return with_faults(world_, "link.status", do_status());
}
Task<Result<void>> FakeLink::start(WorkloadStart start) {
    return with_faults(world_, "link.start", do_start(std::move(start)));
}
Task<Result<void>> FakeLink::start_process(std::string id) {
    return with_faults(world_, "link.start_process", do_start_process(std::move(id)));
}
Task<Result<void>> FakeLink::end_process(std::string id) {
    return with_faults(world_, "link.end_process", do_end_process(std::move(id)));
}
Task<Result<void>> FakeLink::renew(Millis idle) {
    return with_faults(world_, "link.renew", do_renew(idle));
}
Task<Result<WorkloadLog>> FakeLink::logs(std::uint64_t offset) {
    return with_faults(world_, "link.logs", do_logs(offset));
}
Task<Result<std::string>> FakeLink::exchange(std::string id, std::string message, Millis limit) {
    return with_faults(world_, "link.exchange",
                       do_exchange(std::move(id), std::move(message), limit));
}
mcp::Channel& FakeLink::channel(const std::string& id) {
    return channels_.try_emplace(id, *this, id).first->second;
}

Result<void> FakeLink::check_alive() {
    if (workload_->boots == boot_) world_.settle(*workload_);
    if (workload_->removed || !workload_->running || workload_->boots != boot_)
        return fail(Category::unavailable, "link_lost", "the workload's shim is gone");
    return {};
}

Result<void> FakeLink::check_started() {
    if (auto alive = check_alive(); !alive) return alive;
    if (!workload_->start) return refused("the workload was not started yet");
    return {};
}

Task<Result<LinkStatus>> FakeLink::do_status() {
    if (auto alive = check_alive(); !alive) co_return fail(alive.error());
    const Micros now = world_.clock.ticks();
    LinkStatus status;
    status.started = workload_->start.has_value();
    status.uid_separated = true;
    if (status.started)
        status.deadline_in = std::chrono::floor<Millis>(workload_->deadline_at - now);
    if (status.started && workload_->idle > Millis(0))
        status.idle_in = std::chrono::floor<Millis>(workload_->active_at + workload_->idle - now);
    for (const auto& [id, process] : workload_->processes) {
        const Micros until = process->running ? now : process->ended_at;
        ProcessState state{id, process->running, process->exit_code, process->oom,
                           std::chrono::floor<Millis>(until - process->started_at)};
        if (process->garbage_lines > 0)
            state.findings.push_back({"stdout_garbage", std::to_string(process->garbage_lines) +
                                                            " lines are no MCP messages"});
        status.processes.push_back(std::move(state));
    }
    co_return status;
}

Task<Result<void>> FakeLink::do_start(WorkloadStart start) {
    if (auto alive = check_alive(); !alive) co_return alive;
    if (start.deadline <= Millis(0)) co_return refused("no deadline");
    if (start.plan != workload_->spec.plan) {
        world_.violations.push_back("workload " + workload_->spec.name +
                                    " was started with another plan than it was created from");
        co_return refused("another plan");
    }
    if (workload_->start && is_same(*workload_->start, start)) co_return Result<void>{};
    if (workload_->start) co_return refused("the workload was started with another body");
    const Micros now = world_.clock.ticks();
    workload_->deadline_at = now + start.deadline;
    workload_->idle = start.idle;
    workload_->active_at = now;
    workload_->start = std::move(start);
    co_return Result<void>{};
}

Task<Result<void>> FakeLink::do_start_process(std::string id) {
    if (auto started = check_started(); !started) co_return started;
    if (!is_process_id(id)) co_return refused("'" + id + "' is no id of a process");
    const FakeImage* image = world_.find_image(image_reference(workload_->spec.plan));
    if (image == nullptr)
        co_return fail(Category::unavailable, "spawn_failed", "the image is gone");
    const ServerScript& script = image->script;
    if (const auto old = workload_->processes.find(id); old != workload_->processes.end())
        world_.end_process(*old->second, killed);
    if (script.cannot_spawn)
        co_return fail(Category::unavailable, "spawn_failed", "the program is not there");
    auto process = std::make_shared<FakeProcess>(
        FakeProcess{id, FakeServer(script, world_.next_process_number(), world_.violations)});
    process->started_at = world_.clock.ticks();
    workload_->log += "started " + id + "\n";
    if (script.behaviour == Behaviour::dies) world_.end_process(*process, script.exit_code);
    workload_->processes.insert_or_assign(id, std::move(process));
    co_return Result<void>{};
}

Task<Result<void>> FakeLink::do_end_process(std::string id) {
    if (auto started = check_started(); !started) co_return started;
    if (const auto found = workload_->processes.find(id); found != workload_->processes.end())
        world_.end_process(*found->second, 0);
    co_return Result<void>{};
}

Task<Result<void>> FakeLink::do_renew(Millis idle) {
    if (auto started = check_started(); !started) co_return started;
    if (idle <= Millis(0)) co_return refused("nothing to renew");
    workload_->idle = idle;
    workload_->active_at = world_.clock.ticks();
    co_return Result<void>{};
}

Task<Result<WorkloadLog>> FakeLink::do_logs(std::uint64_t offset) {
    if (auto alive = check_alive(); !alive) co_return fail(alive.error());
    const std::string& log = workload_->log;
    const std::uint64_t begin = std::min<std::uint64_t>(offset, log.size());
    co_return WorkloadLog{log.substr(begin), begin, log.size()};
}

Task<Result<std::string>> FakeLink::do_exchange(std::string id, std::string message, Millis limit) {
    if (auto started = check_started(); !started) co_return fail(started.error());
    const auto found = workload_->processes.find(id);
    if (found == workload_->processes.end())
        co_return fail(Category::unavailable, "no_child", "no process '" + id + "' was started");
    const std::shared_ptr<FakeProcess> process = found->second;
    if (!process->running) co_return fail(exit_error(*process));
    const auto envelope = mcp::index_message(message);
    if (!envelope) co_return refused(envelope.error().message);
    if (envelope->is_notification()) {
        workload_->active_at = world_.clock.ticks();
        process->server.take_notification(*envelope);
        co_return std::string{};
    }
    if (!envelope->is_request()) co_return refused("neither a request nor a notification");
    const std::string request_id(envelope->id);
    if (!process->open_ids.insert(request_id).second)
        co_return refused("a request with the same id is open");
    const Flight flight(world_, workload_, process, request_id);
    Reaction reaction = process->server.take_request(*envelope);
    if (!reaction.tool.empty()) {
        world_.calls.push_back(reaction.tool);
        workload_->log += "called " + reaction.tool + "\n";
    }
    co_return co_await wait_for(process, std::move(reaction), limit);
}

Task<Result<std::string>> FakeLink::wait_for(std::shared_ptr<FakeProcess> process,
                                             Reaction reaction, Millis limit) {
    const Micros begin = world_.clock.ticks();
    const Micros ready =
        std::max<Micros>(begin, process->started_at + process->server.script().start_takes);
    const bool silent = reaction.behaviour == Behaviour::never_answers ||
                        reaction.behaviour == Behaviour::writes_garbage;
    const Micros until = begin + limit;
    const Micros due = silent ? until : ready + reaction.takes;
    if (reaction.behaviour == Behaviour::writes_garbage) ++process->garbage_lines;
    for (;;) {
        if (auto alive = check_alive(); !alive) co_return fail(alive.error());
        if (!process->running) co_return fail(exit_error(*process));
        const Micros now = world_.clock.ticks();
        if (now >= due && !silent) break;
        if (now >= until) {
            if (reaction.behaviour == Behaviour::writes_garbage)
                co_return fail(Category::invalid, "protocol_error",
                               "the server wrote what answers nothing");
            co_return fail(Category::timed_out, "timeout", "the server did not answer in time");
        }
        const Micros next = std::min({due, until, world_.next_end(*workload_), now + look_every});
        co_await world_.clock.sleep(std::chrono::ceil<Millis>(next - now));
    }
    if (reaction.behaviour == Behaviour::answers) co_return std::move(reaction.answer);
    const bool oom = reaction.behaviour == Behaviour::runs_out_of_memory;
    world_.end_process(*process, oom ? killed : process->server.script().exit_code, oom);
    co_return fail(exit_error(*process));
}

}  // namespace toolshed::engines::fake
