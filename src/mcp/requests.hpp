// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mcp/client.hpp"
#include "mcp/envelope.hpp"

/// What the client role says and how it takes answers; shared by the module's own sources.
namespace toolshed::mcp {

/// A request of the era; `members` is what stands in `params` besides `_meta` (raw, without braces,
/// may be empty).
std::string request(const Negotiated& negotiated, std::int64_t id, std::string_view method,
                    std::string_view members);

/// The bytes of an answer with the slices into them.
struct Answer {
    std::string bytes;
    Envelope envelope;  ///< into `bytes`
};

/// Sends and indexes the answer, whose id must be ours. `invalid` `protocol_error` otherwise.
Task<Result<std::unique_ptr<Answer>>> ask(Peer peer, std::int64_t id, std::string message,
                                          Millis limit);

/// Fails for a result that says it is not the whole answer, or that is none. Absent (legacy) is
/// `complete`. Rule: MCP 2026-07-28, results; `resultType`.
Result<void> check_result(std::string_view result, std::string_view method);

std::unexpected<Error> protocol_error(std::string message);
/// `-32601: Method not found`, cut.
std::string describe_error(std::string_view error);
/// 0 when it is no integer.
std::int64_t error_code(std::string_view error);
}  // namespace toolshed::mcp
