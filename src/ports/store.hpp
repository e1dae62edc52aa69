// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace toolshed {

/// Names one item. `collection` is `[a-z_]{1,32}`, `id` 1 to 512 bytes without NUL.
struct Key {
    std::string collection;
    std::string id;

    friend bool operator==(const Key&, const Key&) = default;
    friend auto operator<=>(const Key&, const Key&) = default;
};

/// Makes an item findable: by `partition` of `index`, ordered by `sort` (bytewise), then by id.
struct IndexEntry {
    std::string index;
    std::string partition;
    std::string sort;

    friend bool operator==(const IndexEntry&, const IndexEntry&) = default;
};

struct Item {
    Key key;
    std::string body;                      ///< at most 400 KB together with key and index entries
    std::int64_t version = 0;              ///< set by the store: 1 after the first put
    std::vector<IndexEntry> indexes = {};  ///< at most 5
    std::optional<TimePoint> expires_at =
        {};  ///< may be removed from then on; readers must not see it any more

    friend bool operator==(const Item&, const Item&) = default;
};

/// One part of a transaction and what must hold for it.
struct Write {
    enum class Kind { put, remove, check };
    enum class Expect { anything, absent, version };
    Kind kind = Kind::put;
    Item item;  ///< for `remove` and `check` only its key
    Expect expect = Expect::anything;
    std::int64_t version = 0;  ///< with `Expect::version`
};

Write put_new(Item item);
Write put_over(Item item, std::int64_t version);
Write put_any(Item item);
Write remove_any(Key key);
Write remove_version(Key key, std::int64_t version);
Write check_version(Key key, std::int64_t version);
Write check_absent(Key key);

/// When `commit` may return. `durable`: on disk. `relaxed`: applied, on disk within 100 ms (calls
/// and other data-path records).
enum class Durability { durable, relaxed };

struct Query {
    std::string collection;
    std::string index;
    std::string partition;
    enum class Order { ascending, descending } order = Order::ascending;
    std::size_t limit = 100;  ///< 1 to 1,000
    std::string after_sort =
        {};  ///< only entries strictly beyond this sort value, in the order's direction
    std::string cursor = {};  ///< from `Page::next_cursor` of the same query
};

struct Page {
    std::vector<Item> items;
    std::string next_cursor = {};  ///< opaque; empty at the end
};

/// Documents with conditional writes, shaped after what DynamoDB can do, so that every adapter can.
/// Thread: the control plane's. Errors besides the ones named: `unavailable` `store_unavailable`,
/// `exhausted` `disk_full`, `internal` `store_failed`.
class Store {
public:
    virtual ~Store() = default;

    /// The newest committed state (strong read), or nothing.
    virtual Task<Result<std::optional<Item>>> get(Key key) = 0;

    /// All or nothing, 1 to 100 writes with distinct keys. `conflict` `version_conflict` when an
    /// expectation does not hold (the pointer is the index of the first one, `/2`), `invalid`
    /// `item_too_large`, `too_many_writes`, `bad_key`. An error other than those may hide a commit
    /// that happened (a lost reply).
    virtual Task<Result<void>> commit(std::vector<Write> writes,
                                      Durability durability = Durability::durable) = 0;

    /// May lag behind commits (never behind a `durable` one of the same process in the embedded
    /// adapters). `invalid` `bad_cursor`.
    virtual Task<Result<Page>> query(Query query) = 0;

    /// Removes items whose `expires_at` lies before `now`, at most `limit`; answers how many.
    virtual Task<Result<std::size_t>> remove_expired(TimePoint now, std::size_t limit) = 0;
};

inline constexpr std::size_t store_item_bytes_max = 400 * 1024;
inline constexpr std::size_t store_writes_max = 100;

/// What every adapter refuses before it starts: counts, sizes, keys, duplicate keys.
Result<void> check_writes(const std::vector<Write>& writes);

}  // namespace toolshed
