// SPDX-License-Identifier: Apache-2.0
#include "api/api.hpp"

#include "admission/admission.hpp"
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {

struct Api::Routes {
    Router router;
};

Api::Api(Services services, ApiConfig config)
    : services_(services), config_(std::move(config)), routes_(std::make_unique<Routes>()) {
    add_server_routes(routes_->router);
    add_verification_routes(routes_->router);
    add_session_routes(routes_->router);
    add_call_routes(routes_->router);
    add_system_routes(routes_->router);
    add_house_routes(routes_->router);
    add_seed_routes(routes_->router);
    add_sign_in_routes(routes_->router);
    add_page_routes(routes_->router);
}

Api::~Api() = default;

std::optional<net::Response> Api::check_head(const net::Request& head) const {
    if (auto checked = check_origin(head, config_.admission); !checked)
        return error_reply(checked.error()).response;
    std::map<std::string, std::string> parts;
    const auto target = split_target(head.target);
    const auto entry = target ? routes_->router.find(head.method, target->first, parts)
                              : Result<const RouteEntry*>(fail(target.error()));
    const auto known = authenticate(head, config_.admission, services_.sign_ins);
    if (known)
        if (auto checked = check_change(head, *known); !checked)
            return error_reply(checked.error()).response;
    if (entry && (*entry)->open) return std::nullopt;
    if (!known) return error_reply(known.error()).response;
    return std::nullopt;
}

Task<net::Reply> Api::handle(net::Request request) {
    if (auto checked = check_origin(request, config_.admission); !checked)
        co_return error_reply(checked.error());
    auto target = split_target(request.target);
    if (!target) co_return error_reply(target.error());
    std::map<std::string, std::string> parts;
    const auto entry = routes_->router.find(request.method, target->first, parts);
    auto known = authenticate(request, config_.admission, services_.sign_ins);
    // Without a token nothing is told, not even which routes there are.
    if ((!entry || !(*entry)->open) && !known) co_return error_reply(known.error());
    if (known)
        if (auto checked = check_change(request, *known); !checked)
            co_return error_reply(checked.error());
    if (!entry) co_return error_reply(entry.error());
    ApiRequest asked{std::move(request),
                     std::move(target->first),
                     std::move(target->second),
                     std::move(parts),
                     known ? std::move(known->principal) : Principal{},
                     known ? std::move(known->sign_in) : std::string(),
                     services_,
                     config_};
    const std::string what = asked.http.method + " " + asked.path;
    auto reply = co_await (*entry)->route(std::move(asked));
    if (const auto cause = reply.response.headers.find(internal_cause)) {
        services_.log.error("request_failed", {{"request", what}, {"why", std::string(*cause)}});
        reply.response.headers.remove(internal_cause);
    }
    co_return reply;
}

}  // namespace toolshed::api
