// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "ports/store.hpp"

namespace toolshed::stores::memory {

/// Documents in memory: for the simulator and for tests. Deterministic; waits for nothing.
class MemoryStore final : public Store {
public:
    explicit MemoryStore(Clock& clock) : clock_(clock) {}

    Task<Result<std::optional<Item>>> get(Key key) override;
    Task<Result<void>> commit(std::vector<Write> writes, Durability durability) override;
    Task<Result<Page>> query(Query query) override;
    Task<Result<std::size_t>> remove_expired(TimePoint now, std::size_t limit) override;

    /// All items, expired ones too, for a test's invariants.
    const std::map<Key, Item>& items() const { return items_; }

private:
    const Item* find(const Key& key) const;
    bool holds(const Write& write) const;
    void apply(const Write& write);

    Clock& clock_;
    std::map<Key, Item> items_;
};

}  // namespace toolshed::stores::memory
