// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/tables.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace toolshed::stores::sqlite {
namespace {

/// Each script brings the schema from its place in the list to the next. Never change one that was
/// released.
constexpr std::array migrations = {
    R"(CREATE TABLE items (collection TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
                           version INTEGER NOT NULL, expires INTEGER,
                           PRIMARY KEY (collection, id)) WITHOUT ROWID;
       CREATE TABLE entries (collection TEXT NOT NULL, name TEXT NOT NULL, part TEXT NOT NULL,
                             sort TEXT NOT NULL, id TEXT NOT NULL, place INTEGER NOT NULL,
                             PRIMARY KEY (collection, name, part, sort, id)) WITHOUT ROWID;
       CREATE INDEX entries_of_item ON entries (collection, id);
       CREATE INDEX items_expiring ON items (expires) WHERE expires IS NOT NULL;)",
};

std::string query_sql(bool ascending) {
    const std::string beyond = ascending ? ">" : "<";
    const std::string order = ascending ? "ASC" : "DESC";
    return "SELECT i.id, i.body, i.version, i.expires, e.sort FROM entries e JOIN items i"
           " ON i.collection = e.collection AND i.id = e.id"
           " WHERE e.collection = ?1 AND e.name = ?2 AND e.part = ?3"
           " AND (?4 IS NULL OR e.sort " +
           beyond +
           " ?4)"
           " AND (?5 IS NULL OR (e.sort, e.id) " +
           beyond +
           " (?5, ?6))"
           " AND (i.expires IS NULL OR i.expires > ?7)"
           " ORDER BY e.sort " +
           order + ", e.id " + order + " LIMIT ?8";
}

std::int64_t ms(TimePoint time) {
    return time.time_since_epoch().count();
}

}  // namespace

Result<std::unique_ptr<Tables>> Tables::open(const std::filesystem::path& file) {
    auto database = Database::open(file.string());
    if (!database) return fail(database.error());
    auto tables = std::unique_ptr<Tables>(new Tables(std::move(*database), file));
    if (auto done = tables->database_.run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                                          "PRAGMA wal_autocheckpoint=2000;");
        !done)
        return fail(done.error());
    if (auto done = tables->migrate(); !done) return fail(done.error());
    if (auto done = tables->prepare(); !done) return fail(done.error());
    tables->wal_ = ::open((file.string() + "-wal").c_str(), O_RDWR | O_CLOEXEC);
    return tables;
}

Tables::~Tables() {
    flush();
    if (wal_ >= 0) ::close(wal_);
}

Result<void> Tables::migrate() {
    auto asked = database_.prepare("PRAGMA user_version");
    if (!asked) return fail(asked.error());
    const auto row = asked->step();
    if (!row) return fail(row.error());
    const auto version = asked->number(0);
    if (version > static_cast<std::int64_t>(migrations.size()))
        return fail(Category::conflict, "store_too_new",
                    "the store was written by a newer version of toolshed (schema " +
                        std::to_string(version) + ", this one knows " +
                        std::to_string(migrations.size()) + "); use that version");
    for (auto i = static_cast<std::size_t>(version); i < migrations.size(); ++i) {
        const std::string script = std::string("BEGIN IMMEDIATE;") + migrations[i] +
                                   "PRAGMA user_version=" + std::to_string(i + 1) + ";COMMIT;";
        if (auto done = database_.run(script.c_str()); !done) return done;
    }
    return {};
}

