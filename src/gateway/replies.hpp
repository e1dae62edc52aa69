// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "net/server.hpp"

/// What the gateway answers in its own words.
namespace toolshed::gateway {

/// Codes of JSON-RPC 2.0 section 5.1 and of MCP 2026-07-28, base protocol, errors.
namespace rpc {
inline constexpr int parse_error = -32700;
inline constexpr int invalid_request = -32600;
inline constexpr int method_not_found = -32601;
inline constexpr int invalid_params = -32602;
inline constexpr int internal_error = -32603;
inline constexpr int session_not_found = -32001;
inline constexpr int header_mismatch = -32020;
inline constexpr int missing_capability = -32021;
inline constexpr int unsupported_version = -32022;
}  // namespace rpc

/// A refusal: an HTTP status with a JSON-RPC error.
struct Refusal {
    int status = 400;
    int code = rpc::invalid_request;
    std::string message;
    std::string data = {};  ///< raw JSON; empty = none
};

/// The error as a message. `id` is raw; an empty one is left out, since null is no id.
std::string error_message(std::string_view id, int code, std::string_view text,
                          std::string_view data = {});
net::Response refused(const Refusal& refusal, std::string_view id);
/// A message as the whole answer.
net::Response message_response(std::string message, int status = 200);
/// 202 without a body: what was sent was taken.
net::Response accepted();

}  // namespace toolshed::gateway
