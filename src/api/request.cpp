// SPDX-License-Identifier: Apache-2.0
#include "api/request.hpp"

#include <algorithm>
#include <charconv>

#include "base/digest.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::api {
namespace {

std::unexpected<Error> at(std::string pointer, const char* code, std::string message) {
    Error error{Category::invalid, code, std::move(message)};
    error.pointer = std::move(pointer);
    return std::unexpected(std::move(error));
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

std::optional<std::string> decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        const int high = hex(text[i + 1]), low = hex(text[i + 2]);
        if (high < 0 || low < 0 || (high == 0 && low == 0)) return std::nullopt;
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

namespace {

std::unexpected<Error> bad_target() {
    return fail(Category::invalid, "bad_request", "the request's target is malformed");
}

std::unexpected<Error> wrong_type(const std::string& pointer, const char* expected) {
    return at(pointer, "wrong_type", "'" + pointer + "' must be " + expected);
}

}  // namespace

Result<std::pair<std::string, std::map<std::string, std::string>>> split_target(
    std::string_view target) {
    const auto mark = std::min(target.find('?'), target.size());
    auto path = std::string(target.substr(0, mark));
    if (path.empty() || path.front() != '/' || !decoded(path)) return bad_target();
    std::map<std::string, std::string> query;
    std::string_view rest = target.substr(std::min(mark + 1, target.size()));
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = decoded(pair.substr(0, equals));
        auto value = decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value) return bad_target();
        query[*name] = *value;
    }
    return std::pair(std::move(path), std::move(query));
}

Result<Body> Body::read(const net::Request& request, std::vector<std::string_view> known) {
    Body body;
    body.json_ = Json::object();
    if (request.body.empty()) return body;
    // Readers of the same bytes must agree, since what is checked here is passed on as it came:
    // this check takes no NUL for the end, and of two equal members readers take different ones.
    if (!mcp::is_json(request.body)) return at("", "bad_json", "the body is no JSON");
    if (mcp::has_duplicate_members(request.body))
        return at("", "bad_json", "a field stands in the body twice");
    const auto parsed = Json::parse(request.body, nullptr, false);
    if (parsed.is_discarded()) return at("", "bad_json", "the body is no JSON");
    if (!parsed.is_object()) return at("", "bad_json", "the body must be a JSON object");
    body.json_ = parsed;
    for (const auto& each : parsed.items())
        if (std::ranges::find(known, each.key()) == known.end())
            return at("/" + each.key().substr(0, 64), "unknown_field",
                      "there is no field '" + each.key().substr(0, 64) + "' here");
    return body;
}

Result<std::optional<std::string>> Body::optional_text(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || found->is_null()) return std::optional<std::string>{};
    if (!found->is_string()) return wrong_type(pointer_ + "/" + name, "a string");
    return std::optional<std::string>(found->get<std::string>());
}

Result<std::string> Body::text(const char* name) const {
    auto value = optional_text(name);
    if (!value) return fail(value.error());
    if (!*value)
        return at(pointer_ + "/" + name, "missing_field", std::string("'") + name + "' is missing");
    return std::move(**value);
}

Result<bool> Body::flag(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || found->is_null()) return false;
    if (!found->is_boolean()) return wrong_type(pointer_ + "/" + name, "true or false");
    return found->get<bool>();
}

Result<std::optional<std::int64_t>> Body::optional_number(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || found->is_null()) return std::optional<std::int64_t>{};
    if (!found->is_number_integer() ||
        (found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX))
        return wrong_type(pointer_ + "/" + name, "an integer");
    return std::optional<std::int64_t>(found->get<std::int64_t>());
}

Result<std::optional<std::vector<std::string>>> Body::optional_texts(const char* name) const {
    const auto found = json_.find(name);
    if (found == json_.end() || found->is_null()) return std::optional<std::vector<std::string>>{};
    const bool texts = found->is_array() && std::ranges::all_of(*found, [](const Json& each) {
                           return each.is_string();
                       });
    if (!texts) return wrong_type(pointer_ + "/" + name, "an array of strings");
    return std::optional(found->get<std::vector<std::string>>());
}

Result<std::optional<Body>> Body::optional_object(const char* name,
                                                  std::vector<std::string_view> known) const {
    const auto found = json_.find(name);
    if (found == json_.end() || found->is_null()) return std::optional<Body>{};
    if (!found->is_object()) return wrong_type(pointer_ + "/" + name, "an object");
    Body body;
    body.json_ = *found;
    body.pointer_ = pointer_ + "/" + name;
    for (const auto& each : found->items())
        if (std::ranges::find(known, each.key()) == known.end())
            return at(body.pointer_ + "/" + each.key().substr(0, 64), "unknown_field",
                      "there is no field '" + each.key().substr(0, 64) + "' here");
    return std::optional<Body>(std::move(body));
}

Result<std::uint64_t> number_of(const ApiRequest& request, const std::string& name,
                                std::uint64_t otherwise) {
    const auto found = request.query.find(name);
    if (found == request.query.end()) return otherwise;
    std::uint64_t value = 0;
    const std::string& text = found->second;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (bad != std::errc() || end != text.data() + text.size())
        return fail(Category::invalid, "bad_request", "'" + name + "' must be a whole number");
    return value;
}

Result<PageRequest> page_of(const ApiRequest& request) {
    const auto limit = number_of(request, "limit", 100);
    if (!limit || *limit < 1 || *limit > 1'000)
        return fail(Category::invalid, "bad_limit", "'limit' is 1 to 1,000");
    PageRequest page;
    page.limit = *limit;
    if (const auto cursor = request.query.find("cursor"); cursor != request.query.end())
        page.cursor = cursor->second;
    return page;
}

Result<Replay> replay_of(const ApiRequest& request) {
    const auto key = request.http.headers.find("Idempotency-Key");
    if (!key) return Replay{};
    const bool shaped = !key->empty() && key->size() <= 255 &&
                        std::ranges::all_of(*key, [](char c) { return c > 0x20 && c < 0x7f; });
    if (!shaped)
        return fail(Category::invalid, "bad_idempotency_key",
                    "an Idempotency-Key is 1 to 255 printable characters");
    return Replay{request.http.method + " " + request.path + " " + std::string(*key),
                  sha256_hex(request.http.body)};
}

}  // namespace toolshed::api