Result<void> Tables::prepare() {
    const std::string up = query_sql(true), down = query_sql(false);
    const std::array<std::pair<Statement*, const char*>, 10> wanted = {{
        {&get_,
         "SELECT id, body, version, expires FROM items WHERE collection = ?1 AND id = ?2"
         " AND (expires IS NULL OR expires > ?3)"},
        {&version_,
         "SELECT version FROM items WHERE collection = ?1 AND id = ?2"
         " AND (expires IS NULL OR expires > ?3)"},
        {&put_,
         "INSERT INTO items VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT (collection, id)"
         " DO UPDATE SET body = ?3, version = version + 1, expires = ?4"},
        {&drop_, "DELETE FROM items WHERE collection = ?1 AND id = ?2"},
        {&drop_entries_, "DELETE FROM entries WHERE collection = ?1 AND id = ?2"},
        {&add_entry_, "INSERT OR REPLACE INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6)"},
        {&entries_,
         "SELECT name, part, sort FROM entries WHERE collection = ?1 AND id = ?2"
         " ORDER BY place"},
        {&up_, up.c_str()},
        {&down_, down.c_str()},
        {&expired_, "SELECT collection, id FROM items WHERE expires <= ?1 LIMIT ?2"},
    }};
    for (const auto& [statement, sql] : wanted) {
        auto prepared = database_.prepare(sql);
        if (!prepared) return fail(prepared.error());
        *statement = std::move(*prepared);
    }
    return {};
}

Result<Item> Tables::item_at(Statement& row, int column) {
    Item item;
    item.key.id = row.text(column);
    item.body = row.text(column + 1);
    item.version = row.number(column + 2);
    if (!row.is_null(column + 3)) item.expires_at = TimePoint(Millis(row.number(column + 3)));
    return item;
}

Result<std::vector<IndexEntry>> Tables::entries_of(const Key& key) {
    std::vector<IndexEntry> entries;
    entries_.reset().bind(1, key.collection).bind(2, key.id);
    for (;;) {
        const auto row = entries_.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        entries.push_back({entries_.text(0), entries_.text(1), entries_.text(2)});
    }
    entries_.reset();
    return entries;
}

Result<std::optional<Item>> Tables::get(const Key& key, TimePoint now) {
    get_.reset().bind(1, key.collection).bind(2, key.id).bind(3, ms(now));
    const auto row = get_.step();
    if (!row) return fail(row.error());
    if (!*row) return std::optional<Item>{};
    auto item = item_at(get_, 0);
    get_.reset();
    if (!item) return fail(item.error());
    item->key = key;
    auto entries = entries_of(key);
    if (!entries) return fail(entries.error());
    item->indexes = std::move(*entries);
    return std::optional<Item>(std::move(*item));
}

Result<void> Tables::set_durability(Durability durability) {
    if (durability == durability_) return {};
    durability_ = durability;
    return database_.run(durability == Durability::durable ? "PRAGMA synchronous=FULL"
                                                           : "PRAGMA synchronous=NORMAL");
}

Result<void> Tables::commit(const std::vector<Write>& writes, Durability durability,
                            TimePoint now) {
    if (auto set = set_durability(durability); !set) return set;
    if (auto begun = database_.run("BEGIN IMMEDIATE"); !begun) return begun;
    auto done = apply_all(writes, now);
    if (done) done = database_.run("COMMIT");
    if (!done) {
        // The first failure is what counts; a failed rollback means that SQLite has done it
        // already.
        (void)database_.run("ROLLBACK").has_value();
        return done;
    }
    // A durable commit syncs the log, and with it the relaxed ones before.
    unflushed_ = durability == Durability::relaxed;
    return done;
}

Result<void> Tables::apply_all(const std::vector<Write>& writes, TimePoint now) {
    for (std::size_t i = 0; i < writes.size(); ++i)
        if (auto held = check(writes[i], i, now); !held) return held;
    for (const auto& write : writes) {
        Result<void> done;
        if (write.kind == Write::Kind::put) done = put(write.item);
        if (write.kind == Write::Kind::remove) done = remove(write.item.key);
        if (!done) return done;
    }
    return {};
}

Result<void> Tables::check(const Write& write, std::size_t index, TimePoint now) {
    const Key& key = write.item.key;
    version_.reset().bind(1, key.collection).bind(2, key.id).bind(3, ms(now));
    const auto row = version_.step();
    if (!row) return fail(row.error());
    const auto version = *row ? version_.number(0) : 0;
    version_.reset();
    if (write.expect == Write::Expect::absent && *row) return version_conflict(index);
    if (write.expect == Write::Expect::version && version != write.version)
        return version_conflict(index);
    // An item that has expired but still lies there must not lend its version to a new one.
    return *row ? Result<void>{} : remove(key);
}

