// SPDX-License-Identifier: Apache-2.0
#include "shim/protocol/object_reader.hpp"

#include <algorithm>
#include <utility>

namespace toolshed::shim {
using nlohmann::json;

namespace {

bool holds_nul(const std::string& text) {
    return text.find('\0') != std::string::npos;
}

}  // namespace

ObjectReader::ObjectReader(const json& object, std::string pointer)
    : object_(object), pointer_(std::move(pointer)) {
    if (!object_.is_object()) refuse("", "must be an object");
}

const json* ObjectReader::find(std::string_view name) {
    known_.push_back(name);
    if (failed()) return nullptr;
    const auto found = object_.find(name);
    return found == object_.end() ? nullptr : &*found;
}

void ObjectReader::require(std::string_view name) {
    if (!failed() && !object_.contains(name)) refuse(name, "is missing");
}

void ObjectReader::read(std::string_view name, bool& value) {
    const auto* const member = find(name);
    if (!member) return;
    if (!member->is_boolean()) return refuse(name, "must be true or false");
    value = member->get<bool>();
}

void ObjectReader::read(std::string_view name, std::int64_t& value, Range range) {
    const auto* const member = find(name);
    if (!member) return;
    const bool too_large = member->is_number_unsigned() && member->get<std::uint64_t>() > INT64_MAX;
    if (!member->is_number_integer()) return refuse(name, "must be an integer");
    const auto number = too_large ? INT64_MAX : member->get<std::int64_t>();
    if (too_large || number < range.low || number > range.high)
        return refuse(name, "must be from " + std::to_string(range.low) + " to " +
                                std::to_string(range.high));
    value = number;
}

void ObjectReader::read(std::string_view name, int& value, Range range) {
    std::int64_t number = value;
    read(name, number, range);
    value = static_cast<int>(number);
}

void ObjectReader::read(std::string_view name, std::string& value, std::size_t bytes_max) {
    const auto* const member = find(name);
    if (!member) return;
    if (!member->is_string()) return refuse(name, "must be a string");
    const auto& text = member->get_ref<const std::string&>();
    if (text.size() > bytes_max)
        return refuse(name, "is over " + std::to_string(bytes_max) + " bytes");
    if (holds_nul(text)) return refuse(name, "holds a NUL");
    value = text;
}

void ObjectReader::read(std::string_view name, std::vector<std::string>& value, ListLimits limits) {
    const auto* const array = find_array(name, limits.entries_max);
    if (!array) return;
    std::size_t bytes = 0;
    std::vector<std::string> entries;
    for (const auto& entry : *array) {
        const auto place = std::string(name) + "/" + std::to_string(entries.size());
        if (!entry.is_string()) return refuse(place, "must be a string");
        const auto& text = entry.get_ref<const std::string&>();
        if (holds_nul(text)) return refuse(place, "holds a NUL");
        bytes += text.size() + 1;
        if (bytes > limits.bytes_max)
            return refuse(name, "is over " + std::to_string(limits.bytes_max) + " bytes in all");
        entries.push_back(text);
    }
    value = std::move(entries);
}

const json* ObjectReader::find_array(std::string_view name, std::size_t entries_max) {
    const auto* const member = find(name);
    if (!member) return nullptr;
    if (!member->is_array())
        refuse(name, "must be an array");
    else if (member->size() > entries_max)
        refuse(name, "has more than " + std::to_string(entries_max) + " entries");
    return failed() ? nullptr : member;
}

const json* ObjectReader::find_object(std::string_view name) {
    const auto* const member = find(name);
    if (member != nullptr && !member->is_object()) refuse(name, "must be an object");
    return failed() ? nullptr : member;
}

void ObjectReader::refuse_unknown() {
    if (failed()) return;
    for (const auto& member : object_.items())
        if (std::ranges::find(known_, member.key()) == known_.end())
            return refuse(member.key(), "is not known to this version");
}

void ObjectReader::refuse(std::string_view name, std::string why) {
    if (failed()) return;
    auto pointer = pointer_;
    if (!name.empty()) pointer += "/" + std::string(name);
    error_ = Error{Category::invalid, "bad_request",
                   (pointer.empty() ? "the body" : "'" + pointer + "'") + " " + why, pointer};
}

Result<void> ObjectReader::finish() const {
    if (error_) return fail(*error_);
    return {};
}

Result<json> object_from(std::string_view text, std::size_t bytes_max) {
    if (text.size() > bytes_max)
        return fail(Category::invalid, "bad_request",
                    "the body is over " + std::to_string(bytes_max) + " bytes");
    auto value = json::parse(text, nullptr, false);
    if (value.is_discarded() || !value.is_object())
        return fail(Category::invalid, "bad_request", "the body is no JSON object");
    return value;
}

}  // namespace toolshed::shim
