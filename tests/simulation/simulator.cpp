// SPDX-License-Identifier: Apache-2.0
#include "simulator.hpp"

#include <boost/asio/co_spawn.hpp>

#include "usecases/records.hpp"

namespace toolshed::simulation {

using engines::fake::Fault;

namespace {

const std::string url = "https://host/owner/repo";

std::unexpected<Error> gone() {
    return fail(Category::unavailable, "store_unavailable", "the daemon is dead");
}

class CountedIds final : public Ids {
public:
    explicit CountedIds(int& count) : count_(count) {}
    std::string next() override {
        std::string number = std::to_string(++count_);
        return std::string(26 - number.size(), '0') + number;
    }

private:
    int& count_;
};

class SeededRandom final : public Random {
public:
    explicit SeededRandom(std::mt19937_64& random) : random_(random) {}
    void fill(std::span<std::uint8_t> bytes) override {
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random_());
    }

private:
    std::mt19937_64& random_;
};

}  // namespace

Task<Result<std::optional<Item>>> MortalStore::get(Key key) {
    if (dead_) co_return gone();
    co_return co_await inner_.get(std::move(key));
}

Task<Result<void>> MortalStore::commit(std::vector<Write> writes, Durability durability) {
    if (dead_) co_return gone();
    const auto dropped = [this](const Write& write) {
        const std::string& collection = write.item.key.collection;
        const bool put = write.kind == Write::Kind::put;
        if (plant_ == Plant::forgotten_intents) return put && collection == "workloads";
        return plant_ == Plant::kept_slots && !put && collection == "active_runs";
    };
    if (plant_ != Plant::nothing) std::erase_if(writes, dropped);
    const auto revived = co_await revived_by(writes);
    auto done = co_await inner_.commit(std::move(writes), durability);
    if (done) revived_.insert(revived.begin(), revived.end());
    co_return done;
}

Task<std::vector<std::string>> MortalStore::revived_by(const std::vector<Write>& writes) {
    std::vector<std::string> revived;
    for (const auto& write : writes) {
        if (write.kind != Write::Kind::put || write.item.key.collection != "runs") continue;
        const auto stored = co_await inner_.get(write.item.key);
        if (!stored || !*stored) continue;
        const auto before = records::read_run(**stored);
        const auto after = records::read_run(write.item);
        if (!before || !after) continue;
        const bool changed = is_terminal(before->state) && after->state != before->state;
        if (before->ended_at || changed) revived.push_back(write.item.key.id);
    }
    co_return revived;
}

Task<Result<Page>> MortalStore::query(Query query) {
    if (dead_) co_return gone();
    co_return co_await inner_.query(std::move(query));
}

Task<Result<std::size_t>> MortalStore::remove_expired(TimePoint now, std::size_t limit) {
    if (dead_) co_return gone();
    co_return co_await inner_.remove_expired(now, limit);
}

/// Dies at one in so many crash points.
class Simulator::SeededCrashes final : public CrashPoints {
public:
    explicit SeededCrashes(Simulator& simulator) : simulator_(simulator) {}
    void reach(std::string_view) override {
        if (!simulator_.calm_ && !simulator_.dead_ && simulator_.pick(60) == 0) {
            simulator_.dead_ = true;
            ++simulator_.crashes_;
        }
        if (simulator_.dead_) throw Crash{};
    }

private:
    Simulator& simulator_;
};

/// One life of the daemon.
struct Simulator::Daemon {
    Simulator& owner;
    MortalStore store{owner.store_, owner.dead_, owner.plant_, owner.revived_};
    engines::fake::FakeEngine engine{owner.world_, owner.installation_.id};
    engines::fake::FakeBuilder builder{owner.world_, owner.installation_.id};
    engines::fake::FakeSource source{owner.world_};
    engines::fake::FakeRegistry registry{owner.world_};
    CountedIds ids{owner.ids_};
    SeededRandom random{owner.random_};
    SeededCrashes crashes{owner};
    SilentLog log;
    TaskGroup background{owner.io_->get_executor(), [](const std::string&, const std::string&) {}};
    TaskGroup brief{owner.io_->get_executor(), [](const std::string&, const std::string&) {}};
    World world{owner.clock_,
                ids,
                random,
                store,
                owner.blobs_,
                owner.logs_,
                engine,
                builder,
                source,
                owner.disks_,
                crashes,
                log,
                background,
                brief,
                owner.installation_,
                owner.settings_,
                owner.with_registry() ? &registry : nullptr};
    Verifications verifications{world};
    Sessions sessions{world};
    Calls calls{world, sessions};
    Catalogue catalogue{world, verifications, sessions};
    Reconciler reconciler{world, catalogue, verifications, sessions};
    House house{world};
};

