// SPDX-License-Identifier: Apache-2.0
#include "shim/listeners.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>

#include "shim/files.hpp"

namespace toolshed::shim {
namespace ip = boost::asio::ip;

namespace {

constexpr std::size_t listeners_max = 64;
constexpr std::size_t table_bytes_max = 64 * 1024;  // the kernel lists listeners first
constexpr std::string_view state_listen = "0A";

template <class Number>
std::optional<Number> hex(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// The kernel prints the words of an address as numbers of this machine's byte order.
std::optional<ip::address> address_from(std::string_view text) {
    std::array<std::uint8_t, 16> bytes{};
    const std::size_t words = text.size() / 8;
    if (text.size() != 8 && text.size() != 32) return std::nullopt;
    for (std::size_t i = 0; i < words; ++i) {
        const auto word = hex<std::uint32_t>(text.substr(i * 8, 8));
        if (!word) return std::nullopt;
        std::memcpy(bytes.data() + i * 4, &*word, 4);
    }
    if (words == 1) {
        const ip::address_v4 v4({bytes[0], bytes[1], bytes[2], bytes[3]});
        return v4.is_unspecified() ? ip::address(ip::address_v4::loopback()) : ip::address(v4);
    }
    ip::address_v6 v6(bytes);
    return v6;
}

std::string_view field(std::string_view& line) {
    const auto first = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(first);
    const auto end = std::min(line.find(' '), line.size());
    const auto found = line.substr(0, end);
    line.remove_prefix(end);
    return found;
}

std::optional<ip::tcp::endpoint> listener_in(std::string_view line) {
    field(line);
    const auto local = field(line);
    field(line);
    if (field(line) != state_listen) return std::nullopt;
    const auto colon = local.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto address = address_from(local.substr(0, colon));
    const auto port = hex<std::uint16_t>(local.substr(colon + 1));
    if (!address || !port || *port == 0) return std::nullopt;
    return ip::tcp::endpoint(*address, *port);
}

void add(std::vector<ip::tcp::endpoint>& found, const ip::tcp::endpoint& listener) {
    if (std::ranges::find(found, listener) == found.end()) found.push_back(listener);
}

}  // namespace

std::vector<ip::tcp::endpoint> listeners_in(std::string_view tcp, std::string_view tcp6) {
    std::vector<ip::tcp::endpoint> found;
    for (std::string_view table : {tcp, tcp6}) {
        while (!table.empty() && found.size() < listeners_max) {
            const auto end = std::min(table.find('\n'), table.size());
            const auto listener = listener_in(table.substr(0, end));
            table.remove_prefix(std::min(end + 1, table.size()));
            if (!listener) continue;
            // A socket bound to all of IPv6 takes IPv4 as well, unless it says otherwise, and IPv6
            // itself may be off.
            if (listener->address() == ip::address_v6::any()) {
                add(found, {ip::address_v4::loopback(), listener->port()});
                add(found, {ip::address_v6::loopback(), listener->port()});
            } else {
                add(found, *listener);
            }
        }
    }
    return found;
}

std::vector<ip::tcp::endpoint> read_listeners() {
    return listeners_in(read_file("/proc/net/tcp", table_bytes_max).value_or(""),
                        read_file("/proc/net/tcp6", table_bytes_max).value_or(""));
}

}  // namespace toolshed::shim
