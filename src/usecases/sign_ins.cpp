// SPDX-License-Identifier: Apache-2.0
#include "usecases/sign_ins.hpp"

#include <algorithm>
#include <array>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "usecases/records.hpp"

namespace toolshed {
namespace {

constexpr const char* collection = "sign_ins";

}  // namespace

std::string SignIns::hash_of(std::string_view secret) const {
    return sha256_hex(token_hash_ + ":" + std::string(secret));
}

Task<Result<void>> SignIns::load() {
    const TimePoint now = world_.clock.now();
    Query query{collection, "all", "all"};
    do {
        const auto page = co_await world_.store.query(query);
        if (!page) co_return fail(page.error());
        for (const auto& item : page->items)
            if (item.expires_at && *item.expires_at > now) ends_[item.key.id] = *item.expires_at;
        query.cursor = page->next_cursor;
    } while (!query.cursor.empty());
    co_return Result<void>{};
}

/// All last equally long, so the one that ends first is the oldest.
Task<Result<void>> SignIns::make_room() {
    const TimePoint now = world_.clock.now();
    std::erase_if(ends_, [now](const auto& each) { return each.second <= now; });
    while (!ends_.empty() && ends_.size() >= world_.settings.sign_ins.sign_ins_max) {
        const std::string oldest = std::ranges::min_element(ends_, {}, [](const auto& each) {
                                       return each.second;
                                   })->first;
        std::vector<Write> writes = {remove_any({collection, oldest})};
        if (auto removed = co_await world_.store.commit(std::move(writes)); !removed)
            co_return fail(removed.error());
        ends_.erase(oldest);
    }
    co_return Result<void>{};
}

Task<Result<std::string>> SignIns::start() {
    if (auto room = co_await make_room(); !room) co_return fail(room.error());
    std::array<std::uint8_t, 32> bytes{};
    world_.random.fill(bytes);
    std::string secret = base64url(bytes);
    const TimePoint ends = world_.clock.now() + world_.settings.sign_ins.lifetime;
    Item item = records::plain({collection, hash_of(secret)}, "{}");
    item.indexes = {{"all", "all", to_rfc3339(ends)}};
    item.expires_at = ends;
    const std::string hash = item.key.id;
    std::vector<Write> writes = {put_new(std::move(item))};
    if (auto stored = co_await world_.store.commit(std::move(writes)); !stored)
        co_return fail(stored.error());
    ends_[hash] = ends;
    co_return secret;
}

Task<Result<void>> SignIns::end(std::string secret) {
    const std::string hash = hash_of(secret);
    if (!ends_.contains(hash)) co_return Result<void>{};
    std::vector<Write> writes = {remove_any({collection, hash})};
    if (auto removed = co_await world_.store.commit(std::move(writes)); !removed)
        co_return fail(removed.error());
    ends_.erase(hash);
    co_return Result<void>{};
}

std::optional<Principal> SignIns::find(std::string_view secret) const {
    const auto found = ends_.find(hash_of(secret));
    if (found == ends_.end() || found->second <= world_.clock.now()) return std::nullopt;
    return administrator();
}

}  // namespace toolshed
