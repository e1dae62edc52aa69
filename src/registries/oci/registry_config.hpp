// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http.hpp"

namespace toolshed::registries::oci {

struct RegistryConfig {
    std::string url = {};  ///< `https://host[:port]`, or `http://` with 127.0.0.0/8; empty = none
    std::string repository_prefix = "toolshed";
    std::string username = {};
    std::string password = {};  ///< never shown nor logged
    std::string ca_file = {};   ///< PEM of who may vouch for the registry; empty = the machine's
    Millis request_limit{10'000};
};

/// A place to ask, and how names of images and `Host` write it.
struct Address {
    net::Endpoint endpoint;
    std::string authority;  ///< as written: `host` or `host:port`
    std::string target;     ///< path and query, at least `/`
};

/// Reads a URL. Plain HTTP is accepted for 127.0.0.0/8 only, which is also what engines accept.
/// `invalid` `bad_registry_url` says what is wrong.
Result<Address> parse_url(const std::string& url);

/// `invalid` `bad_config` unless the configuration names no registry, or one that can be used: URL
/// without a path, a host that engines do not take for a user's name, a prefix of lower-case parts,
/// both or neither of user name and password.
Result<void> check_config(const RegistryConfig& config);

}  // namespace toolshed::registries::oci
