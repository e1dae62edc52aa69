// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/client.hpp"
#include "registries/oci/challenge.hpp"
#include "registries/oci/registry_config.hpp"

namespace toolshed::registries::oci {

/// HTTP requests to one registry, with whatever it takes to be let in: nothing, a password, or a
/// token from the service that the registry names. Each answer costs at most three requests, each
/// within `request_limit`; redirects are refused. One thread. Errors: `unavailable`
/// `registry_unavailable`, `denied` `registry_denied`; neither ever holds a secret.
class RegistryClient {
public:
    /// `config` has passed `check_config`; all references outlive this.
    RegistryClient(net::Client& http, Clock& clock, const RegistryConfig& config);

    /// `scope` is what a token must allow, `repository:NAME:pull`, or empty. The answer's status is
    /// below 300 or 404.
    Task<Result<net::Response>> ask(std::string method, std::string target, std::string scope);

    /// Host and port as names of images hold them.
    const std::string& authority() const { return address_.authority; }

private:
    struct Token {
        std::string authorization;  ///< the field's whole value
        TimePoint expires_at;
    };
    Task<Result<net::Response>> send(std::string method, std::string target,
                                     std::string authorization);
    /// What to send after a refusal, from its challenges.
    Task<Result<std::string>> authorization_after(const net::Response& refused, std::string scope);
    Task<Result<std::string>> fetch_token(Challenge challenge, std::string scope);
    Result<std::string> keep_token(const std::string& body, const std::string& scope);
    Result<Address> token_service(const Challenge& challenge, const std::string& scope) const;
    std::string known_authorization(const std::string& scope) const;
    std::string basic() const;
    std::unexpected<Error> unavailable(const std::string& why) const;
    std::unexpected<Error> denied(const std::string& what) const;

    net::Client& http_;
    Clock& clock_;
    const RegistryConfig& config_;
    Address address_;
    std::map<std::string, Token> tokens_;  ///< by scope
};

}  // namespace toolshed::registries::oci
