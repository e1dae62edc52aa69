// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toolshed::net {

/// Header fields in the order they came; names compare without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : fields_(fields) {}

    /// The first value of `name`, or nothing.
    std::optional<std::string_view> find(std::string_view name) const;
    void remove(std::string_view name);
    /// Replaces every value of `name`.
    void set(std::string_view name, std::string value);
    void add(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
    }
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// One HTTP/1.1 request, its body whole. `target` is path and query as sent on the wire.
struct Request {
    std::string method = "GET";
    std::string target = "/";
    Headers headers = {};
    std::string body = {};
};

/// One HTTP/1.1 response, its body whole.
struct Response {
    int status = 200;
    Headers headers = {};
    std::string body = {};
};

/// Where a peer listens: a TCP address (numeric or a name) or a Unix socket.
struct Endpoint {
    std::string host = {};
    std::uint16_t port = 0;
    std::string unix_path = {};  ///< set = Unix socket, host and port ignored
    std::string pool = {};  ///< kept connections are shared only within one pool; for paths that
                            ///< change their meaning
    bool tls = false;  ///< the host's certificate is verified against its name; not with a Unix
                       ///< socket

    static Endpoint tcp(std::string host, std::uint16_t port) { return {std::move(host), port}; }
    static Endpoint unix_socket(std::string path) { return {{}, 0, std::move(path)}; }
};

}  // namespace toolshed::net
