// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"

namespace toolshed::api {
namespace {

std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        path.remove_prefix(path.front() == '/' ? 1 : 0);
        const auto end = std::min(path.find('/'), path.size());
        parts.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    // A trailing slash names the same thing.
    if (!parts.empty() && parts.back().empty()) parts.pop_back();
    return parts;
}

bool is_variable(const std::string& part) {
    return part.starts_with('{');
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& parts) {
    const bool takes_rest = !pattern.empty() && pattern.back() == "**";
    const std::size_t named = pattern.size() - (takes_rest ? 1 : 0);
    if (takes_rest ? parts.size() < named : parts.size() != named) return false;
    for (std::size_t i = 0; i < named; ++i)
        if (!is_variable(pattern[i]) && pattern[i] != parts[i]) return false;
    return true;
}

}  // namespace

void Router::add(std::string method, std::string_view path, Route route) {
    entries_.push_back({std::move(method), parts_of(path), route});
}

void Router::add_open(std::string method, std::string_view path, Route route) {
    entries_.push_back({std::move(method), parts_of(path), route, true});
}

Result<const RouteEntry*> Router::find(const std::string& method, const std::string& path,
                                       std::map<std::string, std::string>& parts) const {
    const auto given = parts_of(path);
    bool known = false;
    for (const auto& entry : entries_) {
        if (!matches(entry.path, given)) continue;
        known = true;
        if (entry.method != method && !(method == "HEAD" && entry.method == "GET")) continue;
        for (std::size_t i = 0; i < entry.path.size(); ++i)
            if (is_variable(entry.path[i]))
                parts[entry.path[i].substr(1, entry.path[i].size() - 2)] =
                    decoded(given[i]).value_or("");
        return &entry;
    }
    if (known)
        return fail(Category::invalid, "method_not_allowed",
                    "this resource does not take " + method.substr(0, 16));
    return fail(Category::not_found, "no_route", "there is nothing at this path");
}

}  // namespace toolshed::api
