// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/build_cache.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace toolshed::builders::docker {

using toolshed::docker::CacheRecord;
using toolshed::docker::StoredImage;

namespace {

constexpr Millis engine_clock_slack{1'000};  ///< an image's time is in whole seconds

/// What was there before is the base image, or an earlier build's.
bool is_of(const LedgerEntry& entry, const StoredImage& image) {
    return TimePoint(Millis(image.created_s * 1'000)) + engine_clock_slack >= entry.started_at;
}

/// Images by their hexadecimal id, without `sha256:`.
using ById = std::map<std::string, const StoredImage*>;

ById by_id(const std::vector<StoredImage>& images) {
    ById found;
    for (const auto& image : images) {
        const auto colon = image.id.find(':');
        found.emplace(colon == std::string::npos ? image.id : image.id.substr(colon + 1), &image);
    }
    return found;
}

/// The one image whose id begins so; nullptr for none or several.
const StoredImage* find(const ById& images, const std::string& beginning) {
    const auto first = images.lower_bound(beginning);
    if (first == images.end() || !first->first.starts_with(beginning)) return nullptr;
    const auto second = std::next(first);
    const bool only = second == images.end() || !second->first.starts_with(beginning);
    return only ? first->second : nullptr;
}

const LedgerEntry* maker_of(const std::vector<LedgerEntry>& ledger, TimePoint created) {
    for (const auto& entry : ledger)
        if (entry.buildkit && created >= entry.started_at && created <= entry.ended_at)
            return &entry;
    return nullptr;
}

}  // namespace

std::vector<CachedPart> cached_images(const std::vector<LedgerEntry>& ledger,
                                      const std::vector<StoredImage>& images) {
    const ById all = by_id(images);
    std::set<std::string> parents;
    for (const auto& image : images) parents.insert(image.parent);
    std::set<std::string> told;
    std::vector<CachedPart> parts;
    for (const auto& entry : ledger)
        for (const auto& name : entry.images) {
            const StoredImage* image = find(all, name);
            if (image == nullptr || image->named || parents.contains(image->id)) continue;
            if (!is_of(entry, *image)) continue;
            if (!told.insert(image->id).second) continue;
            parts.push_back(
                {image->id, entry.run, entry.server, image->size_bytes, entry.ended_at});
        }
    return parts;
}

std::vector<CachedPart> cached_records(const std::vector<LedgerEntry>& ledger,
                                       const std::vector<CacheRecord>& records) {
    std::vector<CachedPart> parts;
    for (const auto& record : records) {
        const auto created = from_rfc3339(record.created_at);
        if (!created || record.in_use) continue;
        const LedgerEntry* maker = maker_of(ledger, *created);
        if (maker == nullptr) continue;
        parts.push_back({std::string(buildkit_part) + record.id, maker->run, maker->server,
                         record.size_bytes, from_rfc3339(record.last_used_at).value_or(*created)});
    }
    return parts;
}

std::vector<std::string> spent_builds(const std::vector<LedgerEntry>& ledger,
                                      const std::vector<StoredImage>& images,
                                      const std::vector<CacheRecord>& records) {
    const ById all = by_id(images);
    std::set<std::string> alive;
    for (const auto& record : records)
        if (const auto created = from_rfc3339(record.created_at))
            if (const LedgerEntry* maker = maker_of(ledger, *created)) alive.insert(maker->run);
    std::vector<std::string> spent;
    for (const auto& entry : ledger) {
        const bool has_image = std::ranges::any_of(entry.images, [&](const auto& name) {
            const StoredImage* image = find(all, name);
            return image != nullptr && is_of(entry, *image);
        });
        if (!has_image && !alive.contains(entry.run)) spent.push_back(entry.run);
    }
    return spent;
}

}  // namespace toolshed::builders::docker
