// SPDX-License-Identifier: Apache-2.0
#include "usecases/object_removal.hpp"

#include <algorithm>

namespace toolshed {
namespace {

constexpr std::size_t page_items = 1'000;

/// Removes a partition page by page.
Task<Result<void>> remove_all_of(Store& store, std::string collection, std::string index,
                                 std::string partition) {
    for (;;) {
        const auto items = co_await items_of(store, collection, index, partition);
        if (!items) co_return fail(items.error());
        std::vector<Key> keys;
        for (const auto& item : *items) keys.push_back(item.key);
        if (auto gone = co_await remove_items(store, std::move(keys)); !gone) co_return gone;
        if (items->size() < page_items) co_return Result<void>{};
    }
}

}  // namespace

Task<Result<std::vector<Item>>> items_of(Store& store, std::string collection, std::string index,
                                         std::string partition) {
    Query query{std::move(collection), std::move(index), std::move(partition)};
    query.limit = page_items;
    auto page = co_await store.query(std::move(query));
    if (!page) co_return fail(page.error());
    co_return std::move(page->items);
}

Task<Result<void>> remove_items(Store& store, std::vector<Key> keys) {
    for (std::size_t begin = 0; begin < keys.size(); begin += store_writes_max) {
        std::vector<Write> writes;
        for (std::size_t i = begin; i < std::min(begin + store_writes_max, keys.size()); ++i)
            writes.push_back(remove_any(keys[i]));
        if (auto done = co_await store.commit(std::move(writes)); !done)
            co_return fail(done.error());
    }
    co_return Result<void>{};
}

Task<Result<void>> remove_object(World world, Key key) {
    if (auto gone = co_await world.logs.remove(key.id); !gone) co_return fail(gone.error());
    if (auto gone = co_await remove_all_of(world.store, "events", "object", key.id); !gone)
        co_return gone;
    if (key.collection == "sessions")
        if (auto gone = co_await remove_all_of(world.store, "calls", "session", key.id); !gone)
            co_return gone;
    std::vector<Key> last;
    last.push_back(std::move(key));
    co_return co_await remove_items(world.store, std::move(last));
}

LogChunk or_removed(World world, LogChunk chunk, std::uint64_t offset,
                    std::optional<TimePoint> ended_at) {
    const bool is_there = chunk.closed || !chunk.text.empty() || !ended_at;
    if (is_there || world.clock.now() - *ended_at < world.settings.house.logs_age) return chunk;
    chunk.closed = true;
    if (offset == 0) chunk.text = "[the log was removed after house.logs_age]\n";
    chunk.offset = offset;
    chunk.next_offset = offset + chunk.text.size();
    return chunk;
}

}  // namespace toolshed
