// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "ports/store.hpp"

namespace toolshed {

/// Where a page ended: sort value and id of its last item.
using Place = std::pair<std::string, std::string>;

/// What store adapters of ours hand out as `next_cursor`: the place, bound to its query.
std::string write_cursor(const Query& query, const std::string& sort, const std::string& id);

/// The place that the query's cursor names; nothing without a cursor. `invalid` `bad_cursor` for
/// one of another query or a malformed one, `invalid` `bad_limit` for a limit outside 1 to 1,000.
Result<std::optional<Place>> read_cursor(const Query& query);

/// What `commit` answers when the expectation of write `index` does not hold.
std::unexpected<Error> version_conflict(std::size_t index);

}  // namespace toolshed
