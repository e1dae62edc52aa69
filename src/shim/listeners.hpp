// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string_view>
#include <vector>

namespace toolshed::shim {

/// The addresses at which somebody in our network namespace accepts TCP connections, as we reach
/// them: one that stands for all of the machine's becomes its loopback, for all of IPv6 both of
/// them. At most 64, each once, IPv4 before IPv6.
std::vector<boost::asio::ip::tcp::endpoint> read_listeners();

/// The same from the texts of `/proc/net/tcp` and `/proc/net/tcp6`. Lines that do not fit are
/// passed over.
std::vector<boost::asio::ip::tcp::endpoint> listeners_in(std::string_view tcp,
                                                         std::string_view tcp6);

}  // namespace toolshed::shim
