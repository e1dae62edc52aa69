// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace toolshed::bench {

/// What the server says to a message; nothing to what is no request.
std::optional<std::string> echo_answer(std::string_view message);
/// The same server over plain HTTP on a port of the loopback, for ever; 0 takes a free one. Says
/// where it listens.
int serve_http(int port);

}  // namespace toolshed::bench
