// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/ssl/stream.hpp>
#include <memory>
#include <utility>

#include "net/socket.hpp"

namespace toolshed::net {

/// One connection of the client, plain or through TLS, as Asio's and Beast's operations want it.
class WireStream {
public:
    using Tls = boost::asio::ssl::stream<Socket>;
    using executor_type = Socket::executor_type;

    explicit WireStream(Socket socket) : plain_(std::move(socket)) {}
    explicit WireStream(std::unique_ptr<Tls> tls)
        : plain_(tls->get_executor()), tls_(std::move(tls)) {}

    executor_type get_executor() { return plain_.get_executor(); }

    template <class Buffers, class Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (tls_)
            tls_->async_read_some(buffers, std::forward<Handler>(handler));
        else
            plain_.async_read_some(buffers, std::forward<Handler>(handler));
    }
    template <class Buffers, class Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        if (tls_)
            tls_->async_write_some(buffers, std::forward<Handler>(handler));
        else
            plain_.async_write_some(buffers, std::forward<Handler>(handler));
    }

private:
    Socket plain_;  ///< closed when there is TLS, which owns a socket of its own
    std::unique_ptr<Tls> tls_;
};

}  // namespace toolshed::net
