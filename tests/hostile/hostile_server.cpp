// SPDX-License-Identifier: Apache-2.0
//
// An MCP server that misbehaves as its first argument says. Without a mode it behaves. The second
// argument is a mark by which its processes are found from outside.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "behaviour.hpp"

namespace hostile {

void write_bytes(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (written <= 0) std::_Exit(4);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

void say(std::string_view line) {
    write_bytes(std::string(line) + "\n");
}

void reply(const Json& id, const Json& result) {
    say(Json{{"jsonrpc", "2.0"}, {"id", id}, {"result", result}}.dump());
}

void refuse(const Json& id, const char* message) {
    say(Json{{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", -32603}, {"message", message}}}}
            .dump());
}

Json tool(const std::string& name, const std::string& description) {
    return {{"name", name}, {"description", description}, {"inputSchema", {{"type", "object"}}}};
}

Json text(const std::string& content) {
    return {{"content", {{{"type", "text"}, {"text", content}}}}};
}

Json initialized() {
    return {{"protocolVersion", "2025-06-18"},
            {"capabilities", {{"tools", Json::object()}}},
            {"serverInfo", {{"name", "hostile"}, {"version", "1"}}}};
}

void wait_for_ever() {
    for (;;) ::pause();
}

void eat_memory() {
    constexpr std::size_t block = 1 << 20, page = 4'096;
    for (;;) {
        void* got =
            ::mmap(nullptr, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (got == MAP_FAILED) continue;
        for (std::size_t at = 0; at < block; at += page) static_cast<volatile char*>(got)[at] = 1;
    }
}

namespace {

std::string mode_name;
const Mode* mode = nullptr;

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view name) {
    for (const auto& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

const Mode* find_mode(std::string_view name) {
    for (const auto rows : {protocol_modes(), list_modes(), resource_modes(), word_modes()})
        if (const auto* found = find(rows, name)) return found;
    return nullptr;
}

const Call* find_call(std::string_view name) {
    for (const auto rows : {protocol_calls(), resource_calls(), word_calls()})
        if (const auto* found = find(rows, name)) return found;
    return nullptr;
}

const Probe* find_probe(std::string_view name) {
    for (const auto rows : {kernel_probes(), file_probes()})
        if (const auto* found = find(rows, name)) return found;
    return nullptr;
}

Json all_tools() {
    Json tools = {tool("echo"), tool("misbehave")};
    if (mode_name == "calls")
        for (const auto rows : {protocol_calls(), resource_calls(), word_calls()})
            for (const auto& row : rows) tools.push_back(tool(std::string(row.name)));
    if (mode_name == "probes")
        for (const auto rows : {kernel_probes(), file_probes()})
            for (const auto& row : rows) tools.push_back(tool(std::string(row.name)));
    return {{"tools", std::move(tools)}};
}

void call_tool(const Request& request) {
    const std::string name = request.params.value("name", "");
    if (const auto* probe = find_probe(name)) {
        std::string why;
        const std::string got = probe->attempt(why);
        return reply(request.id, text(got.empty() ? "refused: " + why : "GOT " + got));
    }
    const Call* call = find_call(name);
    if (call == nullptr && name == "misbehave") call = find_call(mode_name);
    if (call != nullptr) return call->answer(request);
    reply(request.id, text("fine"));
}

void handle(const Json& message) {
    if (!message.is_object() || !message.contains("method") || !message.contains("id")) return;
    const Request request{message["method"], message["id"],
                          message.value("params", Json::object())};
    if (mode != nullptr && mode->answer != nullptr && mode->answer(request)) return;
    if (request.method == "initialize") return reply(request.id, initialized());
    if (request.method == "tools/list") return reply(request.id, all_tools());
    if (request.method == "tools/call") return call_tool(request);
    say(Json{{"jsonrpc", "2.0"},
             {"id", request.id},
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

int run(int argc, char** argv) {
    mode_name = argc > 1 ? argv[1] : "";
    mode = find_mode(mode_name);
    // What a setuid copy of this program is asked for.
    if (mode_name == "who") {
        std::printf("%d", static_cast<int>(::geteuid()));
        return 0;
    }
    std::fprintf(stderr, "hostile server, mode '%s'\n", mode_name.c_str());
    if (mode != nullptr && mode->begin != nullptr) mode->begin();
    serve();
    if (mode != nullptr && mode->at_end != nullptr) mode->at_end();
    return 0;
}

}  // namespace hostile

int main(int argc, char** argv) {
    return hostile::run(argc, argv);
}
