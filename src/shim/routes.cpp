// SPDX-License-Identifier: Apache-2.0
#include "shim/routes.hpp"

#include <array>
#include <charconv>

#include "shim/protocol/messages.hpp"

namespace toolshed::shim {
namespace {

struct Fixed {
    std::string_view method;
    std::string_view path;
    Route::Kind kind;
};

constexpr std::array<Fixed, 6> fixed_routes{{{"GET", "/v1/status", Route::Kind::status},
                                             {"POST", "/v1/hold", Route::Kind::hold},
                                             {"POST", "/v1/start", Route::Kind::start},
                                             {"POST", "/v1/renew", Route::Kind::renew},
                                             {"GET", "/v1/logs", Route::Kind::logs},
                                             {"POST", "/v1/stop", Route::Kind::stop}}};

constexpr std::string_view children = "/v1/children/";
constexpr std::string_view messages = "/mcp";
constexpr std::string_view attach = "/attach";

std::unexpected<Error> bad_request(std::string message) {
    return fail(Category::invalid, "bad_request", std::move(message));
}

std::optional<std::uint64_t> number_from(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

Result<Route> route_of(std::string_view method, std::string_view path) {
    for (const auto& fixed : fixed_routes)
        if (fixed.path == path && fixed.method == method) return Route{fixed.kind};
    const auto unknown = bad_request("there is no '" + std::string(method) + " " +
                                     std::string(path.substr(0, 100)) + "' here");
    if (!path.starts_with(children)) return unknown;
    auto child = path.substr(children.size());
    const bool to_messages = child.ends_with(messages);
    if (to_messages) child.remove_suffix(messages.size());
    const bool to_attach = child.ends_with(attach);
    if (to_attach) child.remove_suffix(attach.size());
    if (!is_child_id(child)) return bad_request("a child's id is [a-z0-9-]{1,32}");
    if (to_messages && method == "POST") return Route{Route::Kind::message, std::string(child)};
    if (to_attach)
        return method == "POST" ? Result<Route>(Route{Route::Kind::attach, std::string(child)})
                                : unknown;
    if (!to_messages && method == "PUT") return Route{Route::Kind::put_child, std::string(child)};
    if (!to_messages && method == "DELETE")
        return Route{Route::Kind::delete_child, std::string(child)};
    return unknown;
}

Result<Millis> timeout_from(const std::optional<std::string>& text) {
    if (!text) return timeout_default;
    const auto value = number_from(*text);
    if (!value || *value < 1 || *value > static_cast<std::uint64_t>(timeout_max.count()))
        return bad_request("Toolshed-Timeout-Ms must be from 1 to " +
                           std::to_string(timeout_max.count()));
    return Millis(*value);
}

Result<std::uint64_t> log_offset_from(std::string_view query) {
    constexpr std::string_view name = "offset=";
    if (query.empty()) return std::uint64_t{0};
    const auto value =
        query.starts_with(name) ? number_from(query.substr(name.size())) : std::nullopt;
    if (!value) return bad_request("the query must be 'offset=N'");
    return *value;
}

}  // namespace toolshed::shim