Result<void> Tables::put(const Item& item) {
    const Key& key = item.key;
    put_.reset().bind(1, key.collection).bind(2, key.id).bind(3, item.body);
    if (item.expires_at)
        put_.bind(4, ms(*item.expires_at));
    else
        put_.bind_null(4);
    if (const auto done = put_.step(); !done) return fail(done.error());
    drop_entries_.reset().bind(1, key.collection).bind(2, key.id);
    if (const auto done = drop_entries_.step(); !done) return fail(done.error());
    std::int64_t place = 0;
    for (const auto& entry : item.indexes) {
        add_entry_.reset()
            .bind(1, key.collection)
            .bind(2, entry.index)
            .bind(3, entry.partition)
            .bind(4, entry.sort)
            .bind(5, key.id)
            .bind(6, place++);
        if (const auto done = add_entry_.step(); !done) return fail(done.error());
    }
    return {};
}

Result<void> Tables::remove(const Key& key) {
    drop_.reset().bind(1, key.collection).bind(2, key.id);
    if (const auto done = drop_.step(); !done) return fail(done.error());
    drop_entries_.reset().bind(1, key.collection).bind(2, key.id);
    if (const auto done = drop_entries_.step(); !done) return fail(done.error());
    return {};
}

Result<Page> Tables::query(const Query& query, const std::optional<Place>& after, TimePoint now) {
    Statement& rows = query.order == Query::Order::ascending ? up_ : down_;
    rows.reset().bind(1, query.collection).bind(2, query.index).bind(3, query.partition);
    if (!query.after_sort.empty()) rows.bind(4, query.after_sort);
    if (after) rows.bind(5, after->first).bind(6, after->second);
    // One more than asked for tells whether there is a next page.
    rows.bind(7, ms(now)).bind(8, static_cast<std::int64_t>(query.limit) + 1);
    Page page;
    std::string last_sort;
    for (;;) {
        const auto row = rows.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        if (page.items.size() == query.limit) {
            page.next_cursor = write_cursor(query, last_sort, page.items.back().key.id);
            break;
        }
        auto item = item_at(rows, 0);
        if (!item) return fail(item.error());
        item->key.collection = query.collection;
        last_sort = rows.text(4);
        page.items.push_back(std::move(*item));
    }
    rows.reset();
    for (auto& item : page.items) {
        auto entries = entries_of(item.key);
        if (!entries) return fail(entries.error());
        item.indexes = std::move(*entries);
    }
    return page;
}

Result<std::size_t> Tables::remove_expired(TimePoint now, std::size_t limit) {
    std::vector<Key> keys;
    expired_.reset().bind(1, ms(now)).bind(2, static_cast<std::int64_t>(limit));
    for (;;) {
        const auto row = expired_.step();
        if (!row) return fail(row.error());
        if (!*row) break;
        keys.push_back({expired_.text(0), expired_.text(1)});
    }
    expired_.reset();
    if (keys.empty()) return 0;
    if (auto set = set_durability(Durability::relaxed); !set) return fail(set.error());
    if (auto begun = database_.run("BEGIN IMMEDIATE"); !begun) return fail(begun.error());
    Result<void> done;
    for (const auto& key : keys)
        if (done) done = remove(key);
    if (done) done = database_.run("COMMIT");
    if (!done) {
        (void)database_.run("ROLLBACK").has_value();
        return fail(done.error());
    }
    unflushed_ = true;
    return keys.size();
}

void Tables::flush() {
    if (!unflushed_ || wal_ < 0) return;
    unflushed_ = false;
    ::fdatasync(wal_);
}

}  // namespace toolshed::stores::sqlite
