// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engines/fake/fake_server.hpp"
#include "engines/fake/faults.hpp"
#include "ports/builder.hpp"
#include "ports/engine.hpp"

namespace toolshed::engines::fake {

using Micros = std::chrono::microseconds;

/// One commit of a scripted repository and what building it yields.
struct FakeCommit {
    ServerScript script = {};
    std::vector<std::string> folders = {};  ///< that exist besides the root
    std::optional<Error> build_error = {};
    std::vector<std::string> build_log = {"Step 1/1 : FROM scratch"};
    Millis build_takes{2'000};
    std::vector<std::string> argv = {"/server"};
    std::int64_t image_bytes = 10'000'000;
    std::uint64_t tree_bytes = 4'096;
};

struct FakeRepository {
    std::map<std::string, FakeCommit> commits = {};
    std::map<std::string, std::string> refs = {};  ///< name → commit
    std::string head = {};                         ///< a commit
    bool reachable = true;
};

/// A fetched tree on the fake disk.
struct FakeTree {
    std::string url;
    std::string commit;
    std::string build_folder;  ///< what a build names as its context
};

struct FakeImage {
    ImageInfo info;            ///< `ours` is filled for the engine that asks
    std::string installation;  ///< empty = not made by us
    ServerScript script;
};

struct FakeProcess {
    std::string id;
    FakeServer server;
    bool running = true;
    int exit_code = -1;
    bool oom = false;
    Micros started_at{0};
    Micros ended_at{0};
    std::set<std::string> open_ids = {};  ///< of requests in flight
    int garbage_lines = 0;
};

struct FakeWorkload {
    WorkloadSpec spec;
    std::string installation;
    bool running = false;
    bool removed = false;
    int exit_code = 0;
    int boots = 0;
    Micros booted_at{0};
    std::optional<WorkloadStart> start = {};
    Micros deadline_at{0};
    Millis idle{0};
    Micros active_at{0};  ///< of the last message or call in flight
    int in_flight = 0;
    std::string end_reason = {};
    std::map<std::string, std::shared_ptr<FakeProcess>> processes = {};
    std::string log = {};
};

/// The outside world of the fakes: what is there while daemons come and go. Deterministic, in
/// memory, one thread; `clock` and the world outlive every engine, builder and source made on it.
/// Tests script and inspect it freely.
class FakeWorld {
public:
    explicit FakeWorld(Clock& clock);

    Clock& clock;
    FaultPlan faults = no_faults();
    std::string shim_digest;
    Millis boot_takes{20};     ///< from the start of a workload until its shim listens
    bool engine_down = false;  ///< every operation of engine and builder fails until it is back

    std::map<std::string, FakeRepository> repositories;  ///< by URL
    std::map<std::string, FakeTree> trees;               ///< by target folder
    std::map<std::string, FakeImage> images;             ///< by digest
    std::map<std::string, FakeImage> pushed;         ///< in the registry, by `repository@digest`
    std::map<std::string, std::string> pushed_tags;  ///< manifest digests by full name
    std::map<std::string, std::shared_ptr<FakeWorkload>> workloads;  ///< by name
    std::map<std::string, int> operations;  ///< how often each was asked for
    std::map<std::string, int> builds;      ///< finished builds by run
    std::vector<CachedPart> cache;          ///< what builds have left
    std::vector<std::string> calls;         ///< tools that ran, in order
    std::vector<std::string> violations;    ///< what no caller may do; must stay empty

    // ---- scripting
    /// Adds a commit and lets HEAD and `main` name it; answers its id.
    std::string push(const std::string& url, FakeCommit commit);
    /// Adds an image that was not built by us; answers its digest.
    Digest add_image(ServerScript script, const std::string& name = {});
    /// Somebody removes an image behind our back.
    void lose_image(const Digest& digest) { images.erase(digest.value); }

    // ---- inspection
    /// Names of workloads that run now.
    std::vector<std::string> live_workloads();
    /// Names of all that exist, running or not.
    std::vector<std::string> all_workloads() const;
    std::vector<std::string> image_digests() const;
    int builds_of(const std::string& run) const;
    int running_processes();
    /// The images that no tag names.
    std::vector<std::string> nameless_images() const;

    // ---- for the fakes
    Fault decide(const std::string& operation);
    /// By digest, name or reference; nullptr.
    FakeImage* find_image(const std::string& reference);
    bool is_used(const FakeImage& image) const;
    /// Gives the image a name, which any other one loses.
    void name_image(FakeImage& image, const std::string& name);
    void boot(FakeWorkload& workload);
    /// Ends what is over by now: deadline, idleness, no `start` in time.
    void settle(FakeWorkload& workload);
    /// When `settle` will have something to do, as far as is known now.
    Micros next_end(const FakeWorkload& workload) const;
    void end(FakeWorkload& workload, std::string reason, int exit_code);
    void end_process(FakeProcess& process, int exit_code, bool oom = false);
    int next_process_number() { return ++processes_started_; }

private:
    int processes_started_ = 0;
    int images_added_ = 0;
};

/// The failure that an operation's caller sees when `faults` or `engine_down` say so.
Error fault_error(const std::string& operation);

/// Runs `effect` as the world's plan says for `operation`.
template <class T>
Task<Result<T>> with_faults(FakeWorld& world, std::string operation, Task<Result<T>> effect) {
    const Fault fault = world.decide(operation);
    if (fault.delay > Millis(0)) co_await world.clock.sleep(fault.delay);
    if (fault.kind == Fault::Kind::before) co_return fail(fault_error(operation));
    auto result = co_await std::move(effect);
    if (fault.kind == Fault::Kind::lost_reply) co_return fail(fault_error(operation));
    co_return result;
}

}  // namespace toolshed::engines::fake
