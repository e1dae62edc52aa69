// SPDX-License-Identifier: Apache-2.0
//
// The part of the client that lets an engine talk to a registry.
#include "base/text.hpp"
#include "docker/client.hpp"
#include "docker/json.hpp"

namespace toolshed::docker {
namespace {

constexpr std::size_t refusal_bytes_max = 64 * 1024;

/// The engine insists on padding.
std::string padded_base64url(const std::string& text) {
    std::string out = base64url({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    out.resize((out.size() + 3) / 4 * 4, '=');
    return out;
}

/// The engine is there, so it is the registry that says nothing.
TransferResult silent() {
    return {"timeout: the engine heard nothing of the transfer for too long"};
}

}  // namespace

Task<Result<TransferResult>> Client::push_image(std::string name, std::string credentials) {
    const auto colon = name.rfind(':');
    std::string target = "/images/" + query_encoded(name.substr(0, colon)) +
                         "/push?tag=" + query_encoded(name.substr(colon + 1));
    return transfer(std::move(target), std::move(credentials));
}

Task<Result<TransferResult>> Client::pull_image(std::string reference, std::string credentials) {
    return transfer("/images/create?fromImage=" + query_encoded(reference), std::move(credentials));
}

Task<Result<TransferResult>> Client::transfer(std::string target, std::string credentials) {
    const auto base = co_await prefix();
    if (!base) co_return fail(base.error());
    net::Request request{"POST", *base + target};
    request.headers.set("X-Registry-Auth", padded_base64url(credentials));
    // The head comes with the first progress, once the registry has answered the engine.
    auto stream = co_await http_.open(net::Endpoint::unix_socket(config_.socket),
                                      std::move(request), config_.transfer_silence);
    if (!stream && stream.error().category == Category::timed_out) co_return silent();
    if (!stream) co_return fail(unreachable(config_.socket, stream.error()));
    const int status = (*stream)->status();
    TransferOutput output;
    std::string refused;
    for (;;) {
        auto part = co_await (*stream)->read_some(config_.transfer_silence);
        if (!part && part.error().category == Category::timed_out) co_return silent();
        if (!part) co_return fail(unreachable(config_.socket, part.error()));
        if (!*part) break;
        if (status == 200)
            output.feed(**part);
        else if (refused.size() < refusal_bytes_max)
            refused += **part;
    }
    if (status != 200) co_return refusal(status, refused, "image_missing");
    co_return output.result();
}

}  // namespace toolshed::docker
