// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/task.hpp"

namespace toolshed::shim {

/// One request on the control socket, its body whole.
struct ControlRequest {
    std::string method;
    std::string path;
    std::string query = {};
    std::optional<std::string> timeout_ms = {};  ///< the header `Toolshed-Timeout-Ms`
    std::string body = {};
    std::shared_ptr<void> budget = {};  ///< gives the memory of `body` back when the last copy goes
};

using ControlSocket = boost::asio::local::stream_protocol::socket;

/// What a connection becomes instead of going on with HTTP.
class Tunnel {
public:
    virtual ~Tunnel() = default;
    /// Uses the socket to its end. `first` was read already.
    virtual Task<void> run(ControlSocket& socket, std::string first) = 0;
};

struct ControlReply {
    int status = 200;
    std::string body = "{}";
    std::string_view content_type = "application/json";
    std::vector<std::pair<std::string_view, std::string>> fields = {};
    std::shared_ptr<Tunnel> tunnel = {};  ///< with it the status is 101 and there is no body
};

/// The other end of a connection, while its request is being answered.
class Peer {
public:
    virtual ~Peer() = default;
    /// Calls `gone` once when the peer closes both directions. Replaces an earlier call.
    virtual void when_gone(std::function<void()> gone) = 0;
    /// After this `gone` is not called.
    virtual void forget() = 0;
};

/// Answers what comes over the control socket.
class ControlHandler {
public:
    virtual ~ControlHandler() = default;
    /// How large the body of a request to `path` may be; more is `message_too_large`.
    virtual std::size_t body_bytes_max(std::string_view path) const = 0;
    virtual Task<ControlReply> answer(ControlRequest request, Peer& peer) = 0;
};

}  // namespace toolshed::shim
