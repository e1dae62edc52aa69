// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/text.hpp"
#include "gateway/replies.hpp"

/// Shared by the gateway's own sources.
namespace toolshed::gateway {

inline net::Reply plain(net::Response response) {
    return {std::move(response), {}};
}

/// What keeps a request from being forwarded, in HTTP's words and the protocol's.
inline net::Response from_error(const Error& error, std::string_view id) {
    Refusal refusal{503, rpc::internal_error, error.message};
    if (error.category == Category::not_found) refusal.status = 404;
    if (error.category == Category::conflict) refusal.status = 404;
    if (error.category == Category::exhausted) refusal.status = 429;
    if (error.category == Category::timed_out) refusal.status = 504;
    refusal.data = R"({"code":)" + json_quoted(error.code) + "}";
    return refused(refusal, id);
}

}  // namespace toolshed::gateway
