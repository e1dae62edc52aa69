// SPDX-License-Identifier: Apache-2.0
#include "shim/children.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <utility>

#include "shim/listeners.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {

constexpr int final_kill_rounds = 40;
constexpr Millis final_kill_pause{25};

std::unexpected<Error> conflict(std::string message) {
    return fail(Category::conflict, "conflict", std::move(message));
}

Task<void> end_child(std::shared_ptr<Child> child) {
    co_await child->end();
}

}  // namespace

Children::Children(asio::any_io_executor executor, LogRing& log, Standing standing)
    : executor_(executor),
      log_(log),
      standing_(std::move(standing)),
      kills_seen_(kills_.count()),
      tasks_(executor,
             [this](const std::string& name, const std::string& what) {
                 log_.add_note(name + " failed: " + what);
             }),
      reaper_(executor, [this](pid_t pid, int code) { before_reaping(pid, code); }) {}

Task<Result<void>> Children::put(std::string id) {
    const auto slot = slot_for(id);
    if (!slot) co_return fail(slot.error());
    if (std::exchange((*slot)->busy, true))
        co_return conflict("another request works on child '" + id + "'");
    auto result = co_await replace(**slot, id);
    (*slot)->busy = false;
    if (!result && !(*slot)->child) slots_.erase(id);
    co_return result;
}

Task<Result<void>> Children::replace(Slot& slot, std::string id) {
    if (slot.child) {
        co_await slot.child->end();
        kill_leftovers(*slot.child);
    }
    if (closed_) co_return conflict("the workload is ending");
    auto settings = settings_for(id);
    if (!settings) co_return fail(std::move(settings).error());
    // Asked before the program runs: a quick one listens at once.
    if (settings->reach.transport != "stdio") settings->others = read_listeners();
    auto spawned = spawn(settings->plan);
    if (!spawned) co_return fail(std::move(spawned).error());
    const auto child =
        std::make_shared<Child>(executor_, *std::move(settings), *std::move(spawned), log_);
    by_pid_[child->pid()] = child;
    auto started = co_await child->run(tasks_);
    if (!started) {
        slot.child.reset();
        log_.add_note(id + ": " + started.error().message);
        co_return started;
    }
    slot.child = child;
    log_.add_note(id + " started as process " + std::to_string(child->pid()));
    co_return Result<void>{};
}

Task<Result<void>> Children::remove(std::string id) {
    const auto found = slots_.find(id);
    if (found == slots_.end() || !found->second.child)
        co_return fail(Category::not_found, "no_child", "no child '" + id + "' was started");
    const auto child = found->second.child;
    co_await child->end();
    kill_leftovers(*child);
    co_return Result<void>{};
}

Task<void> Children::end_all() {
    closed_ = true;
    TaskGroup ends(executor_, [this](const std::string& name, const std::string& what) {
        log_.add_note(name + " failed: " + what);
    });
    // By process, so that one that is just being started is ended as well.
    for (const auto& entry : by_pid_)
        ends.spawn("end of " + entry.second->id(), end_child(entry.second));
    co_await ends.join();
    for (int round = 0; round < final_kill_rounds && !Reaper::none_left(); ++round) {
        kill_everything();
        asio::steady_timer pause(executor_, final_kill_pause);
        co_await pause.async_wait(asio::use_awaitable);
    }
}

std::shared_ptr<Child> Children::find(const std::string& id) const {
    const auto found = slots_.find(id);
    return found == slots_.end() ? nullptr : found->second.child;
}

std::vector<ChildStatus> Children::statuses() const {
    std::vector<ChildStatus> statuses;
    for (const auto& entry : slots_)
        if (entry.second.child) statuses.push_back(entry.second.child->status());
    return statuses;
}

int Children::exit_code(const std::string& id) const {
    const auto child = find(id);
    return child && child->exit() ? child->exit()->code : -1;
}

Result<Children::Slot*> Children::slot_for(const std::string& id) {
    if (closed_) return conflict("the workload is ending");
    if (const auto found = slots_.find(id); found != slots_.end()) return &found->second;
    for (auto slot = slots_.begin(); slot != slots_.end() && slots_.size() >= ids_max;) {
        const auto& [name, state] = *slot;
        const bool idle = !state.busy && (!state.child || !state.child->running());
        slot = idle && name != "main" ? slots_.erase(slot) : std::next(slot);
    }
    if (slots_.size() >= ids_max)
        return conflict("there are " + std::to_string(ids_max) + " children: end one first");
    return &slots_[id];
}

Result<ChildSettings> Children::settings_for(const std::string& id) {
    auto user = identity();
    if (!user) return fail(std::move(user).error());
    ChildSettings settings{.id = id};
    settings.plan = {start_.argv, with_home(start_.env, start_.home), start_.cwd, *std::move(user)};
    settings.stop_signal = signal_from(start_.stop_signal).value_or(SIGTERM);
    settings.end_of_input = Millis(start_.end_of_input_ms);
    settings.terminate = Millis(start_.terminate_ms);
    settings.message_bytes_max = static_cast<std::size_t>(start_.message_bytes_max);
    settings.reach = start_.reach;
    return settings;
}

Result<std::optional<Identity>> Children::identity() const {
    const bool separated = standing_.privileges.uid_separated;
    if (!separated && standing_.allow_unsafe) return std::optional<Identity>{};
    auto resolved = resolve_user(start_.user, standing_.accounts);
    if (!resolved) return fail(std::move(resolved).error());
    if (separated && resolved->uid == standing_.uid)
        return fail(Category::unavailable, "spawn_failed",
                    "the image's USER is uid " + std::to_string(resolved->uid) +
                        ", which belongs to the shim: choose another");
    if (separated) return std::optional<Identity>{*std::move(resolved)};
    if (resolved->uid == standing_.uid) return std::optional<Identity>{};
    return fail(Category::unavailable, "spawn_failed",
                "cannot become uid " + std::to_string(resolved->uid) +
                    ": the workload needs root with SETUID and SETGID at its start");
}

void Children::before_reaping(pid_t pid, int exit_code) {
    const auto found = by_pid_.find(pid);
    if (found == by_pid_.end()) return;
    const auto child = found->second;
    by_pid_.erase(found);
    // The dead leader still holds the number of its group, so this cannot hit a stranger.
    ::kill(-pid, SIGKILL);
    const auto processes = read_processes();
    for (const auto& process : members_of_session(pid, processes)) {
        if (!process.ended) child->note_leftover(process);
        ::kill(process.pid, SIGKILL);
    }
    for (const auto& process : still_there(child->stragglers(), processes))
        if (process.session != pid && !process.ended) child->note_leftover(process);
    const auto kills = kills_.count();
    const bool rose = kills > std::exchange(kills_seen_, kills);
    child->on_exit({exit_code, rose && exit_code == 128 + SIGKILL && !child->killed_by_us()});
    // With nobody else running, whatever is left was this one's.
    if (by_pid_.empty()) kill_everything();
}

void Children::kill_leftovers(const Child& child) {
    if (child.stragglers().empty()) return;
    for (const auto& process : still_there(child.stragglers(), read_processes()))
        ::kill(process.pid, SIGKILL);
}

}  // namespace toolshed::shim