Simulator::Simulator(std::uint64_t seed, Plant plant)
    : seed_(seed),
      random_(seed),
      plant_(plant),
      seeded_faults_(engines::fake::seeded_faults(seed)) {
    settings_.verification.scratch = "/scratch";
    settings_.reconciler.sweep_every = Millis(30'000);
    // So little is kept that every rule has something to remove.
    settings_.house.clean_every = Millis(60'000);
    settings_.house.images_per_server = 2;
    settings_.house.runs_per_server = 3;
    settings_.house.sessions_per_server = 3;
    settings_.house.logs_age = Millis(5 * 60'000);
    settings_.house.blob_grace = Millis(4 * 60'000);
    settings_.house.cache_age = Millis(10 * 60'000);
    world_.push(url, {});
    world_.faults = [this](std::string_view operation) {
        if (dead_) return Fault{Fault::Kind::before, Millis(0)};
        return calm_ ? Fault{} : seeded_faults_(operation);
    };
    boot();
}

Simulator::~Simulator() {
    bury();
}

namespace {
Task<void> close_both(TaskGroup& first, TaskGroup& second) {
    co_await first.close();
    co_await second.close();
}
}  // namespace

void Simulator::boot() {
    dead_ = false;
    installation_.boot_number += 1;
    io_ = std::make_unique<boost::asio::io_context>(1);
    daemon_ = std::make_unique<Daemon>(*this);
    daemon_->background.spawn("reconciler", daemon_->reconciler.run());
    daemon_->background.spawn("house", daemon_->house.run());
}

/// Nothing that the dead daemon still does has an effect, so it may unwind in peace.
void Simulator::bury() {
    dead_ = true;
    bool closed = false;
    boost::asio::co_spawn(*io_, close_both(daemon_->background, daemon_->brief),
                          [&](std::exception_ptr) { closed = true; });
    spin(closed);
    daemon_.reset();
    io_.reset();
}

/// Runs and lets time pass until `done`, or until nothing is left to wait for.
bool Simulator::spin(const bool& done) {
    while (!done) {
        io_->restart();
        if (io_->poll() == 0 && !clock_.advance()) return false;
    }
    return true;
}

void Simulator::act(Task<void> action) {
    bool done = false;
    boost::asio::co_spawn(*io_, std::move(action), [&](std::exception_ptr) { done = true; });
    spin(done);
    if (dead_) {
        bury();
        boot();
    }
}

namespace {
Task<void> wait(Clock& clock, Millis time) {
    co_await clock.sleep(time);
}
}  // namespace

void Simulator::let_pass(Millis time) {
    act(wait(clock_, time));
}

Task<void> Simulator::verify() {
    Daemon& daemon = *daemon_;
    const std::string name = "server" + std::to_string(pick(3));
    if (pick(2) == 0) world_.push(url, {});
    NewServer server{url, name, {}, {}};
    if (const auto added = co_await daemon.catalogue.add(administrator(), std::move(server)); added)
        co_return;
    NewRun run{name, pick(3) == 0};
    (void)(co_await daemon.verifications.start(administrator(), std::move(run))).has_value();
}

Task<void> Simulator::use_session() {
    Daemon& daemon = *daemon_;
    NewSession wanted{"server" + std::to_string(pick(3)), {}};
    const auto started = co_await daemon.sessions.start(administrator(), std::move(wanted));
    if (!started) co_return;
    const SessionId id = started->session.id;
    const auto ready = co_await daemon.sessions.wait_ready(administrator(), id);
    if (!ready || ready->state != SessionState::active) co_return;
    NewCall call{id, "echo"};
    (void)(co_await daemon.calls.execute(administrator(), std::move(call))).has_value();
    if (pick(2) == 0) (void)(co_await daemon.sessions.stop(administrator(), id)).has_value();
}

Task<void> Simulator::end_something() {
    Daemon& daemon = *daemon_;
    if (pick(3) == 0) {
        const std::string name = "server" + std::to_string(pick(3));
        (void)(co_await daemon.catalogue.remove(administrator(), name)).has_value();
        co_return;
    }
    const auto runs = co_await daemon.verifications.list(administrator(), {});
    if (!runs || runs->items.empty()) co_return;
    const RunId id = runs->items.front().id;
    (void)(co_await daemon.verifications.cancel(administrator(), id)).has_value();
}

/// Somebody removes an image that nobody uses and a registry has.
void Simulator::lose_an_image() {
    for (auto& [digest, image] : world_.images)
        if (!image.info.references.empty() && !world_.is_used(image))
            return world_.lose_image(Digest{image.info.digest});
}

Task<void> Simulator::random_action() {
    ++actions_;
    if (pick(5) == 0) lose_an_image();
    disks_.free_bytes = pick(8) == 0 ? 2LL << 30 : 100LL << 30;
    const int choice = pick(10);
    if (choice < 4) return verify();
    return choice < 8 ? use_session() : end_something();
}

std::vector<std::string> Simulator::run(int steps) {
    for (int step = 0; step < steps; ++step) {
        act(random_action());
        let_pass(Millis(pick(20'000)));
    }
    calm_ = true;
    // Longer than every limit: what has not ended by then never will.
    let_pass(std::chrono::minutes(70));
    return broken();
}

bool Simulator::is_kept(const LaunchPlan& plan) const {
    const std::string reference = image_reference(plan);
    return world_.images.contains(reference) || world_.pushed.contains(reference);
}

/// What housekeeping must have removed by now, and what it must not have.
std::vector<std::string> Simulator::badly_kept() const {
    std::vector<std::string> faults;
    std::set<std::string> named, objects, current;
    for (const auto& [key, item] : store_.items()) {
        objects.insert(key.id);
        if (key.collection == "runs") named.insert(records::read_run(item)->evidence.tools_blob);
        if (key.collection == "revisions") named.insert(records::read_revision(item)->tools_blob);
        if (key.collection != "servers") continue;
        if (const auto server = *records::read_server(item); server.current_revision)
            current.insert(server.current_revision->tools_blob);
    }
    const auto blobs = blobs_.addresses();
    for (const auto& address : blobs)
        if (!named.contains(address) && !current.contains(address))
            faults.push_back("content left: " + address);
    for (const auto& address : current)
        if (std::ranges::find(blobs, address) == blobs.end())
            faults.push_back("tools of a verified server are gone: " + address);
    for (const auto& id : logs_.ids())
        if (!objects.contains(id)) faults.push_back("log left: " + id);
    if (!world_.cache.empty()) faults.push_back("build cache left: " + world_.cache.front().id);
    return faults;
}

std::vector<std::string> Simulator::broken() const {
    std::vector<std::string> faults = badly_kept();
    faults.insert(faults.end(), world_.violations.begin(), world_.violations.end());
    for (const auto& name : world_.all_workloads()) faults.push_back("workload left: " + name);
    for (const auto& [folder, tree] : world_.trees) faults.push_back("tree left: " + folder);
    for (const auto& [run, count] : world_.builds)
        if (count > 1) faults.push_back(run + " was built " + std::to_string(count) + " times");
    for (const auto& run : revived_) faults.push_back("run was written after its end: " + run);
    std::set<std::string> needed;
    for (const auto& [key, item] : store_.items()) {
        if (key.collection == "active_runs" || key.collection == "workloads")
            faults.push_back(key.collection + " left: " + key.id);
        if (key.collection == "images") needed.insert(key.id);
        if (key.collection == "runs" && !records::read_run(item)->ended_at)
            faults.push_back("run never ended: " + key.id);
        if (key.collection == "sessions") {
            const auto session = *records::read_session(item);
            if (!is_terminal(session.state)) faults.push_back("session never ended: " + key.id);
            if (session.end_reason == "crashed") faults.push_back("session killed: " + key.id);
        }
        if (key.collection == "servers") {
            const auto server = *records::read_server(item);
            if (server.deleting) faults.push_back("server never removed: " + key.id);
            if (server.current_revision && !is_kept(server.current_revision->plan))
                faults.push_back("image of a verified server is gone: " + key.id);
        }
    }
    for (const auto& [digest, image] : world_.images) {
        bool wanted = needed.contains(image.info.run);
        for (const auto& name : image.info.names) wanted = wanted || needed.contains(name);
        for (const auto& name : image.info.references) wanted = wanted || needed.contains(name);
        if (!wanted) faults.push_back("image left: " + digest);
    }
    return faults;
}

}  // namespace toolshed::simulation
