// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "domain/principal.hpp"
#include "net/http.hpp"
#include "usecases/sign_ins.hpp"

/// Who may speak to the daemon: the same for its API and its gateway.
namespace toolshed {

struct AdmissionConfig {
    std::string token_hash;                  ///< SHA-256 (hex) of the administrator's token
    std::vector<std::string> allowed_hosts;  ///< `Host` names that are served besides loopback's
    std::string cookie_name;  ///< differs between daemons, since browsers take all ports of a host
                              ///< for one place
};

/// Who asks, and the browser's secret when that is what says so.
struct Known {
    Principal principal;
    std::string sign_in = {};
};

/// A page elsewhere must not reach the daemon through a name of its own (DNS rebinding) or from a
/// foreign origin. `denied` `host_refused`, `origin_refused`.
Result<void> check_origin(const net::Request& request, const AdmissionConfig& config);

/// By token or by a browser's cookie. A token that is sent counts alone, right or wrong.
/// `unauthenticated` `token_required`.
Result<Known> authenticate(const net::Request& request, const AdmissionConfig& config,
                           const SignIns& sign_ins);

/// A browser adds the cookie to whatever a page elsewhere makes it send, but this header only to
/// what our own page asks. `denied` `request_header_required`.
Result<void> check_change(const net::Request& request, const Known& known);

}  // namespace toolshed
