// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/result.hpp"
#include "cli/fields.hpp"
#include "net/client.hpp"

namespace toolshed::cli {

struct ApiAddress {
    std::string url;  ///< `http://HOST:PORT`
    std::string token;
};

/// Where the daemon listens. `invalid` `bad_url`.
Result<net::Endpoint> endpoint_of(const ApiAddress& address);

/// What came back: the status and the body as JSON (null when there is none).
struct ApiAnswer {
    int status = 0;
    Json body;
    std::string raw;
};

/// One event of a stream.
struct ApiEvent {
    std::string id;
    std::string type;
    Json data;
};

/// Blocking calls to the daemon, each on an event loop of its own. `unavailable`
/// `server_unreachable` when nobody answers; an error answer is its own error, as the daemon said
/// it.
class ApiClient {
public:
    explicit ApiClient(ApiAddress address) : address_(std::move(address)) {}

    Result<ApiAnswer> ask(const std::string& method, const std::string& path,
                          const std::string& body = {}, Millis limit = Millis(130'000)) const;
    /// Follows an event stream until `take` returns false or it ends. A lost connection is taken up
    /// again where it was.
    Result<void> follow(const std::string& path,
                        const std::function<bool(const ApiEvent&)>& take) const;

    const ApiAddress& address() const { return address_; }

private:
    Result<bool> follow_once(const std::string& path, std::string& last_id,
                             const std::function<bool(const ApiEvent&)>& take) const;
    net::Request request(const std::string& method, const std::string& path) const;

    ApiAddress address_;
};

}  // namespace toolshed::cli
