// SPDX-License-Identifier: Apache-2.0
#include "usecases/run_journal.hpp"

#include <nlohmann/json.hpp>

#include "usecases/records.hpp"

namespace toolshed {
namespace {

using Json = nlohmann::ordered_json;

Json error_body(const Error& error) {
    Json json = {
        {"type", to_string(error.category)}, {"code", error.code}, {"message", error.message}};
    if (!error.pointer.empty()) json["pointer"] = error.pointer;
    return json;
}

std::string text_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string run_event_body(const Run& run) {
    Json json = {{"id", run.id.str()}, {"state", to_string(run.state)}};
    if (!run.message.empty()) json["message"] = run.message;
    if (run.error) json["error"] = error_body(*run.error);
    json["ended"] = run.ended_at.has_value();
    return text_of(json);
}

std::string step_event_body(const Step& step) {
    Json json = {{"kind", to_string(step.kind)},
                 {"state", to_string(step.state)},
                 {"attempts", step.attempts}};
    if (step.started_at) json["started_at"] = to_rfc3339(*step.started_at);
    if (step.ended_at) {
        json["ended_at"] = to_rfc3339(*step.ended_at);
        json["duration_ms"] = static_cast<double>(step.duration_us) / 1000.0;
        json["server_ms"] = static_cast<double>(step.server_us) / 1000.0;
    }
    if (!step.detail.empty()) json["detail"] = step.detail;
    if (step.error) json["error"] = error_body(*step.error);
    if (!step.log_tail.empty()) json["log_tail"] = step.log_tail;
    return text_of(json);
}

Task<Result<void>> RunJournal::save(std::vector<Write> others) {
    return write("run", run_event_body(run_), std::move(others), write_attempts_max);
}

Task<Result<void>> RunJournal::save_unless_changed() {
    return write("run", run_event_body(run_), {}, 1);
}

Task<Result<void>> RunJournal::save_step(StepKind kind, std::vector<Write> others) {
    return write("step", step_event_body(*find_step(run_, kind)), std::move(others),
                 write_attempts_max);
}

Task<Result<void>> RunJournal::take_over_cancel() {
    const auto stored = co_await records::find_run(world_.store, run_.id);
    if (!stored) co_return fail(stored.error());
    if (!*stored)
        co_return fail(Category::not_found, "run_not_found", "the run was removed meanwhile");
    if ((*stored)->ended_at) co_return fail(Category::conflict, "run_ended", "the run has ended");
    run_.version = (*stored)->version;
    run_.events = (*stored)->events;
    if ((*stored)->state == RunState::cancelling && !is_terminal(run_.state))
        run_.state = RunState::cancelling;
    co_return Result<void>{};
}

Task<Result<void>> RunJournal::write(std::string event_type, std::string event_body,
                                     std::vector<Write> others, int attempts) {
    Error last;
    for (int attempt = 0; attempt < attempts; ++attempt) {
        Run next = run_;
        next.events += 1;
        std::vector<Write> writes = others;
        writes.push_back(put_over(records::of(next), run_.version));
        writes.push_back(put_new(records::event(run_.id.str(), next.events, world_.clock.now(),
                                                event_type, event_body)));
        const auto done = co_await world_.store.commit(std::move(writes));
        if (done) {
            run_.events = next.events;
            run_.version += 1;
            co_return Result<void>{};
        }
        last = done.error();
        if (!records::is_conflict(last) || attempt + 1 == attempts) break;
        if (const auto taken = co_await take_over_cancel(); !taken) co_return fail(taken.error());
        if (event_type == "run") event_body = run_event_body(run_);
    }
    co_return fail(last, "journal of " + run_.id.str());
}

Task<Result<void>> RunJournal::save_with_server(std::optional<Revision> revision,
                                                std::vector<Write> others) {
    Error last;
    for (int attempt = 0; attempt < write_attempts_max; ++attempt) {
        const auto server = co_await records::find_server(world_.store, run_.server_id);
        if (!server) co_return fail(server.error());
        std::vector<Write> writes = others;
        if (*server) {
            Server next = **server;
            next.last_run = LastRun{run_.id, std::string(to_string(run_.state)), run_.error};
            if (revision) next.current_revision = revision;
            next.updated_at = world_.clock.now();
            writes.push_back(put_over(records::of(next), (*server)->version));
        }
        Run next_run = run_;
        next_run.events += 1;
        writes.push_back(put_over(records::of(next_run), run_.version));
        writes.push_back(put_new(records::event(run_.id.str(), next_run.events, world_.clock.now(),
                                                "run", run_event_body(run_))));
        const auto done = co_await world_.store.commit(std::move(writes));
        if (done) {
            run_.events = next_run.events;
            run_.version += 1;
            co_return Result<void>{};
        }
        last = done.error();
        if (!records::is_conflict(last)) break;
        if (const auto taken = co_await take_over_cancel(); !taken) co_return fail(taken.error());
    }
    co_return fail(last, "journal of " + run_.id.str());
}

}  // namespace toolshed
