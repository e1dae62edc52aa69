// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "base/result.hpp"
#include "base/task.hpp"
#include "net/client.hpp"
#include "net/wire_stream.hpp"

namespace toolshed::net {

/// Makes the client's connections. For TLS, the peer must show a certificate for the endpoint's
/// host that `trust` believes. Outlives what it opens.
class Connector {
public:
    Connector(boost::asio::any_io_executor executor, TlsTrust trust)
        : executor_(std::move(executor)), trust_(std::move(trust)) {}

    Task<Result<WireStream>> open(Endpoint endpoint);

private:
    Task<Result<WireStream>> shake_hands(Endpoint endpoint, Socket socket);
    Result<boost::asio::ssl::context*> context();

    boost::asio::any_io_executor executor_;
    TlsTrust trust_;
    std::unique_ptr<boost::asio::ssl::context> context_;  ///< made when it is first needed
};

}  // namespace toolshed::net
