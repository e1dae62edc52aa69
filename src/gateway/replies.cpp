// SPDX-License-Identifier: Apache-2.0
#include "gateway/replies.hpp"

#include "base/text.hpp"

namespace toolshed::gateway {

std::string error_message(std::string_view id, int code, std::string_view text,
                          std::string_view data) {
    std::string message = R"({"jsonrpc":"2.0",)";
    if (!id.empty()) message.append(R"("id":)").append(id) += ',';
    message.append(R"("error":{"code":)").append(std::to_string(code));
    message.append(R"(,"message":)").append(json_quoted(text));
    if (!data.empty()) message.append(R"(,"data":)").append(data);
    return message += "}}";
}

net::Response refused(const Refusal& refusal, std::string_view id) {
    return message_response(error_message(id, refusal.code, refusal.message, refusal.data),
                            refusal.status);
}

net::Response message_response(std::string message, int status) {
    return {status,
            {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
            std::move(message)};
}

net::Response accepted() {
    return {202, {}, {}};
}

}  // namespace toolshed::gateway
