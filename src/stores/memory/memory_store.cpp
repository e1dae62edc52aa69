// SPDX-License-Identifier: Apache-2.0
#include "stores/memory/memory_store.hpp"

#include <algorithm>

#include "ports/cursor.hpp"

namespace toolshed::stores::memory {

const Item* MemoryStore::find(const Key& key) const {
    const auto found = items_.find(key);
    if (found == items_.end()) return nullptr;
    const Item& item = found->second;
    return item.expires_at && *item.expires_at <= clock_.now() ? nullptr : &item;
}

Task<Result<std::optional<Item>>> MemoryStore::get(Key key) {
    const Item* item = find(key);
    co_return item == nullptr ? std::optional<Item>{} : std::optional<Item>(*item);
}

bool MemoryStore::holds(const Write& write) const {
    const Item* item = find(write.item.key);
    switch (write.expect) {
        case Write::Expect::anything:
            return true;
        case Write::Expect::absent:
            return item == nullptr;
        case Write::Expect::version:
            return item != nullptr && item->version == write.version;
    }
    return false;
}

void MemoryStore::apply(const Write& write) {
    if (write.kind == Write::Kind::check) return;
    if (write.kind == Write::Kind::remove) {
        items_.erase(write.item.key);
        return;
    }
    const Item* before = find(write.item.key);
    Item item = write.item;
    item.version = before == nullptr ? 1 : before->version + 1;
    items_.insert_or_assign(item.key, std::move(item));
}

Task<Result<void>> MemoryStore::commit(std::vector<Write> writes, Durability) {
    if (auto checked = check_writes(writes); !checked) co_return checked;
    for (std::size_t i = 0; i < writes.size(); ++i)
        if (!holds(writes[i])) co_return version_conflict(i);
    for (const auto& write : writes) apply(write);
    co_return Result<void>{};
}

Task<Result<Page>> MemoryStore::query(Query query) {
    const auto after = read_cursor(query);
    if (!after) co_return fail(after.error());
    const bool ascending = query.order == Query::Order::ascending;
    std::vector<std::pair<std::string, const Item*>> found;
    for (const auto& [key, item] : items_) {
        if (key.collection != query.collection || find(key) == nullptr) continue;
        for (const auto& entry : item.indexes) {
            if (entry.index != query.index || entry.partition != query.partition) continue;
            const auto place = std::pair(entry.sort, key.id);
            const bool beyond_sort =
                query.after_sort.empty() ||
                (ascending ? entry.sort > query.after_sort : entry.sort < query.after_sort);
            const bool beyond_cursor = !*after || (ascending ? place > **after : place < **after);
            if (beyond_sort && beyond_cursor) found.emplace_back(entry.sort, &item);
        }
    }
    std::ranges::sort(found, [&](const auto& left, const auto& right) {
        const auto a = std::pair(left.first, left.second->key.id);
        const auto b = std::pair(right.first, right.second->key.id);
        return ascending ? a < b : b < a;
    });
    Page page;
    const std::size_t count = std::min(found.size(), query.limit);
    for (std::size_t i = 0; i < count; ++i) page.items.push_back(*found[i].second);
    if (count < found.size())
        page.next_cursor = write_cursor(query, found[count - 1].first, page.items.back().key.id);
    co_return page;
}

Task<Result<std::size_t>> MemoryStore::remove_expired(TimePoint now, std::size_t limit) {
    std::size_t removed = 0;
    for (auto at = items_.begin(); at != items_.end() && removed < limit;) {
        const bool expired = at->second.expires_at && *at->second.expires_at <= now;
        at = expired ? items_.erase(at) : std::next(at);
        removed += expired ? 1 : 0;
    }
    co_return removed;
}

}  // namespace toolshed::stores::memory
