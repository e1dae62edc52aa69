// SPDX-License-Identifier: Apache-2.0
//
// A small MCP server on standard input and output that speaks both eras. It needs nothing but
// itself, so its image has no base: the smallest thing that Toolshed can verify.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

namespace {

using Json = nlohmann::ordered_json;

Json text_result(const std::string& text) {
    return {{"content", {{{"type", "text"}, {"text", text}}}}};
}

Json schema(Json properties, Json required) {
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

Json echo_tool() {
    return {{"name", "echo"},
            {"description", "Says what it is told."},
            {"inputSchema", schema({{"text", {{"type", "string"}}}}, {"text"})}};
}

Json add_tool() {
    return {{"name", "add"},
            {"description", "Adds two numbers."},
            {"inputSchema",
             schema({{"a", {{"type", "number"}}}, {"b", {{"type", "number"}}}}, {"a", "b"})}};
}

/// The list comes in two pages, so that clients meet a cursor.
Json list_tools(const Json& params) {
    if (params.value("cursor", "") == "2") return {{"tools", {add_tool()}}};
    return {{"tools", {echo_tool()}}, {"nextCursor", "2"}};
}

Json call_tool(const Json& params) {
    const std::string name = params.value("name", "");
    const Json arguments = params.value("arguments", Json::object());
    if (name == "echo" && arguments.contains("text") && arguments["text"].is_string())
        return text_result(arguments["text"].get<std::string>());
    if (name == "add" && arguments.contains("a") && arguments.contains("b") &&
        arguments["a"].is_number() && arguments["b"].is_number())
        return text_result(
            Json(arguments["a"].get<double>() + arguments["b"].get<double>()).dump());
    Json result = text_result("unknown tool or wrong arguments");
    result["isError"] = true;
    return result;
}

const Json server_info = {{"name", "toolshed-static-example"}, {"version", "1.0.0"}};
const Json capabilities = {{"tools", Json::object()}};

/// The result for a method, or null when there is no such method.
Json answer(const std::string& method, const Json& params) {
    if (method == "initialize")
        return {{"protocolVersion", "2025-11-25"},
                {"capabilities", capabilities},
                {"serverInfo", server_info}};
    if (method == "server/discover")
        return {{"resultType", "complete"},
                {"supportedVersions", {"2026-07-28"}},
                {"capabilities", capabilities},
                {"ttlMs", 0},
                {"cacheScope", "public"},
                {"_meta", {{"io.modelcontextprotocol/serverInfo", server_info}}}};
    if (method == "ping") return Json::object();
    if (method == "tools/list") return list_tools(params);
    if (method == "tools/call") return call_tool(params);
    return nullptr;
}

bool is_modern(const Json& params) {
    return params.contains("_meta") &&
           params["_meta"].contains("io.modelcontextprotocol/protocolVersion");
}

void handle(const Json& message) {
    if (!message.is_object() || !message.contains("id") || !message.contains("method")) return;
    const Json params = message.value("params", Json::object());
    Json result = answer(message["method"].get<std::string>(), params);
    Json reply = {{"jsonrpc", "2.0"}, {"id", message["id"]}};
    if (result.is_null())
        reply["error"] = {{"code", -32601}, {"message", "Method not found"}};
    else {
        if (is_modern(params)) result["resultType"] = "complete";
        reply["result"] = std::move(result);
    }
    const std::string line = reply.dump() + "\n";
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fflush(stdout);
}

}  // namespace

int main() {
    std::string line;
    for (int c; (c = std::getchar()) != EOF;) {
        if (c != '\n') {
            line += static_cast<char>(c);
            continue;
        }
        handle(Json::parse(line, nullptr, false));
        line.clear();
    }
}
