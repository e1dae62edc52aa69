// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_server.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::engines::fake {
namespace {

constexpr std::string_view modern_revision = "2026-07-28";
constexpr std::string_view version_key = "io.modelcontextprotocol/protocolVersion";
constexpr std::string_view capabilities_key = "io.modelcontextprotocol/clientCapabilities";

std::string definition_of(const ScriptedTool& tool) {
    return R"({"name":)" + json_quoted(tool.name) + R"(,"inputSchema":{"type":"object"}})";
}

}  // namespace

FakeServer::FakeServer(ServerScript script, int number, std::vector<std::string>& violations)
    : script_(std::move(script)), violations_(violations) {
    if (script_.unstable_tools) script_.tools.push_back({"extra_" + std::to_string(number)});
}

Reaction FakeServer::result(const mcp::Envelope& envelope, std::string json) const {
    if (script_.era == mcp::Era::modern && mcp::member(json, "resultType").empty())
        json.insert(1, json == "{}" ? R"("resultType":"complete")" : R"("resultType":"complete",)");
    return {Behaviour::answers, script_.answer_takes,
            R"({"jsonrpc":"2.0","id":)" + std::string(envelope.id) + R"(,"result":)" + json + "}"};
}

Reaction FakeServer::error(const mcp::Envelope& envelope, int code,
                           std::string_view message) const {
    return {Behaviour::answers, script_.answer_takes,
            R"({"jsonrpc":"2.0","id":)" + std::string(envelope.id) + R"(,"error":{"code":)" +
                std::to_string(code) + R"(,"message":)" + json_quoted(message) + "}}"};
}

Reaction FakeServer::violation(const mcp::Envelope& envelope, int code, const std::string& what) {
    violations_.push_back(what + " (" + std::string(envelope.method) + ")");
    return error(envelope, code, what);
}

Reaction FakeServer::take_request(const mcp::Envelope& envelope) {
    if (!ids_.insert(std::string(envelope.id)).second)
        return violation(envelope, -32600, "the id was used before");
    if (script_.dies_on_probe && envelope.method == "server/discover")
        return {Behaviour::dies, script_.answer_takes};
    if (script_.behaviour != Behaviour::answers) return {script_.behaviour, script_.answer_takes};
    return dispatch(envelope);
}

Reaction FakeServer::dispatch(const mcp::Envelope& envelope) {
    const bool modern = script_.era == mcp::Era::modern;
    const auto meta = mcp::member(envelope.params, "_meta");
    const auto version = mcp::string_value(mcp::member(meta, version_key));
    if (modern) {
        if (envelope.method == "initialize" || envelope.method == "ping")
            return error(envelope, -32601, "no such method");
        if (!version || !mcp::is_object(mcp::member(meta, capabilities_key)))
            return violation(envelope, -32602, "the request carries no metadata");
        if (*version != modern_revision) return error(envelope, -32022, "unsupported revision");
        if (envelope.method == "server/discover") return discover(envelope);
    } else {
        if (envelope.method == "server/discover") return error(envelope, -32601, "no such method");
        if (version) return violation(envelope, -32602, "modern metadata on a legacy connection");
        if (envelope.method == "ping") return result(envelope, "{}");
        if (envelope.method == "initialize") return initialize(envelope);
        if (!initialized()) return violation(envelope, -32600, "a request before initialization");
    }
    if (envelope.method == "tools/list") return list_tools(envelope);
    if (envelope.method == "tools/call") return call_tool(envelope);
    return error(envelope, -32601, "no such method");
}

Reaction FakeServer::discover(const mcp::Envelope& envelope) const {
    return result(envelope,
                  R"({"supportedVersions":[")" + std::string(modern_revision) +
                      R"("],"capabilities":{"tools":{}},"ttlMs":0,"cacheScope":"private"})");
}

Reaction FakeServer::initialize(const mcp::Envelope& envelope) {
    if (phase_ != Phase::fresh) return violation(envelope, -32600, "initialized twice");
    if (!mcp::string_value(mcp::member(envelope.params, "protocolVersion")) ||
        !mcp::is_object(mcp::member(envelope.params, "capabilities")) ||
        !mcp::is_object(mcp::member(envelope.params, "clientInfo")))
        return violation(envelope, -32602, "initialize lacks a required member");
    phase_ = Phase::answered_initialize;
    return result(envelope, R"({"protocolVersion":)" + json_quoted(script_.revision) +
                                R"(,"capabilities":{"tools":{}},)"
                                R"("serverInfo":{"name":"fake","version":"1"}})");
}

void FakeServer::take_notification(const mcp::Envelope& envelope) {
    if (envelope.method == "notifications/initialized") {
        if (phase_ == Phase::answered_initialize)
            phase_ = Phase::initialized;
        else
            violations_.emplace_back("initialized out of order");
    } else if (envelope.method != "notifications/cancelled") {
        violations_.push_back("unknown notification (" + std::string(envelope.method) + ")");
    }
}

Reaction FakeServer::list_tools(const mcp::Envelope& envelope) const {
    std::size_t begin = 0;
    if (const auto raw = mcp::member(envelope.params, "cursor"); !raw.empty()) {
        const auto cursor = mcp::string_value(raw).value_or("");
        const auto [end, failed] =
            std::from_chars(cursor.data(), cursor.data() + cursor.size(), begin);
        if (failed != std::errc{} || end != cursor.data() + cursor.size() ||
            script_.page_size == 0 || begin % script_.page_size != 0)
            return error(envelope, -32602, "no such cursor");
    }
    const std::size_t size = script_.page_size == 0 ? script_.tools.size() : script_.page_size;
    const std::size_t end = std::min(begin + size, script_.tools.size());
    std::string tools;
    for (std::size_t i = begin; i < end; ++i)
        tools += (i == begin ? "" : ",") + definition_of(script_.tools[i]);
    std::string json = R"({"tools":[)" + tools + "]";
    if (end < script_.tools.size()) json += R"(,"nextCursor":")" + std::to_string(end) + "\"";
    return result(envelope, json + "}");
}

Reaction FakeServer::call_tool(const mcp::Envelope& envelope) {
    const auto name = mcp::string_value(mcp::member(envelope.params, "name")).value_or("");
    const auto tool = std::ranges::find(script_.tools, name, &ScriptedTool::name);
    if (tool == script_.tools.end()) return error(envelope, -32602, "unknown tool");
    if (!mcp::is_object(mcp::member(envelope.params, "arguments")))
        return error(envelope, -32602, "arguments must be an object");
    Reaction reaction = result(envelope, tool->result);
    reaction.behaviour = tool->behaviour;
    reaction.takes = tool->takes;
    reaction.tool = name;
    return reaction;
}

}  // namespace toolshed::engines::fake
