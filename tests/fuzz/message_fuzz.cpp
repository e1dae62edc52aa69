// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "expect.hpp"
#include "mcp/client.hpp"
#include "mcp/envelope.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/tool_hash.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

namespace {

std::ptrdiff_t opened_in(std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return c == '[' || c == '{'; });
}

/// Where parsers may differ: this one refuses numbers over a double and lone surrogates in escapes,
/// both of which RFC 8259 allows.
bool is_plain(std::string_view text) {
    std::size_t digits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (digits > 0 && (text[i] == 'e' || text[i] == 'E')) return false;
        digits = digit ? digits + 1 : 0;
        if (digits > 300) return false;
    }
    return text.find("\\u") == std::string_view::npos;
}

void check_json(std::string_view text) {
    const bool ours = mcp::is_json(text);
    const bool theirs = nlohmann::json::accept(text);
    if (ours && is_plain(text)) expect(theirs, "what we take is JSON to another parser");
    // The other parser takes a NUL for the end.
    if (text.find('\0') != std::string_view::npos) return;
    if (theirs && opened_in(text) < 127) expect(ours, "JSON of a modest depth is taken");
    if (!ours) return;
    mcp::for_each_member(text, [](std::string_view, std::string_view value) {
        expect(mcp::is_json(value), "a member's value is JSON");
        return true;
    });
    mcp::for_each_element(text, [](std::string_view value) {
        expect(mcp::is_json(value), "an element is JSON");
        return true;
    });
    if (mcp::string_value(text)) expect(text.find('"') != text.npos, "only strings have a text");
    mcp::has_duplicate_members(text);
    if (mcp::is_object(text)) mcp::tool_list_hash({{"a", std::string(text)}, {"b", "{}"}});
}

void check_message(std::string_view text) {
    const auto message = mcp::index_message(text);
    mcp::index_start(text);
    mcp::id_in_end(text);
    if (!message) return;
    expect(mcp::is_json(text) || opened_in(text) >= 127, "a message is JSON");
    const auto parsed = nlohmann::json::parse(text, nullptr, false);
    if (parsed.is_discarded()) return;
    expect(parsed.at("jsonrpc") == "2.0", "a message is JSON-RPC 2.0");
    if (message->id.empty()) return;
    expect(nlohmann::json::parse(message->id) == parsed.at("id"), "the id is the member id");
    const auto from_start = mcp::index_start(text).id;
    expect(from_start.empty() || from_start == message->id, "both indexers find the same id");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    check_json(text);
    check_message(text);
    return 0;
}
