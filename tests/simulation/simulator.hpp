// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "blobs/memory/memory_blobs.hpp"
#include "engines/fake/fake_builder.hpp"
#include "engines/fake/fake_engine.hpp"
#include "engines/fake/fake_registry.hpp"
#include "engines/fake/fake_source.hpp"
#include "engines/fake/virtual_clock.hpp"
#include "stores/memory/memory_store.hpp"
#include "usecases/calls.hpp"
#include "usecases/house.hpp"
#include "usecases/reconciler.hpp"

namespace toolshed::simulation {

/// Bugs that may be planted, to see that the invariants find them.
enum class Plant { nothing, forgotten_intents, kept_slots };

struct Crash {};  ///< thrown at a crash point: the daemon is dead from there on

/// The store as a daemon sees it: nothing reaches it after the daemon's death. It remembers runs
/// that were written after they had ended, or whose verdict was changed.
class MortalStore final : public Store {
public:
    MortalStore(Store& inner, const bool& dead, Plant plant, std::set<std::string>& revived)
        : inner_(inner), dead_(dead), plant_(plant), revived_(revived) {}
    Task<Result<std::optional<Item>>> get(Key key) override;
    Task<Result<void>> commit(std::vector<Write> writes, Durability durability) override;
    Task<Result<Page>> query(Query query) override;
    Task<Result<std::size_t>> remove_expired(TimePoint now, std::size_t limit) override;

private:
    Task<std::vector<std::string>> revived_by(const std::vector<Write>& writes);

    Store& inner_;
    const bool& dead_;
    Plant plant_;
    std::set<std::string>& revived_;
};

/// One disk, as full as it is made.
class SimulatedDisks final : public Disks {
public:
    std::int64_t free_bytes = 100LL << 30;
    std::vector<DiskSpace> look(const std::filesystem::path&) const override {
        return {{"data", "/data", free_bytes, 200LL << 30}};
    }
};

/// A daemon in virtual time over what outlives it, with faults, delays and crashes from one seed.
class Simulator {
public:
    Simulator(std::uint64_t seed, Plant plant);
    ~Simulator();

    /// Lets users act and the world misbehave; then everything calms down. Answers the broken
    /// invariants.
    std::vector<std::string> run(int steps);

    int crashes() const { return crashes_; }
    int actions() const { return actions_; }

private:
    struct Daemon;
    class SeededCrashes;

    void boot();
    void bury();
    bool spin(const bool& done);
    void act(Task<void> action);
    void let_pass(Millis time);
    Task<void> random_action();
    Task<void> verify();
    Task<void> use_session();
    Task<void> end_something();
    std::vector<std::string> broken() const;
    std::vector<std::string> badly_kept() const;
    void lose_an_image();
    bool is_kept(const LaunchPlan& plan) const;
    bool with_registry() const { return seed_ % 2 == 0; }
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

    std::uint64_t seed_;
    std::mt19937_64 random_;
    Plant plant_;
    engines::fake::VirtualClock clock_;
    engines::fake::FakeWorld world_{clock_};
    stores::memory::MemoryStore store_{clock_};
    SimulatedDisks disks_;
    blobs::memory::MemoryBlobs blobs_{clock_};
    blobs::memory::MemoryLogs logs_{clock_};
    engines::fake::FaultPlan seeded_faults_;
    std::unique_ptr<boost::asio::io_context> io_;
    std::unique_ptr<Daemon> daemon_;
    Installation installation_{"simulated000", "boot", 0};
    Settings settings_;
    std::set<std::string> revived_;
    bool dead_ = false;
    bool calm_ = false;
    int crashes_ = 0;
    int actions_ = 0;
    int ids_ = 0;
};

}  // namespace toolshed::simulation
