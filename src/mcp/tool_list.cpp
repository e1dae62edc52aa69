// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "base/text.hpp"
#include "base/within.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/requests.hpp"

namespace toolshed::mcp {
namespace {

constexpr std::size_t name_bytes_max = 128;
constexpr std::size_t cursor_bytes_max = 4 * 1024;
constexpr std::size_t findings_max = 50;

/// Collects pages into a list, keeping every limit.
class Collector {
public:
    explicit Collector(const ClientLimits& limits) : limits_(limits) {}

    void add_page(std::string_view tools) {
        ++list_.pages;
        for_each_element(tools, [&](std::string_view tool) { return add(tool); });
    }
    void stop(std::string why) {
        list_.truncated = true;
        tell("list_truncated", std::move(why));
    }
    bool full() const { return list_.truncated; }
    const ToolList& list() const { return list_; }

private:
    bool add(std::string_view tool) {
        const auto name = string_value(member(tool, "name"));
        if (!name || name->empty()) {
            tell("nameless_tool", "a tool without a name was left out");
            return true;
        }
        if (tool.size() > limits_.tool_bytes_max) {
            tell("tool_too_large", "'" + cut(*name, name_bytes_max) + "' has " +
                                       std::to_string(tool.size()) +
                                       " bytes, more than mcp.tool_bytes_max, and was left out");
            return true;
        }
        if (!names_.insert(*name).second) {
            tell("duplicate_tool", "'" + cut(*name, name_bytes_max) + "' is listed twice");
            return true;
        }
        if (name->size() > name_bytes_max)
            tell("long_tool_name", "'" + cut(*name, name_bytes_max) + "…' is over 128 bytes");
        bytes_ += tool.size();
        if (list_.tools.size() >= limits_.tools_max) stop("more than mcp.tools_max tools");
        else if (bytes_ > limits_.list_bytes_max) stop("more than mcp.list_bytes_max bytes");
        else list_.tools.push_back({*name, std::string(tool)});
        return !full();
    }
    void tell(std::string code, std::string detail) {
        if (list_.findings.size() < findings_max)
            list_.findings.push_back({std::move(code), cut(detail, 500)});
    }

    const ClientLimits& limits_;
    ToolList list_;
    std::set<std::string> names_;
    std::size_t bytes_ = 0;
};

bool has_tools(const Negotiated& negotiated) {
    // A server that declares nothing at all may still have tools.
    return negotiated.capabilities.empty() ||
           !member(negotiated.capabilities, "tools").empty();
}

Task<Result<ToolList>> list_pages(Peer peer, Negotiated negotiated) {
    Collector collector(peer.limits);
    std::set<std::string> cursors;
    std::string members;
    while (!collector.full()) {
        if (collector.list().pages >= peer.limits.pages_max) {
            collector.stop("more than mcp.pages_max pages");
            break;
        }
        const auto id = peer.ids.next();
        const auto answer = co_await ask(peer, id, request(negotiated, id, "tools/list", members),
                                         peer.limits.list_limit);
        if (!answer) co_return fail(answer.error(), "tools/list");
        const Envelope& envelope = (*answer)->envelope;
        if (!envelope.error.empty())
            co_return fail(Category::invalid, "protocol_error",
                           "'tools/list' failed with " + describe_error(envelope.error));
        const auto tools = member(envelope.result, "tools");
        if (!is_array(tools))
            co_return fail(Category::invalid, "protocol_error",
                           "the answer to 'tools/list' has no array 'tools'");
        collector.add_page(tools);
        const auto cursor = string_value(member(envelope.result, "nextCursor"));
        if (!cursor) break;
        if (cursor->size() > cursor_bytes_max) collector.stop("a cursor over 4 KiB");
        else if (!cursors.insert(*cursor).second) collector.stop("a cursor came twice");
        members = R"("cursor":)" + json_quoted(*cursor);
    }
    co_return collector.list();
}

}  // namespace

Task<Result<ToolList>> list_tools(Peer peer, Negotiated negotiated) {
    if (!has_tools(negotiated)) co_return ToolList{};
    co_return co_await within(peer.clock, peer.limits.list_limit, "list_timeout",
                              list_pages(peer, std::move(negotiated)));
}

}  // namespace toolshed::mcp
