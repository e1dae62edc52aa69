// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "base/task_group.hpp"
#include "shim/child.hpp"
#include "shim/identity.hpp"
#include "shim/log_ring.hpp"
#include "shim/memory_kills.hpp"
#include "shim/privileges.hpp"
#include "shim/protocol/messages.hpp"
#include "shim/reaper.hpp"

namespace toolshed::shim {

/// What the shim knows about itself when it makes processes.
struct Standing {
    Privileges privileges = {};
    Accounts accounts = {};
    uid_t uid = 0;             ///< its own, which no child may have when uids are separated
    bool public_only = false;  ///< the rules of network profile `public` are in force
    bool allow_unsafe =
        false;  ///< without separation, run as ourselves whatever the image's USER says
};

/// The processes of the server, by id. One thread.
class Children {
public:
    static constexpr std::size_t ids_max = 16;  ///< ended ones are forgotten when more are wanted

    Children(boost::asio::any_io_executor executor, LogRing& log, Standing standing);

    /// What every child is made from; before the first `put`.
    void configure(const Start& start) { start_ = start; }

    /// Starts a process under `id`; one that runs under it is ended first. `unavailable`
    /// `spawn_failed`, `conflict` while another request works on the same id, or when everything is
    /// ending.
    Task<Result<void>> put(std::string id);
    /// Ends the process under `id` and waits until it is gone. `not_found` `no_child`.
    Task<Result<void>> remove(std::string id);
    /// Ends all of them at once, then everything else that is left. No process can be started
    /// afterwards.
    Task<void> end_all();
    /// Joins what the children still do.
    Task<void> close() { return tasks_.close(); }

    /// The child under `id`, running or ended, or nullptr.
    std::shared_ptr<Child> find(const std::string& id) const;
    std::vector<ChildStatus> statuses() const;
    /// Exit code of the child under `id`, or -1.
    int exit_code(const std::string& id) const;
    std::int64_t memory_kills() const { return kills_.count(); }
    Task<void> reap() { return reaper_.run(); }

private:
    struct Slot {
        std::shared_ptr<Child> child;
        bool busy = false;
    };

    Task<Result<void>> replace(Slot& slot, std::string id);
    Result<ChildSettings> settings_for(const std::string& id);
    Result<std::optional<Identity>> identity() const;
    Result<Slot*> slot_for(const std::string& id);
    void before_reaping(pid_t pid, int exit_code);
    void kill_leftovers(const Child& child);
    bool any_running() const;

    boost::asio::any_io_executor executor_;
    LogRing& log_;
    Standing standing_;
    Start start_;
    MemoryKills kills_;
    std::int64_t kills_seen_ = 0;
    TaskGroup tasks_;
    Reaper reaper_;
    std::map<std::string, Slot> slots_;
    std::map<pid_t, std::shared_ptr<Child>> by_pid_;
    bool closed_ = false;
};

}  // namespace toolshed::shim
