// SPDX-License-Identifier: Apache-2.0
//
// Tool lists that are wrong, endless or too large.
#include <unistd.h>

#include "behaviour.hpp"

namespace hostile {
namespace {

/// A mode whose list is `make()`.
template <auto make>
bool list_is(const Request& request) {
    if (request.method != "tools/list") return false;
    reply(request.id, make());
    return true;
}

Json count_tools(int count) {
    Json tools = Json::array();
    for (int i = 0; i < count; ++i) tools.push_back(tool("tool" + std::to_string(i)));
    return {{"tools", std::move(tools)}};
}

int page = 0;

Json nested_schema(int levels) {
    Json schema = {{"type", "object"}};
    for (int i = 0; i < levels; ++i) schema = {{"anyOf", {std::move(schema)}}};
    return schema;
}

/// Each level names the one below ten times: 10^20 when it is unfolded.
Json reference_bomb() {
    Json definitions;
    for (int level = 1; level <= 20; ++level) {
        Json parts = Json::array();
        for (int i = 0; i < 10; ++i)
            parts.push_back({{"$ref", "#/$defs/l" + std::to_string(level - 1)}});
        definitions["l" + std::to_string(level)] = {{"allOf", std::move(parts)}};
    }
    definitions["l0"] = {{"pattern", "(a+)+$"}};
    return {{"type", "object"}, {"$defs", std::move(definitions)}, {"$ref", "#/$defs/l20"}};
}

Json with_schema(Json schema) {
    Json bomb = tool("bomb");
    bomb["inputSchema"] = std::move(schema);
    return {{"tools", {tool("echo"), std::move(bomb)}}};
}

bool ambiguous(const Request& request) {
    if (request.method != "tools/list") return false;
    say(R"({"jsonrpc":"2.0","id":)" + request.id.dump() +
        R"(,"result":{"tools":[{"name":"echo","inputSchema":{}},)"
        R"({"name":"safe","name":"unsafe","inputSchema":{}}]}})");
    return true;
}

bool too_deep(const Request& request) {
    if (request.method != "tools/list") return false;
    std::string schema;
    for (int i = 0; i < 10'000; ++i) schema += R"({"not":)";
    schema += "{}" + std::string(10'000, '}');
    say(R"({"jsonrpc":"2.0","id":)" + request.id.dump() +
        R"(,"result":{"tools":[{"name":"deep","inputSchema":)" + schema + "}]}}");
    return true;
}

constexpr Mode modes[] = {
    {"many_tools", nullptr, list_is<[] { return count_tools(5'000); }>},
    {"ten_thousand_tools", nullptr, list_is<[] { return count_tools(10'000); }>},
    {"endless_cursor", nullptr, list_is<[] {
         ++page;
         return Json{{"tools", {tool("page" + std::to_string(page))}},
                     {"nextCursor", std::to_string(page)}};
     }>},
    {"same_cursor", nullptr,
     list_is<[] { return Json{{"tools", {tool("only")}}, {"nextCursor", "again"}}; }>},
    {"cursor_is_number", nullptr,
     list_is<[] { return Json{{"tools", {tool("only")}}, {"nextCursor", 7}}; }>},
    {"giant_cursor", nullptr, list_is<[] {
         return Json{{"tools", {tool("only")}}, {"nextCursor", std::string(1 << 20, 'c')}};
     }>},
    {"big_description", nullptr, list_is<[] {
         return Json{{"tools", {tool("small"), tool("big", std::string(5 << 20, 'x'))}}};
     }>},
    {"unstable", nullptr,
     list_is<[] { return Json{{"tools", {tool("tool" + std::to_string(::getpid()))}}}; }>},
    {"no_tools_member", nullptr, list_is<[] { return Json{{"things", Json::array()}}; }>},
    {"tools_is_object", nullptr, list_is<[] { return Json{{"tools", tool("echo")}}; }>},
    {"list_error", nullptr,
     [](const Request& request) {
         if (request.method != "tools/list") return false;
         refuse(request.id, "no list");
         return true;
     }},
    {"list_never_comes", nullptr,
     [](const Request& request) { return request.method == "tools/list"; }},
    {"same_name_twice", nullptr,
     list_is<[] { return Json{{"tools", {tool("echo"), tool("echo", "another one")}}}; }>},
    {"empty_names", nullptr, list_is<[] { return Json{{"tools", {tool("echo"), tool("")}}}; }>},
    {"tools_are_no_objects", nullptr,
     list_is<[] { return Json{{"tools", {tool("echo"), "text", 7, nullptr, Json::array()}}}; }>},
    {"long_names", nullptr,
     list_is<[] { return Json{{"tools", {tool("echo"), tool(std::string(100'000, 'n'))}}}; }>},
    {"ambiguous_tool", nullptr, ambiguous},
    {"schema_bomb", nullptr, list_is<[] { return with_schema(reference_bomb()); }>},
    {"nested_schema", nullptr, list_is<[] { return with_schema(nested_schema(50)); }>},
    {"too_deep_schema", nullptr, too_deep},
};

}  // namespace

std::span<const Mode> list_modes() {
    return modes;
}

}  // namespace hostile
