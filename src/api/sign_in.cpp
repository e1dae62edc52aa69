// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"
#include "api/views.hpp"

namespace toolshed::api {
namespace {

net::Reply with_cookie(const ApiRequest& request, const std::string& value) {
    net::Reply reply;
    reply.response.status = 204;
    reply.response.headers.add("Cache-Control", "no-store");
    reply.response.headers.add("Set-Cookie", request.config.admission.cookie_name + "=" + value +
                                                 "; HttpOnly; SameSite=Strict; Path=/" +
                                                 (value.empty() ? "; Max-Age=0" : ""));
    return reply;
}

/// Only the token itself opens: a browser that is signed in gets no second secret out of its first.
Task<net::Reply> sign_in(ApiRequest request) {
    if (!request.sign_in.empty())
        co_return error_reply({Category::unauthenticated, "token_required",
                               "send the token itself: 'Authorization: Bearer TOKEN'"});
    const auto secret = co_await request.services.sign_ins.start();
    if (!secret) co_return error_reply(secret.error());
    co_return with_cookie(request, *secret);
}

Task<net::Reply> is_signed_in(ApiRequest request) {
    auto reply = json_reply({{"signed_in", !request.principal.owner.empty()}});
    reply.response.headers.add("Cache-Control", "no-store");
    co_return reply;
}

Task<net::Reply> sign_out(ApiRequest request) {
    if (auto ended = co_await request.services.sign_ins.end(request.sign_in); !ended)
        co_return error_reply(ended.error());
    co_return with_cookie(request, "");
}

}  // namespace

void add_sign_in_routes(Router& router) {
    router.add("POST", "/api/v1/sign-in", sign_in);
    router.add_open("GET", "/api/v1/sign-in", is_signed_in);
    router.add_open("DELETE", "/api/v1/sign-in", sign_out);
}

}  // namespace toolshed::api
