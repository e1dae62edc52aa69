// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/principal.hpp"
#include "usecases/world.hpp"

namespace toolshed {

/// Browsers that hold a secret in place of the administrator's token, until they sign out or time
/// runs out. Only a hash of each secret is kept, made together with the token's own hash, so that a
/// new token ends every sign-in of the old one. All of them lie in memory too, since whether a
/// request may go on is decided before its body is read.
class SignIns {
public:
    /// `token_hash` is the SHA-256 (hex) of the token that was exchanged.
    SignIns(World world, std::string token_hash)
        : world_(world), token_hash_(std::move(token_hash)) {}

    /// Reads what an earlier process stored; before it nobody is signed in.
    Task<Result<void>> load();
    /// Answers the new secret, 43 characters of the URL alphabet of Base64.
    Task<Result<std::string>> start();
    /// Idempotent: an unknown secret is a success.
    Task<Result<void>> end(std::string secret);
    /// Whom the secret belongs to, while it lasts.
    std::optional<Principal> find(std::string_view secret) const;

private:
    std::string hash_of(std::string_view secret) const;
    Task<Result<void>> make_room();

    World world_;
    std::string token_hash_;
    std::map<std::string, TimePoint> ends_;  ///< by hash
};

}  // namespace toolshed
