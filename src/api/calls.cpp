// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

net::Reply calls_reply(const PageOf<Call>& page) {
    std::string json = R"({"items":[)";
    for (std::size_t i = 0; i < page.items.size(); ++i)
        json += (i == 0 ? "" : ",") + call_view(page.items[i]);
    json += R"(],"next_cursor":)" +
            dump(page.next_cursor.empty() ? Json(nullptr) : Json(page.next_cursor));
    return raw_reply(json + "}");
}

Task<net::Reply> list(ApiRequest request, CallFilter filter) {
    const auto page = page_of(request);
    if (!page) co_return error_reply(page.error());
    filter.page = *page;
    const auto calls = co_await request.services.calls.list(request.principal, std::move(filter));
    if (!calls) co_return error_reply(calls.error());
    co_return calls_reply(*calls);
}

Task<net::Reply> list_calls(ApiRequest request) {
    co_return co_await list(std::move(request), {});
}

Task<net::Reply> list_session_calls(ApiRequest request) {
    const auto id = SessionId::parse(request.parts.at("id"));
    if (!id)
        co_return error_reply(
            {Category::not_found, "session_not_found", "there is no such session"});
    CallFilter filter{*id};
    co_return co_await list(std::move(request), std::move(filter));
}

Task<net::Reply> get_call(ApiRequest request) {
    const auto id = CallId::parse(request.parts.at("id"));
    if (!id)
        co_return error_reply({Category::not_found, "call_not_found", "there is no such call"});
    const auto call = co_await request.services.calls.get(request.principal, *id);
    if (!call) co_return error_reply(call.error());
    co_return raw_reply(call_view(*call));
}

}  // namespace

void add_call_routes(Router& router) {
    router.add("GET", "/api/v1/calls", list_calls);
    router.add("GET", "/api/v1/calls/{id}", get_call);
    router.add("GET", "/api/v1/sessions/{id}/calls", list_session_calls);
}

}  // namespace toolshed::api
