// SPDX-License-Identifier: Apache-2.0
#include "engines/docker/network_access.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <set>
#include <sstream>

#include "shim/network/prefix.hpp"

namespace toolshed::engines::docker {
namespace {

using shim::network::Prefix;
using shim::network::prefix_from;

constexpr std::size_t resolv_conf_bytes_max = 64 * 1024;

bool is_one_address(const Prefix& prefix) {
    return prefix.length == static_cast<int>(prefix.size()) * 8;
}

bool lies_in(const Prefix& address, std::string_view block) {
    const auto parsed = prefix_from(block);
    return parsed && contains(*parsed, address);
}

bool is_special(const Prefix& address) {
    return std::ranges::any_of(shim::network::special_blocks(),
                               [&](auto block) { return lies_in(address, block); });
}

/// A loopback is another one inside a workload.
bool can_be_reached(const std::string& text) {
    const auto address = prefix_from(text);
    return address && is_one_address(*address) && !lies_in(*address, "127.0.0.0/8") &&
           !lies_in(*address, "::1") && !lies_in(*address, "0.0.0.0/8") && !lies_in(*address, "::");
}

std::optional<std::string> first_resolver(std::string_view resolv_conf) {
    std::istringstream lines{std::string(resolv_conf)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string key;
        std::string address;
        if (words >> key >> address && key == "nameserver" && can_be_reached(address))
            return address;
    }
    return std::nullopt;
}

Result<std::string> chosen_resolver(const NetworkSettings& settings, std::string_view resolv_conf) {
    if (settings.resolver.empty()) {
        if (auto found = first_resolver(resolv_conf)) return *std::move(found);
        return fail(Category::unavailable, "resolver_missing",
                    "network profile 'public' needs a resolver, and this machine's own can not be "
                    "reached from a container: set network.resolver to the address of one");
    }
    if (can_be_reached(settings.resolver)) return settings.resolver;
    return fail(
        Category::invalid, "bad_prefix",
        "network.resolver '" + settings.resolver + "' is no address that a container can reach");
}

}  // namespace

Result<NetworkAccess> network_access(const NetworkSettings& settings, std::string_view resolv_conf,
                                     const std::vector<std::string>& own_addresses) {
    auto resolver = chosen_resolver(settings, resolv_conf);
    if (!resolver) return fail(std::move(resolver).error());
    NetworkAccess access{*std::move(resolver), {}};
    for (const auto& block : settings.denied) {
        const auto parsed = prefix_from(block);
        if (!parsed)
            return fail(Category::invalid, "bad_prefix",
                        "network.denied: " + parsed.error().message);
        access.denied.push_back(block);
    }
    for (const auto& address : own_addresses) {
        const auto parsed = prefix_from(address);
        if (parsed && !is_special(*parsed)) access.denied.push_back(address);
    }
    return access;
}

std::string read_resolv_conf() {
    std::string all;
    for (const char* path : {"/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"}) {
        std::ifstream file(path);
        std::string text(resolv_conf_bytes_max, '\0');
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(file.gcount()));
        all += text + "\n";
    }
    return all;
}

std::vector<std::string> read_own_addresses() {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(first, &::freeifaddrs);
    std::set<std::string> found;
    std::array<char, INET6_ADDRSTRLEN> text{};
    for (const auto* each = first; each != nullptr; each = each->ifa_next) {
        const auto* const address = each->ifa_addr;
        if (address == nullptr) continue;
        const void* bytes = nullptr;
        if (address->sa_family == AF_INET)
            bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
        if (address->sa_family == AF_INET6)
            bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
        if (bytes != nullptr &&
            ::inet_ntop(address->sa_family, bytes, text.data(), text.size()) != nullptr)
            found.insert(text.data());
    }
    return {found.begin(), found.end()};
}

}  // namespace toolshed::engines::docker
