// SPDX-License-Identifier: Apache-2.0
#include "registries/oci/registry_client.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "docker/client.hpp"

namespace toolshed::registries::oci {
namespace {

constexpr std::size_t token_bytes_max = 16 * 1024;
constexpr std::size_t tokens_max = 64;
constexpr std::int64_t token_seconds_default = 60;  // what the protocol says of a silent service
constexpr std::int64_t token_seconds_max = 3'600;
constexpr std::int64_t token_seconds_slack = 5;

constexpr const char* manifest_types =
    "application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.v2+json, "
    "application/vnd.oci.image.index.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json";

std::string base64(const std::string& text) {
    std::string out = base64url({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    std::ranges::replace(out, '-', '+');
    std::ranges::replace(out, '_', '/');
    out.resize((out.size() + 3) / 4 * 4, '=');
    return out;
}

/// A token goes into a header as it is.
bool is_token(const std::string& text) {
    return !text.empty() && text.size() <= token_bytes_max &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

const Challenge* find_scheme(const std::vector<Challenge>& challenges, const std::string& scheme) {
    const auto found = std::ranges::find(challenges, scheme, &Challenge::scheme);
    return found == challenges.end() ? nullptr : &*found;
}

std::vector<Challenge> challenges_of(const net::Response& response) {
    std::string all;
    for (const auto& [name, value] : response.headers.fields()) {
        net::Headers one{{name, value}};
        if (one.find("WWW-Authenticate")) all += (all.empty() ? "" : ", ") + value;
    }
    return parse_challenges(all);
}

}  // namespace

RegistryClient::RegistryClient(net::Client& http, Clock& clock, const RegistryConfig& config)
    : http_(http), clock_(clock), config_(config), address_(parse_url(config.url).value()) {}

std::unexpected<Error> RegistryClient::unavailable(const std::string& why) const {
    return fail(Category::unavailable, "registry_unavailable",
                "the image registry at " + config_.url + " cannot be used: " + why +
                    "; start it, or correct registry.url");
}

std::unexpected<Error> RegistryClient::denied(const std::string& what) const {
    const std::string who =
        config_.username.empty() ? "an anonymous caller" : "user '" + config_.username + "'";
    return fail(Category::denied, "registry_denied",
                "the image registry at " + config_.url + " refused " + who + ": " + what +
                    "; set registry.username and registry.password_file to an account that may "
                    "push and pull below '" +
                    config_.repository_prefix + "'");
}

std::string RegistryClient::basic() const {
    return "Basic " + base64(config_.username + ":" + config_.password);
}

std::string RegistryClient::known_authorization(const std::string& scope) const {
    const auto found = tokens_.find(scope);
    if (found == tokens_.end() || found->second.expires_at <= clock_.now()) return {};
    return found->second.authorization;
}

Task<Result<net::Response>> RegistryClient::send(std::string method, std::string target,
                                                 std::string authorization) {
    net::Request request{std::move(method), std::move(target)};
    request.headers.set("Host", address_.authority);
    request.headers.set("Accept", manifest_types);
    if (!authorization.empty()) request.headers.set("Authorization", std::move(authorization));
    auto response =
        co_await http_.send(address_.endpoint, std::move(request), config_.request_limit);
    if (!response && response.error().code == "tls_failed")
        co_return fail(Category::unavailable, "registry_unavailable",
                       "the image registry at " + config_.url +
                           " is not believed: " + response.error().message +
                           "; name who vouches for it in registry.ca_file");
    if (!response) co_return unavailable(response.error().message);
    co_return std::move(*response);
}

Task<Result<net::Response>> RegistryClient::ask(std::string method, std::string target,
                                                std::string scope) {
    auto response = co_await send(method, target, known_authorization(scope));
    if (response && response->status == 401) {
        tokens_.erase(scope);
        auto authorization = co_await authorization_after(*response, scope);
        if (!authorization) co_return fail(authorization.error());
        response = co_await send(method, target, *authorization);
    }
    if (!response) co_return response;
    const int status = response->status;
    if (status < 300 || status == 404) co_return response;
    if (status == 401 || status == 403) co_return denied("it answered " + std::to_string(status));
    if (status < 400) co_return unavailable("it points to another place, which is not followed");
    co_return unavailable("it answered " + std::to_string(status));
}

Task<Result<std::string>> RegistryClient::authorization_after(const net::Response& refused,
                                                              std::string scope) {
    const auto challenges = challenges_of(refused);
    if (const Challenge* bearer = find_scheme(challenges, "bearer"))
        co_return co_await fetch_token(*bearer, std::move(scope));
    if (find_scheme(challenges, "basic") == nullptr)
        co_return unavailable("it asks for credentials in a way that is not known");
    if (config_.username.empty()) co_return denied("it wants a password");
    // Remembered like a token, so that later requests need no refusal first.
    if (tokens_.size() >= tokens_max) tokens_.clear();
    tokens_[scope] = {basic(), clock_.now() + std::chrono::seconds(token_seconds_max)};
    co_return basic();
}

Result<Address> RegistryClient::token_service(const Challenge& challenge,
                                              const std::string& scope) const {
    const auto parameter = [&](const char* name) {
        const auto found = challenge.parameters.find(name);
        return found == challenge.parameters.end() ? std::string() : found->second;
    };
    auto service = parse_url(parameter("realm"));
    if (!service)
        return unavailable("it names no token service that can be asked: " +
                           service.error().message);
    // A password that is safe on its way to the registry stays so on its way to the service.
    if (address_.endpoint.tls && !service->endpoint.tls)
        return unavailable("its token service is not https, so it is told no password");
    std::string& target = service->target;
    const auto add = [&](const char* name, const std::string& value) {
        if (value.empty()) return;
        target += target.find('?') == std::string::npos ? '?' : '&';
        target += std::string(name) + "=" + docker::query_encoded(value);
    };
    add("service", parameter("service").substr(0, 512));
    add("scope", scope);
    return service;
}

Task<Result<std::string>> RegistryClient::fetch_token(Challenge challenge, std::string scope) {
    const auto service = token_service(challenge, scope);
    if (!service) co_return fail(service.error());
    net::Request request{"GET", service->target};
    request.headers.set("Host", service->authority);
    if (!config_.username.empty()) request.headers.set("Authorization", basic());
    const auto response =
        co_await http_.send(service->endpoint, std::move(request), config_.request_limit);
    if (!response) co_return unavailable("its token service: " + response.error().message);
    if (response->status == 401 || response->status == 403)
        co_return denied("its token service answered " + std::to_string(response->status));
    if (response->status != 200)
        co_return unavailable("its token service answered " + std::to_string(response->status));
    co_return keep_token(response->body, scope);
}

Result<std::string> RegistryClient::keep_token(const std::string& body, const std::string& scope) {
    const auto json = nlohmann::json::parse(body, nullptr, false);
    std::string token;
    if (json.is_object())
        for (const char* name : {"token", "access_token"})
            if (const auto found = json.find(name);
                token.empty() && found != json.end() && found->is_string())
                token = found->get<std::string>();
    if (!is_token(token)) return unavailable("its token service gave no token");
    std::int64_t seconds = token_seconds_default;
    if (const auto found = json.find("expires_in");
        found != json.end() && found->is_number_unsigned())
        seconds = static_cast<std::int64_t>(
            std::min<std::uint64_t>(found->get<std::uint64_t>(), token_seconds_max));
    if (tokens_.size() >= tokens_max) tokens_.clear();
    const auto kept =
        std::chrono::seconds(std::max<std::int64_t>(0, seconds - token_seconds_slack));
    tokens_[scope] = {"Bearer " + token, clock_.now() + kept};
    return "Bearer " + token;
}

}  // namespace toolshed::registries::oci
