// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/replies.hpp"
#include "mcp/client.hpp"
#include "mcp/envelope.hpp"
#include "mcp/param_headers.hpp"

/// Pure checks of one POST, before anything is forwarded: which era it is of, and whether its
/// headers say what its body says.
namespace toolshed::gateway {

template <class T>
using Checked = std::expected<T, Refusal>;

/// The message, or -32700 / -32600 where it is none. Arrays are refused: batches would pass by
/// what looks at single messages. Rule: MCP 2025-06-18, transports.
Checked<mcp::Envelope> read_message(std::string_view body);

/// Which era a message is of. Rules: MCP 2026-07-28, versioning and transports; clients that send
/// reserved `_meta` keys with a legacy revision are legacy.
Checked<mcp::Era> era_of(const net::Request& request, const mcp::Envelope& envelope);

/// Whether the client repeats parts of the body in headers, as it must over HTTP. Nothing is
/// decided by those headers, so a client that speaks stdio may leave them out.
enum class Repeats { headers, nothing };

/// What a modern request must say in headers and `_meta`: -32602, -32020, -32022.
Checked<void> check_modern(const net::Request& request, const mcp::Envelope& envelope,
                           Repeats repeats = Repeats::headers);

/// Whether each header that repeats an argument is there exactly when the argument is, and says the
/// same: -32020.
Checked<void> check_param_headers(const net::Request& request, std::string_view arguments,
                                  const std::vector<mcp::ParamHeader>& headers);

/// Whether the client takes both JSON and event streams, which legacy revisions demand of it.
bool accepts_both(const net::Request& request);
bool accepts_events(const net::Request& request);

/// A header's value in plain or in the form `=?base64?…?=`; nothing when it is malformed. Rule: MCP
/// 2026-07-28, transports, header encoding.
std::optional<std::string> decoded_header(std::string_view value);

}  // namespace toolshed::gateway
