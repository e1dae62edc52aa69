// SPDX-License-Identifier: Apache-2.0
#include "ports/store.hpp"

#include <algorithm>
#include <set>

namespace toolshed {
namespace {

Write keyed(Write::Kind kind, Key key, Write::Expect expect, std::int64_t version) {
    Item item;
    item.key = std::move(key);
    return {kind, std::move(item), expect, version};
}

std::size_t size_of(const Item& item) {
    std::size_t bytes = item.key.collection.size() + item.key.id.size() + item.body.size();
    for (const auto& entry : item.indexes)
        bytes += entry.index.size() + entry.partition.size() + entry.sort.size();
    return bytes;
}

bool is_collection(const std::string& name) {
    return !name.empty() && name.size() <= 32 &&
           std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

Result<void> check_item(const Write& write) {
    const auto& key = write.item.key;
    if (!is_collection(key.collection) || key.id.empty() || key.id.size() > 512 ||
        key.id.find('\0') != std::string::npos)
        return fail(Category::invalid, "bad_key", "collection or id of an item is malformed");
    if (write.item.indexes.size() > 5)
        return fail(Category::invalid, "item_too_large", "an item has at most 5 index entries");
    if (size_of(write.item) > store_item_bytes_max)
        return fail(Category::invalid, "item_too_large",
                    "'" + key.collection + "/" + key.id + "' is over 400 KB");
    return {};
}

}  // namespace

Write put_new(Item item) {
    return {Write::Kind::put, std::move(item), Write::Expect::absent, 0};
}
Write put_over(Item item, std::int64_t version) {
    return {Write::Kind::put, std::move(item), Write::Expect::version, version};
}
Write put_any(Item item) {
    return {Write::Kind::put, std::move(item), Write::Expect::anything, 0};
}
Write remove_any(Key key) {
    return keyed(Write::Kind::remove, std::move(key), Write::Expect::anything, 0);
}
Write remove_version(Key key, std::int64_t version) {
    return keyed(Write::Kind::remove, std::move(key), Write::Expect::version, version);
}
Write check_version(Key key, std::int64_t version) {
    return keyed(Write::Kind::check, std::move(key), Write::Expect::version, version);
}
Write check_absent(Key key) {
    return keyed(Write::Kind::check, std::move(key), Write::Expect::absent, 0);
}

Result<void> check_writes(const std::vector<Write>& writes) {
    if (writes.empty() || writes.size() > store_writes_max)
        return fail(Category::invalid, "too_many_writes", "a transaction has 1 to 100 writes");
    std::set<Key> keys;
    for (const auto& write : writes) {
        if (auto checked = check_item(write); !checked) return checked;
        if (!keys.insert(write.item.key).second)
            return fail(Category::invalid, "bad_key", "a transaction names an item twice");
    }
    return {};
}

}  // namespace toolshed
