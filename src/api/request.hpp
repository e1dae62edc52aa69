// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/api.hpp"
#include "domain/principal.hpp"

/// A request as routes see it, and strict reading of its parts. Shared by the module's own sources.
namespace toolshed::api {

using Json = nlohmann::ordered_json;

struct ApiRequest {
    net::Request http;
    std::string path;                          ///< without the query, as sent
    std::map<std::string, std::string> query;  ///< decoded; the last of two wins
    std::map<std::string, std::string> parts;  ///< of the path's template: `{id}`
    Principal principal;
    std::string sign_in;  ///< the browser's secret; empty unless that is what authenticates
    const Services& services;
    const ApiConfig& config;
};

/// Reads a JSON object that has no other members than `known`. An empty body is an empty object.
/// `invalid` with `bad_json`, `unknown_field`, `wrong_type`, `missing_field` and a pointer.
class Body {
public:
    static Result<Body> read(const net::Request& request, std::vector<std::string_view> known);

    Result<std::string> text(const char* name) const;  ///< `missing_field` when absent
    Result<std::optional<std::string>> optional_text(const char* name) const;
    Result<bool> flag(const char* name) const;  ///< absent = false
    Result<std::optional<std::int64_t>> optional_number(const char* name) const;
    Result<std::optional<std::vector<std::string>>> optional_texts(const char* name) const;
    /// A nested object with the same rules; nothing when absent.
    Result<std::optional<Body>> optional_object(const char* name,
                                                std::vector<std::string_view> known) const;

private:
    Json json_;
    std::string pointer_;
};

/// Percent escapes resolved; nothing for malformed ones and NUL.
std::optional<std::string> decoded(std::string_view text);

/// Splits a target into its path, as sent, and its query, decoded. `invalid` `bad_request` for
/// malformed escapes.
Result<std::pair<std::string, std::map<std::string, std::string>>> split_target(
    std::string_view target);

/// `limit` and `cursor`. `invalid` `bad_limit`.
Result<PageRequest> page_of(const ApiRequest& request);
/// The `Idempotency-Key` with its route and body. `invalid` `bad_idempotency_key`.
Result<Replay> replay_of(const ApiRequest& request);
/// A decimal query parameter; absent = `otherwise`. `invalid` `bad_request`.
Result<std::uint64_t> number_of(const ApiRequest& request, const std::string& name,
                                std::uint64_t otherwise);

}  // namespace toolshed::api
