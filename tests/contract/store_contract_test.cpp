// SPDX-License-Identifier: Apache-2.0
//
// What every adapter of the Store port does. The limits are DynamoDB's, so that no adapter grows
// what it could not do.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "../support/run_task.hpp"
#include "ports/cursor.hpp"
#include "stores/memory/memory_store.hpp"
#include "stores/sqlite/sqlite_store.hpp"

namespace toolshed {
namespace {

using support::run;

/// A clock that a test sets.
class SetClock final : public Clock {
public:
    TimePoint now() const override { return time; }
    std::chrono::microseconds ticks() const override { return time.time_since_epoch(); }
    Task<void> sleep(Millis) override { co_return; }
    TimePoint time{Millis(1'000'000)};
};

struct Adapter {
    std::string name;
    std::function<std::unique_ptr<Store>(Clock&, const std::filesystem::path&)> make;
};

std::filesystem::path fresh_folder() {
    static int number = 0;
    const auto folder = std::filesystem::path(::testing::TempDir()) /
                        ("store-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

class StoreContract : public ::testing::TestWithParam<Adapter> {
protected:
    StoreContract() : folder_(fresh_folder()), store_(GetParam().make(clock_, folder_)) {}
    ~StoreContract() override {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    static Item item(const std::string& id, const std::string& body = "{}",
                     std::vector<IndexEntry> indexes = {}) {
        return {{"things", id}, body, 0, std::move(indexes), {}};
    }
    Result<void> commit(std::vector<Write> writes) {
        return run(store_->commit(std::move(writes), Durability::durable));
    }
    Result<void> put(Item thing) { return commit({put_any(std::move(thing))}); }
    std::optional<Item> get(const std::string& id) { return *run(store_->get({"things", id})); }
    Page query(Query query) { return *run(store_->query(std::move(query))); }
    static std::string ids(const Page& page) {
        std::string text;
        for (const auto& each : page.items) text += each.key.id + " ";
        return text;
    }

    SetClock clock_;
    std::filesystem::path folder_;
    std::unique_ptr<Store> store_;
};

TEST_P(StoreContract, KeepsWhatWasPutAndCountsVersions) {
    EXPECT_FALSE(get("a"));
    const std::vector<IndexEntry> indexes = {{"z", "p", "1"}, {"a", "p", "2"}};
    ASSERT_TRUE(put(item("a", "one\n\xc3\xa9", indexes)));
    auto stored = get("a");
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->body, "one\n\xc3\xa9");
    EXPECT_EQ(stored->version, 1);
    EXPECT_EQ(stored->indexes, indexes);
    ASSERT_TRUE(put(item("a", "two")));
    EXPECT_EQ(get("a")->version, 2);
    EXPECT_EQ(get("a")->body, "two");
    ASSERT_TRUE(commit({remove_any({"things", "a"})}));
    EXPECT_FALSE(get("a"));
}

TEST_P(StoreContract, HoldsExpectations) {
    ASSERT_TRUE(commit({put_new(item("a"))}));
    struct Case {
        Write write;
        bool accepted;
        std::string_view why;
    };
    const Case cases[] = {
        {put_new(item("a")), false, "it exists"},
        {put_over(item("a"), 2), false, "another version"},
        {put_over(item("b"), 1), false, "it does not exist"},
        {remove_version({"things", "a"}, 7), false, "another version"},
        {check_version({"things", "a"}, 2), false, "another version"},
        {check_absent({"things", "a"}), false, "it exists"},
        {check_version({"things", "a"}, 1), true, "this version"},
        {check_absent({"things", "b"}), true, "it does not exist"},
        {put_over(item("a"), 1), true, "this version"},
        {remove_version({"things", "a"}, 2), true, "this version"},
    };
    for (const auto& [write, accepted, why] : cases) {
        const auto done = commit({write});
        EXPECT_EQ(done.has_value(), accepted) << why;
        if (!done) EXPECT_EQ(done.error().code, "version_conflict") << why;
    }
}

TEST_P(StoreContract, CommitsAllOrNothingAndNamesTheConflict) {
    ASSERT_TRUE(put(item("taken")));
    const auto done = commit({put_new(item("x")), put_new(item("y")), put_new(item("taken"))});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().category, Category::conflict);
    EXPECT_EQ(done.error().pointer, "/2");
    EXPECT_FALSE(get("x"));
    EXPECT_FALSE(get("y"));
}

TEST_P(StoreContract, RefusesWhatIsOverItsLimits) {
    std::vector<Write> many;
    for (int i = 0; i < 101; ++i) many.push_back(put_any(item("i" + std::to_string(i))));
    EXPECT_EQ(commit(many).error().code, "too_many_writes");
    many.pop_back();
    EXPECT_TRUE(commit(many));
    EXPECT_EQ(commit({}).error().code, "too_many_writes");
    EXPECT_EQ(put(item("big", std::string(400 * 1024, 'x'))).error().code, "item_too_large");
    EXPECT_TRUE(put(item("big", std::string(399 * 1024, 'x'))));
    EXPECT_EQ(commit({put_any(item("a")), remove_any({"things", "a"})}).error().code, "bad_key");
    for (const Key& key :
         {Key{"", "a"}, Key{"Things", "a"}, Key{"things", ""}, Key{"things", std::string(513, 'a')},
          Key{"things", std::string("a\0b", 3)}})
        EXPECT_EQ(commit({remove_any(key)}).error().code, "bad_key");
    const std::vector<IndexEntry> six(6, {"i", "p", "s"});
    EXPECT_EQ(put(item("six", "{}", six)).error().code, "item_too_large");
}

TEST_P(StoreContract, ListsInOrderAndByPages) {
    for (const char* name : {"c", "a", "e", "b", "d"})
        ASSERT_TRUE(put(item(name, "{}", {{"all", "p", std::string("s") + name}})));
    ASSERT_TRUE(put(item("other", "{}", {{"all", "q", "s"}})));
    Query wanted{"things", "all", "p"};
    EXPECT_EQ(ids(query(wanted)), "a b c d e ");
    wanted.order = Query::Order::descending;
    EXPECT_EQ(ids(query(wanted)), "e d c b a ");
    wanted.limit = 2;
    Page page = query(wanted);
    EXPECT_EQ(ids(page), "e d ");
    // What is added before the place of the cursor does not shift the next page.
    ASSERT_TRUE(put(item("f", "{}", {{"all", "p", "sf"}})));
    wanted.cursor = page.next_cursor;
    page = query(wanted);
    EXPECT_EQ(ids(page), "c b ");
    wanted.cursor = page.next_cursor;
    page = query(wanted);
    EXPECT_EQ(ids(page), "a ");
    EXPECT_EQ(page.next_cursor, "");
}

TEST_P(StoreContract, OrdersEqualSortValuesById) {
    for (const char* name : {"b", "c", "a"})
        ASSERT_TRUE(put(item(name, "{}", {{"all", "p", "same"}})));
    Query wanted{"things", "all", "p"};
    wanted.limit = 1;
    std::string seen;
    do {
        const Page page = query(wanted);
        seen += ids(page);
        wanted.cursor = page.next_cursor;
    } while (!wanted.cursor.empty());
    EXPECT_EQ(seen, "a b c ");
}

TEST_P(StoreContract, BeginsBeyondASortValue) {
    for (const char* name : {"1", "2", "3"})
        ASSERT_TRUE(put(item(name, "{}", {{"all", "p", name}})));
    Query wanted{"things", "all", "p"};
    wanted.after_sort = "1";
    EXPECT_EQ(ids(query(wanted)), "2 3 ");
    wanted.order = Query::Order::descending;
    wanted.after_sort = "3";
    EXPECT_EQ(ids(query(wanted)), "2 1 ");
}

TEST_P(StoreContract, MovesAnItemWithItsIndexEntries) {
    ASSERT_TRUE(put(item("a", "{}", {{"state", "open", "1"}})));
    ASSERT_TRUE(put(item("a", "{}", {{"state", "closed", "1"}})));
    EXPECT_EQ(ids(query({"things", "state", "open"})), "");
    EXPECT_EQ(ids(query({"things", "state", "closed"})), "a ");
    ASSERT_TRUE(commit({remove_any({"things", "a"})}));
    EXPECT_EQ(ids(query({"things", "state", "closed"})), "");
}

TEST_P(StoreContract, RefusesCursorsAndLimitsThatAreNotItsOwn) {
    for (const char* name : {"a", "b"}) ASSERT_TRUE(put(item(name, "{}", {{"all", "p", name}})));
    Query wanted{"things", "all", "p"};
    wanted.limit = 1;
    const std::string cursor = query(wanted).next_cursor;
    const auto code = [&](Query bad) { return run(store_->query(std::move(bad))).error().code; };
    for (const std::string& bad : {std::string("nonsense"), cursor + "z", cursor.substr(1)}) {
        wanted.cursor = bad;
        EXPECT_EQ(code(wanted), "bad_cursor") << bad;
    }
    Query other{"things", "all", "q"};
    other.cursor = cursor;
    EXPECT_EQ(code(other), "bad_cursor") << "of another query";
    wanted.cursor.clear();
    wanted.limit = 0;
    EXPECT_EQ(code(wanted), "bad_limit");
    wanted.limit = 1'001;
    EXPECT_EQ(code(wanted), "bad_limit");
}

TEST_P(StoreContract, HidesAndRemovesWhatHasExpired) {
    Item soon = item("soon", "{}", {{"all", "p", "1"}});
    soon.expires_at = clock_.time + Millis(100);
    ASSERT_TRUE(put(soon));
    ASSERT_TRUE(put(item("stays", "{}", {{"all", "p", "2"}})));
    EXPECT_TRUE(get("soon"));
    clock_.time += Millis(100);
    EXPECT_FALSE(get("soon"));
    EXPECT_EQ(ids(query({"things", "all", "p"})), "stays ");
    ASSERT_TRUE(commit({put_new(soon)})) << "an expired item is absent";
    EXPECT_EQ(*run(store_->remove_expired(clock_.time, 10)), 1u);
    EXPECT_EQ(*run(store_->remove_expired(clock_.time, 10)), 0u);
}

TEST_P(StoreContract, LetsOneOfTwoRacingWritersWin) {
    ASSERT_TRUE(put(item("a")));
    boost::asio::io_context io;
    int won = 0;
    for (int i = 0; i < 2; ++i)
        boost::asio::co_spawn(
            io, store_->commit({put_over(item("a"), 1)}, Durability::durable),
            [&](std::exception_ptr, const Result<void>& done) { won += done.has_value() ? 1 : 0; });
    io.run();
    EXPECT_EQ(won, 1);
}

TEST_P(StoreContract, AppliesRelaxedCommitsAtOnce) {
    ASSERT_TRUE(run(store_->commit({put_new(item("call"))}, Durability::relaxed)));
    EXPECT_TRUE(get("call"));
}

std::unique_ptr<Store> open_sqlite(Clock& clock, const std::filesystem::path& folder) {
    auto opened = stores::sqlite::SqliteStore::open({folder / "store.db"}, clock);
    return opened ? std::move(*opened) : nullptr;
}

INSTANTIATE_TEST_SUITE_P(
    Adapters, StoreContract,
    ::testing::Values(Adapter{"memory",
                              [](Clock& clock, const std::filesystem::path&) {
                                  return std::make_unique<stores::memory::MemoryStore>(clock);
                              }},
                      Adapter{"sqlite", open_sqlite}),
    [](const auto& adapter) { return adapter.param.name; });

class SqliteFile : public ::testing::Test {
protected:
    ~SqliteFile() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_ = fresh_folder();
    SetClock clock_;
};

TEST_F(SqliteFile, SurvivesBeingOpenedAgain) {
    ASSERT_TRUE(run(open_sqlite(clock_, folder_)
                        ->commit({put_new({{"things", "a"}, "x"})}, Durability::relaxed)));
    EXPECT_TRUE(run(open_sqlite(clock_, folder_)->get({"things", "a"}))->has_value());
}

TEST_F(SqliteFile, RefusesAFileOfANewerVersion) {
    open_sqlite(clock_, folder_).reset();
    auto database = stores::sqlite::Database::open((folder_ / "store.db").string());
    ASSERT_TRUE(database->run("PRAGMA user_version=99"));
    const auto opened = stores::sqlite::SqliteStore::open({folder_ / "store.db"}, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "store_too_new");
}

TEST_F(SqliteFile, RefusesADamagedFile) {
    std::FILE* file = std::fopen((folder_ / "store.db").c_str(), "w");
    std::fputs("this is no database, and it is long enough to look like one at first sight", file);
    std::fclose(file);
    const auto opened = stores::sqlite::SqliteStore::open({folder_ / "store.db"}, clock_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, "store_damaged");
}

/// Commits one item after the other and says each number once it is acknowledged, until it is
/// killed.
[[noreturn]] void write_for_ever(const std::filesystem::path& folder, int told) {
    SetClock clock;
    const auto store = open_sqlite(clock, folder);
    for (int i = 0;; ++i) {
        const std::string id = std::to_string(i);
        if (!run(store->commit({put_new({{"things", id}, "x"})}, Durability::durable))) ::_exit(1);
        if (::write(told, &i, sizeof i) != sizeof i) ::_exit(1);
    }
}

TEST_F(SqliteFile, HasEveryAcknowledgedCommitAfterAKill) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) write_for_ever(folder_, ends[1]);
    ::close(ends[1]);
    int last = -1, number = 0;
    while (last < 50 && ::read(ends[0], &number, sizeof number) == sizeof number) last = number;
    ::kill(child, SIGKILL);
    while (::read(ends[0], &number, sizeof number) == sizeof number) last = number;
    ::waitpid(child, nullptr, 0);
    ::close(ends[0]);
    ASSERT_GE(last, 50);
    const auto store = open_sqlite(clock_, folder_);
    for (int i = 0; i <= last; ++i)
        ASSERT_TRUE(run(store->get({"things", std::to_string(i)}))->has_value()) << i;
}

}  // namespace
}  // namespace toolshed
