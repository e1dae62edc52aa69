// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/task.hpp"
#include "net/wire/body.hpp"
#include "net/wire/head.hpp"
#include "shim/control_handler.hpp"
#include "shim/control_server.hpp"

namespace toolshed::shim {

/// Watches a socket for the close of its other end, without taking bytes from it.
class SocketPeer final : public Peer {
public:
    explicit SocketPeer(ControlServer::Socket& socket) : socket_(socket) {}
    SocketPeer(const SocketPeer&) = delete;
    ~SocketPeer() override { forget(); }

    void when_gone(std::function<void()> gone) override;
    void forget() override;

private:
    /// Shared with the wait on the socket, whose handler may come after us.
    struct Watch {
        std::function<void()> gone;
    };

    ControlServer::Socket& socket_;
    std::shared_ptr<Watch> watch_;
};

/// A reply that says what failed: the body of every failure of the control protocol.
ControlReply failure(const Error& error);

/// Reads and answers the requests of one connection.
class Connection {
public:
    Connection(ControlServer::Socket socket, ControlHandler& handler, BodyBudget& budget,
               const ControlLimits& limits)
        : socket_(std::move(socket)), handler_(handler), budget_(budget), limits_(limits) {}

    /// The next request; nothing when the peer left or was too slow, an error when it must be told
    /// and then dropped.
    Task<std::optional<Result<ControlRequest>>> read();
    Task<ControlReply> answer(ControlRequest request);
    /// False when the connection is done with.
    Task<bool> write(ControlReply reply);

private:
    Task<Result<void>> read_body(const net::wire::RequestHead& head, ControlRequest& request);
    Task<Result<void>> read_length(std::uint64_t length, std::string& body);
    Task<Result<void>> read_chunks(std::size_t bytes_max, std::string& body);
    Task<bool> fill(Millis limit);

    ControlServer::Socket socket_;
    ControlHandler& handler_;
    BodyBudget& budget_;
    const ControlLimits& limits_;
    std::string buffer_;  ///< bytes that were read and not used yet
    bool keeps_alive_ = false;
};

}  // namespace toolshed::shim
