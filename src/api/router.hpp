// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/request.hpp"

namespace toolshed::api {

using Route = Task<net::Reply> (*)(ApiRequest request);

struct RouteEntry {
    std::string method;
    std::vector<std::string> path;  ///< parts; `{name}` takes any one part, a last `**` the rest
    Route route;
    bool open = false;  ///< needs no token
};

/// Routes as data; each resource adds its own.
class Router {
public:
    void add(std::string method, std::string_view path, Route route);
    void add_open(std::string method, std::string_view path, Route route);
    /// The entry for the request, whose `parts` it fills. `not_found` `no_route`, `invalid`
    /// `method_not_allowed`.
    Result<const RouteEntry*> find(const std::string& method, const std::string& path,
                                   std::map<std::string, std::string>& parts) const;
    const std::vector<RouteEntry>& entries() const { return entries_; }

private:
    std::vector<RouteEntry> entries_;
};

void add_server_routes(Router& router);
void add_verification_routes(Router& router);
void add_session_routes(Router& router);
void add_call_routes(Router& router);
void add_system_routes(Router& router);
void add_house_routes(Router& router);
void add_seed_routes(Router& router);
void add_sign_in_routes(Router& router);
void add_page_routes(Router& router);

}  // namespace toolshed::api
