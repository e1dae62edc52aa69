// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "usecases/world.hpp"

/// Removing what is stored about a run, a session or a revision; shared by the catalogue and by
/// housekeeping. All of it is idempotent, and a crash leaves what the next attempt finds.
namespace toolshed {

/// The items of a partition, at most 1,000.
Task<Result<std::vector<Item>>> items_of(Store& store, std::string collection, std::string index,
                                         std::string partition);
/// Removes items in transactions of a bounded size.
Task<Result<void>> remove_items(Store& store, std::vector<Key> keys);
/// A run or session with its log, its events and its calls; the object itself goes last.
Task<Result<void>> remove_object(World world, Key key);

/// What a reader from `offset` gets: the chunk, or a line that says so and the end where
/// housekeeping has removed the log of what ended then.
LogChunk or_removed(World world, LogChunk chunk, std::uint64_t offset,
                    std::optional<TimePoint> ended_at);

}  // namespace toolshed
