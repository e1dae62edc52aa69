// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "ports/cursor.hpp"
#include "ports/store.hpp"
#include "stores/sqlite/database.hpp"

namespace toolshed::stores::sqlite {

/// The store's tables, blocking; used by one thread at a time.
class Tables {
public:
    static Result<std::unique_ptr<Tables>> open(const std::filesystem::path& file);
    ~Tables();

    Result<std::optional<Item>> get(const Key& key, TimePoint now);
    Result<void> commit(const std::vector<Write>& writes, Durability durability, TimePoint now);
    Result<Page> query(const Query& query, const std::optional<Place>& after, TimePoint now);
    Result<std::size_t> remove_expired(TimePoint now, std::size_t limit);
    /// Brings relaxed commits to the disk. Cheap when there are none.
    void flush();

private:
    Tables(Database database, std::filesystem::path file)
        : database_(std::move(database)), file_(std::move(file)) {}
    Result<void> migrate();
    Result<void> prepare();
    Result<void> set_durability(Durability durability);
    Result<void> apply_all(const std::vector<Write>& writes, TimePoint now);
    Result<void> check(const Write& write, std::size_t index, TimePoint now);
    Result<void> put(const Item& item);
    Result<void> remove(const Key& key);
    Result<std::vector<IndexEntry>> entries_of(const Key& key);
    Result<Item> item_at(Statement& row, int column);

    Database database_;
    std::filesystem::path file_;
    Durability durability_ = Durability::durable;
    int wal_ = -1;
    bool unflushed_ = false;
    Statement get_, version_, put_, drop_, drop_entries_, add_entry_, entries_, up_, down_,
        expired_;
};

}  // namespace toolshed::stores::sqlite
