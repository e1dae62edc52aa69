// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "mcp/channel.hpp"

/// The client role towards one server process: negotiation in both eras, every page of the tool
/// list, tool calls. No state besides the ids; a channel belongs to one process, whose negotiation
/// the caller keeps.
namespace toolshed::mcp {

/// `legacy` has `initialize` (revisions up to 2025-11-25); `modern` has request metadata
/// (2026-07-28 on).
enum class Era { legacy, modern };

std::string_view to_string(Era era);
/// Unknown words are `legacy`.
Era era_from(std::string_view word);

/// What client and server agreed on. Raw JSON members are as sent; empty = absent.
struct Negotiated {
    Era era = Era::legacy;
    std::string revision;           ///< `2025-11-25`
    std::string server_info = {};   ///< raw JSON object of at most 16 KiB; else dropped
    std::string capabilities = {};  ///< the same
    std::string instructions = {};  ///< text, cut at 16 KiB
};

struct ClientLimits {
    Millis probe_limit{3'000};       ///< silence for so long after `server/discover` means legacy
    Millis negotiate_limit{30'000};  ///< covers the server's own start
    Millis list_limit{30'000};       ///< all pages together
    std::size_t pages_max = 100;
    std::size_t tools_max = 1'000;
    std::size_t list_bytes_max = 8 * 1024 * 1024;
    std::size_t tool_bytes_max =
        256 * 1024;  ///< one tool's definition; a larger one is kept out and flagged
    std::size_t result_bytes_max = 4 * 1024 * 1024;
};

/// Numbers requests. Start it at a value that no earlier user of the same process had.
class RequestIds {
public:
    explicit RequestIds(std::int64_t first) : next_(first) {}
    std::int64_t next() { return next_++; }

private:
    std::int64_t next_;
};

/// Something worth telling about a server that is no failure. `code` is an enumerator of the API.
struct Finding {
    /// `list_truncated`, `tool_invalid`, `nameless_tool`, `long_tool_name`, `ambiguous_tool`,
    /// `tool_too_large`, `duplicate_tool`, `more_findings`
    std::string code;
    std::string detail;  ///< names the place and the limit; at most 500 bytes
};

struct Tool {
    std::string name;
    std::string json;  ///< the whole definition as sent
};

struct ToolList {
    std::vector<Tool> tools;  ///< in the server's order, names unique (the first of two stays)
    std::size_t pages = 0;
    bool truncated = false;
    std::vector<Finding> findings = {};
};

/// The answer to a `tools/call` that was sent. Exactly one of `result` and `error` is set, as raw
/// JSON.
struct CallAnswer {
    std::string result = {};
    std::string error = {};
    bool is_error = false;  ///< `isError` in the result
};

/// Where a server and its requests go: the channel, the numbers and the limits, all outliving the
/// call.
struct Peer {
    Channel& channel;
    RequestIds& ids;
    Clock& clock;
    const ClientLimits& limits;
};

/// Asks `server/discover` on a process of its own (some servers exit on it). A result that names a
/// revision we speak, or an error -32020 … -32022, is modern; anything else, silence, an exit or
/// garbage is legacy. Never fails for what the server does. Rule: MCP 2026-07-28, versioning;
/// `server/discover`.
Task<Era> probe_era(Peer peer);

/// Legacy: `initialize` with 2025-11-25, checks that the returned revision is one we speak, then
/// `notifications/initialized`. Modern: `server/discover`, picks the newest common revision. Errors
/// of the channel, with `not_ready` in place of a plain timeout; `invalid` `protocol_error` names
/// what answered.
Task<Result<Negotiated>> negotiate(Peer peer, Era era);

/// Every page of `tools/list`. A server without the tools capability has none. Caps end the loop
/// with `truncated` and a finding; a repeated cursor too. Errors: of the channel; `invalid`
/// `protocol_error` for an error answer or a result without `tools`.
Task<Result<ToolList>> list_tools(Peer peer, Negotiated negotiated);

/// The exact `tools/call` request for `arguments` (raw JSON object, passed through byte for byte).
std::string call_request(const Negotiated& negotiated, std::int64_t id, std::string_view tool,
                         std::string_view arguments);

/// Sends a request made by `call_request`. After `limit` it also sends `notifications/cancelled`
/// and fails with `timed_out` `timeout`. A JSON-RPC error is an answer, not an `Error`. An answer
/// over `result_bytes_max` is `exhausted` `result_too_large`; a result that is no object, or asks
/// for input, is `invalid` `protocol_error`.
Task<Result<CallAnswer>> call_tool(Peer peer, std::int64_t id, std::string request, Millis limit);

}  // namespace toolshed::mcp
