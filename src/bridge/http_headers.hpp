// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace toolshed::bridge {

/// Appends a header line; control characters in the value become blanks, so no value forges a
/// header.
void append_header(std::string& head, std::string_view name, std::string_view value);

/// The headers that depend on the message. Modern (its `_meta` names a revision): the revision,
/// `Mcp-Method` and `Mcp-Name`. Legacy: session and negotiated revision, except on `initialize`.
/// Rule: MCP 2026-07-28, transports, request headers.
void append_message_headers(std::string& head, std::string_view message, std::string_view session,
                            std::string_view revision);

/// `text` as a header value: as it is when plain visible ASCII, else `=?base64?…?=`.
std::string header_value(std::string_view text);

/// The part of a Content-Type before its parameters, in lower case.
std::string media_type(std::string_view content_type);

/// Path and query of a reference, relative to `base`, that stays on the server we talk to as `host`
/// (any name of this machine with the same port counts as it); nothing for another origin or for
/// what is no path.
std::optional<std::string> path_on_same_server(std::string_view reference, std::string_view host,
                                               std::string_view base);

}  // namespace toolshed::bridge
