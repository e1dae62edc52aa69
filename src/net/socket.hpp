// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

/// Shared by the module's own sources. One socket type serves TCP and Unix sockets.
namespace toolshed::net {

using Socket = boost::asio::generic::stream_protocol::socket;
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

std::string to_string(const Endpoint& endpoint);
std::string_view reason_phrase(int status);
/// `Fri, 27 Nov 2026 02:46:51 GMT` (RFC 9110 section 5.6.7).
std::string http_date(TimePoint time);

/// Name and value go on the wire as they are, so they must not hold a line break.
bool is_safe_field(std::string_view text);
void append_field(std::string& head, std::string_view name, std::string_view value);

}  // namespace toolshed::net
