// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace toolshed::shim {

/// Smallest and largest allowed value.
struct Range {
    std::int64_t low = 0;
    std::int64_t high = INT64_MAX;
};

/// Bounds of a list of texts.
struct ListLimits {
    std::size_t entries_max;
    std::size_t bytes_max;
};

/// Reads members of one JSON object into variables; an absent member leaves its variable alone. The
/// first fault is kept with its JSON pointer and ends the reading. Private to the codec.
class ObjectReader {
public:
    ObjectReader(const nlohmann::json& object, std::string pointer);

    void require(std::string_view name);
    void read(std::string_view name, bool& value);
    void read(std::string_view name, std::int64_t& value, Range range);
    void read(std::string_view name, int& value, Range range);
    void read(std::string_view name, std::string& value, std::size_t bytes_max);
    void read(std::string_view name, std::vector<std::string>& value, ListLimits limits);
    /// The member as an array, or nullptr when it is absent or none.
    const nlohmann::json* find_array(std::string_view name, std::size_t entries_max);

    /// The member when it is an object, or nullptr when it is absent or none.
    const nlohmann::json* find_object(std::string_view name);

    /// Refuses members that nobody read.
    void refuse_unknown();
    void refuse(std::string_view name, std::string why);
    bool failed() const { return error_.has_value(); }
    Result<void> finish() const;

private:
    const nlohmann::json* find(std::string_view name);

    const nlohmann::json& object_;
    std::string pointer_;
    std::vector<std::string_view> known_;
    std::optional<Error> error_;
};

/// Parses `text`, which must be a JSON object of at most `bytes_max` bytes.
Result<nlohmann::json> object_from(std::string_view text, std::size_t bytes_max);

}  // namespace toolshed::shim
