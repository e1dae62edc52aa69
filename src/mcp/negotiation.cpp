// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/requests.hpp"
#include "mcp/revisions.hpp"

namespace toolshed::mcp {
namespace {

constexpr std::size_t instructions_bytes_max = 16 * 1024;
constexpr std::size_t object_bytes_max =
    16 * 1024;  // of serverInfo and capabilities, which are stored

/// An `Error` of the channel, said in terms of a server that is not ready yet.
Error not_ready(Error error) {
    if (error.code == "timeout") {
        error.category = Category::unavailable;
        error.code = "not_ready";
        error.message = "the server did not answer its first request: " + error.message;
    }
    return error;
}

/// What else both eras say about the server. Parts that are no objects or too large count as not
/// said.
void read_self_description(Negotiated& negotiated, std::string_view info, std::string_view result) {
    const auto kept = [](std::string_view json) {
        return std::string(is_object(json) && json.size() <= object_bytes_max ? json : "");
    };
    negotiated.server_info = kept(info);
    negotiated.capabilities = kept(member(result, "capabilities"));
    negotiated.instructions =
        cut(string_value(member(result, "instructions")).value_or(""), instructions_bytes_max);
}

Result<Negotiated> read_initialized(std::string_view result) {
    const auto revision = string_value(member(result, "protocolVersion"));
    if (!revision) return protocol_error("the answer to 'initialize' names no protocolVersion");
    if (std::ranges::find(legacy_revisions, *revision) == legacy_revisions.end())
        return protocol_error("the server speaks revision '" + cut(*revision, 40) +
                              "', which this version does not");
    Negotiated negotiated{Era::legacy, *revision};
    read_self_description(negotiated, member(result, "serverInfo"), result);
    return negotiated;
}

Result<Negotiated> read_discovered(std::string_view result) {
    if (!is_array(member(result, "supportedVersions")))
        return protocol_error("the answer to 'server/discover' has no array 'supportedVersions'");
    std::string chosen;
    for (const auto ours : modern_revisions)
        for_each_element(member(result, "supportedVersions"), [&](std::string_view each) {
            if (chosen.empty() && string_value(each) == std::string(ours)) chosen = ours;
            return chosen.empty();
        });
    if (chosen.empty())
        return protocol_error("the answer to 'server/discover' has no revision in common with us");
    Negotiated negotiated{Era::modern, chosen};
    const auto meta = member(result, "_meta");
    read_self_description(negotiated, member(meta, "io.modelcontextprotocol/serverInfo"), result);
    return negotiated;
}

std::string discover_request(std::int64_t id) {
    return request({Era::modern, std::string(modern_revisions[0])}, id, "server/discover", {});
}

Task<Result<Negotiated>> negotiate_modern(Peer peer) {
    const auto id = peer.ids.next();
    const auto answer = co_await ask(peer, id, discover_request(id), peer.limits.negotiate_limit);
    if (!answer) co_return fail(not_ready(answer.error()));
    const Envelope& envelope = (*answer)->envelope;
    if (!envelope.error.empty())
        co_return protocol_error("'server/discover' failed with " + describe_error(envelope.error));
    if (auto checked = check_result(envelope.result, "server/discover"); !checked)
        co_return fail(checked.error());
    co_return read_discovered(envelope.result);
}

Task<Result<Negotiated>> negotiate_legacy(Peer peer) {
    const auto id = peer.ids.next();
    std::string members = R"("protocolVersion":")" + std::string(newest_legacy) +
                          R"(","capabilities":{},"clientInfo":{"name":"toolshed","version":")" +
                          TOOLSHED_VERSION + R"("})";
    const auto answer =
        co_await ask(peer, id, request({}, id, "initialize", members), peer.limits.negotiate_limit);
    if (!answer) co_return fail(not_ready(answer.error()));
    const Envelope& envelope = (*answer)->envelope;
    if (!envelope.error.empty())
        co_return protocol_error("'initialize' failed with " + describe_error(envelope.error));
    if (auto checked = check_result(envelope.result, "initialize"); !checked)
        co_return fail(checked.error());
    auto negotiated = read_initialized(envelope.result);
    if (!negotiated) co_return fail(negotiated.error());
    const auto told = co_await peer.channel.exchange(
        R"({"jsonrpc":"2.0","method":"notifications/initialized"})", peer.limits.negotiate_limit);
    if (!told) co_return fail(told.error());
    co_return negotiated;
}

}  // namespace

std::string_view to_string(Era era) {
    return era == Era::modern ? "modern" : "legacy";
}
Era era_from(std::string_view word) {
    return word == "modern" ? Era::modern : Era::legacy;
}

Task<Era> probe_era(Peer peer) {
    const auto id = peer.ids.next();
    const auto answer = co_await ask(peer, id, discover_request(id), peer.limits.probe_limit);
    if (!answer) co_return Era::legacy;
    const Envelope& envelope = (*answer)->envelope;
    if (!envelope.error.empty()) {
        const auto code = error_code(envelope.error);
        co_return code <= -32020 && code >= -32022 ? Era::modern : Era::legacy;
    }
    co_return read_discovered(envelope.result) ? Era::modern : Era::legacy;
}

Task<Result<Negotiated>> negotiate(Peer peer, Era era) {
    return era == Era::modern ? negotiate_modern(peer) : negotiate_legacy(peer);
}

}  // namespace toolshed::mcp
