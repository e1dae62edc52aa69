// SPDX-License-Identifier: Apache-2.0
//
// An MCP server that misbehaves as its first argument says. Without a mode it behaves.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using Json = nlohmann::json;

std::string mode;
bool is(const char* name) {
    return mode == name;
}

void say(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

void reply(const Json& id, Json result) {
    say(Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}}.dump());
}

void refuse(const Json& id, const char* message) {
    say(Json{{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", -32603}, {"message", message}}}}
            .dump());
}

Json tool(const std::string& name, const std::string& description = "does nothing") {
    return {{"name", name}, {"description", description}, {"inputSchema", {{"type", "object"}}}};
}

Json list_tools(const Json& params) {
    if (is("many_tools")) {
        Json tools = Json::array();
        for (int i = 0; i < 5'000; ++i) tools.push_back(tool("tool" + std::to_string(i)));
        return {{"tools", std::move(tools)}};
    }
    if (is("endless_cursor")) {
        static int page = 0;
        ++page;
        return {{"tools", {tool("page" + std::to_string(page))}},
                {"nextCursor", std::to_string(page)}};
    }
    if (is("same_cursor")) return {{"tools", {tool("only")}}, {"nextCursor", "again"}};
    if (is("big_description"))
        return {{"tools", {tool("small"), tool("big", std::string(5 * 1024 * 1024, 'x'))}}};
    if (is("unstable")) return {{"tools", {tool("tool" + std::to_string(::getpid()))}}};
    if (is("no_tools_member")) return {{"things", Json::array()}};
    (void)params;
    return {{"tools", {tool("echo"), tool("misbehave")}}};
}

void eat_memory() {
    std::vector<char*> kept;
    for (;;) {
        char* block = static_cast<char*>(std::malloc(1 << 20));
        if (block == nullptr) continue;
        std::memset(block, 1, 1 << 20);
        kept.push_back(block);
    }
}

Json text(const std::string& content) {
    return {{"content", {{{"type", "text"}, {"text", content}}}}};
}

void call_tool(const Json& id) {
    if (is("dies_in_call")) std::_Exit(9);
    if (is("oom_in_call")) eat_memory();
    if (is("silent_call")) return;
    if (is("slow_call")) ::sleep(4);
    if (is("dies_after_call")) ::alarm(1);
    if (is("big_result")) return reply(id, text(std::string(10 * 1024 * 1024, 'y')));
    if (is("tool_error")) {
        Json result = text("it went wrong");
        result["isError"] = true;
        return reply(id, result);
    }
    if (is("rpc_error")) return refuse(id, "no such tool");
    if (is("result_is_text")) return reply(id, "text");
    if (is("garbage_in_call")) say("Warning: something that is no JSON");
    reply(id, text("fine"));
}

void handle(const Json& message) {
    if (!message.is_object() || !message.contains("method") || !message.contains("id")) return;
    const std::string method = message["method"];
    const Json& id = message["id"];
    const Json params = message.value("params", Json::object());
    if (is("exits_on_discover") && method == "server/discover") std::_Exit(3);
    if (method == "initialize") {
        if (is("wrong_id")) return reply("not-yours", Json::object());
        if (is("unknown_revision"))
            return reply(id, {{"protocolVersion", "1999-01-01"}, {"capabilities", Json::object()}});
        if (is("requests_first")) say(R"({"jsonrpc":"2.0","id":77,"method":"roots/list"})");
        return reply(id, {{"protocolVersion", "2025-06-18"},
                          {"capabilities", {{"tools", Json::object()}}},
                          {"serverInfo", {{"name", "hostile"}, {"version", "1"}}}});
    }
    if (method == "tools/list")
        return is("list_error") ? refuse(id, "no list") : reply(id, list_tools(params));
    if (method == "tools/call") return call_tool(id);
    say(Json{{"jsonrpc", "2.0"},
             {"id", id},
             {"error", {{"code", -32601}, {"message", "Method not found"}}}}
            .dump());
}

void serve() {
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

}  // namespace

int main(int argc, char** argv) {
    mode = argc > 1 ? argv[1] : "";
    std::fprintf(stderr, "hostile server, mode '%s'\n", mode.c_str());
    if (is("exits")) return 3;
    if (is("oom")) eat_memory();
    if (is("silent"))
        for (;;) ::pause();
    if (is("garbage"))
        for (int c; (c = std::getchar()) != EOF;)
            if (c == '\n') say("this is no JSON");
    if (is("banner")) say("Welcome to the server!");
    if (is("ignores_end")) {
        serve();
        for (;;) ::pause();
    }
    serve();
}
