// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"

namespace toolshed::api {
namespace {

Task<net::Reply> page(ApiRequest request) {
    co_return net::Reply{request.services.page.answer(request.path, request.http.headers)};
}

}  // namespace

void add_page_routes(Router& router) {
    router.add_open("GET", "/", page);
    router.add_open("GET", "/ui/**", page);
}

}  // namespace toolshed::api
