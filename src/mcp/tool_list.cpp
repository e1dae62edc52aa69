// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "base/within.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/requests.hpp"

namespace toolshed::mcp {
namespace {

constexpr std::size_t name_characters_max = 128;
constexpr std::size_t cursor_bytes_max = 4 * 1024;
constexpr std::size_t findings_max = 50;
constexpr std::size_t detail_bytes_max = 500;

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// Collects pages into a list, keeping every limit.
class Collector {
public:
    explicit Collector(const ClientLimits& limits) : limits_(limits) {}

    void add_page(std::string_view tools) {
        ++list_.pages;
        for_each_element(tools, [&](std::string_view tool) { return add(tool); });
    }
    void stop(const std::string& why) {
        list_.truncated = true;
        if (list_.findings.size() == findings_max) list_.findings.pop_back();
        list_.findings.push_back({"list_truncated", why});
    }
    bool full() const { return list_.truncated; }
    const ToolList& list() const { return list_; }

private:
    bool add(std::string_view tool) {
        const auto name = string_value(member(tool, "name"));
        if (const auto fault = fault_of(tool, name)) {
            tell(*fault, name.value_or("") + place());
            return true;
        }
        if (characters(*name) > name_characters_max) tell("long_tool_name", *name + place());
        names_.insert(*name);
        bytes_ += tool.size();
        if (list_.tools.size() >= limits_.tools_max)
            stop("more than mcp.tools_max tools");
        else if (bytes_ > limits_.list_bytes_max)
            stop("more than mcp.list_bytes_max bytes");
        else
            list_.tools.push_back({*name, std::string(tool)});
        return !full();
    }
    /// Why a tool is left out.
    std::optional<std::string> fault_of(std::string_view tool,
                                        const std::optional<std::string>& name) const {
        if (!is_object(tool)) return "tool_invalid";
        if (!name || name->empty()) return "nameless_tool";
        if (tool.size() > limits_.tool_bytes_max) return "tool_too_large";
        if (has_duplicate_members(tool)) return "ambiguous_tool";
        if (names_.contains(*name)) return "duplicate_tool";
        return std::nullopt;
    }
    std::string place() const { return " (page " + std::to_string(list_.pages) + ")"; }
    void tell(const std::string& code, const std::string& detail) {
        static constexpr std::string_view meanings[][2] = {
            {"tool_invalid", "left out, no object: "},
            {"nameless_tool", "left out, no name: "},
            {"tool_too_large", "left out, over mcp.tool_bytes_max: "},
            {"ambiguous_tool", "left out, a member stands in it twice: "},
            {"duplicate_tool", "listed again, the first one stays: "},
            {"long_tool_name", "over 128 characters: "},
        };
        if (list_.findings.size() + 1 >= findings_max) {
            if (list_.findings.size() + 1 == findings_max)
                list_.findings.push_back({"more_findings", "further findings were dropped"});
            return;
        }
        const auto* meaning = std::ranges::find(meanings, code, [](auto& row) { return row[0]; });
        list_.findings.push_back(
            {code, cut(std::string((*meaning)[1]) + detail, detail_bytes_max)});
    }

    const ClientLimits& limits_;
    ToolList list_;
    std::set<std::string> names_;
    std::size_t bytes_ = 0;
};

/// Decides by `nextCursor` whether there is another page. An empty string is a cursor; only absence
/// ends the list, and null, which some servers send for it.
class Cursors {
public:
    /// The next cursor, or nothing at the end; `collector` is told of one that cannot be followed.
    std::optional<std::string> next(std::string_view result, Collector& collector) {
        const auto raw = member(result, "nextCursor");
        if (raw.empty() || raw == "null" || collector.full()) return std::nullopt;
        auto cursor = string_value(raw);
        if (!cursor)
            collector.stop("the next cursor is no string");
        else if (cursor->size() > cursor_bytes_max)
            collector.stop("the next cursor is over 4 KiB");
        else if (!seen_.insert(*cursor).second)
            collector.stop("the same cursor came twice");
        if (collector.full()) return std::nullopt;
        return cursor;
    }

private:
    std::set<std::string> seen_;
};

bool has_tools(const Negotiated& negotiated) {
    // A server that declares nothing at all may still have tools.
    return negotiated.capabilities.empty() || !member(negotiated.capabilities, "tools").empty();
}

/// The channel keeps the limit too and knows more about why nothing came, so it goes first.
constexpr Millis channel_grace{2'000};

Task<Result<ToolList>> list_pages(Peer peer, Negotiated negotiated) {
    const auto end = peer.clock.ticks() + peer.limits.list_limit;
    Collector collector(peer.limits);
    Cursors cursors;
    std::string members;
    for (;;) {
        const auto id = peer.ids.next();
        const auto left = std::chrono::duration_cast<Millis>(end - peer.clock.ticks());
        const auto answer = co_await ask(peer, id, request(negotiated, id, "tools/list", members),
                                         std::max(left, Millis(1)));
        if (!answer) co_return fail(answer.error(), "tools/list");
        const Envelope& envelope = (*answer)->envelope;
        if (!envelope.error.empty())
            co_return protocol_error("'tools/list' failed with " + describe_error(envelope.error));
        if (auto checked = check_result(envelope.result, "tools/list"); !checked)
            co_return fail(checked.error());
        const auto tools = member(envelope.result, "tools");
        if (!is_array(tools))
            co_return protocol_error("the answer to 'tools/list' has no array 'tools'");
        collector.add_page(tools);
        const auto cursor = cursors.next(envelope.result, collector);
        if (cursor && collector.list().pages >= peer.limits.pages_max)
            collector.stop("more than mcp.pages_max pages");
        if (!cursor || collector.full()) co_return collector.list();
        members = R"("cursor":)" + json_quoted(*cursor);
    }
}

}  // namespace

Task<Result<ToolList>> list_tools(Peer peer, Negotiated negotiated) {
    if (!has_tools(negotiated)) co_return ToolList{};
    co_return co_await within(peer.clock, peer.limits.list_limit + channel_grace, "timeout",
                              list_pages(peer, std::move(negotiated)));
}

}  // namespace toolshed::mcp
