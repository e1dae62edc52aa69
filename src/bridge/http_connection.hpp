// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "net/wire/body.hpp"

namespace toolshed::bridge {

/// One HTTP/1.1 connection to a server, for one exchange after the other. It keeps no deadline:
/// whoever uses it closes it at theirs, which ends what is being awaited. One thread. Errors:
/// `unavailable` `connect_failed` `connection_lost`, `invalid` `bad_response`, `exhausted`
/// `response_too_large`.
class HttpConnection {
public:
    explicit HttpConnection(boost::asio::any_io_executor executor) : socket_(executor) {}

    Task<Result<void>> connect(boost::asio::ip::tcp::endpoint where);
    /// Sends a whole request and reads the head of its response; informational ones are skipped.
    Task<Result<void>> ask(std::string request);

    int status() const { return status_; }
    /// The value of a header of the response, or nothing.
    std::string header(std::string_view name) const;
    /// The next piece of the body; empty at its end.
    Task<Result<std::string>> read_part();
    /// The rest of the body.
    Task<Result<std::string>> read_rest(std::size_t bytes_max);

    /// Whether the response was read to its end and another request may follow.
    bool reusable() const { return keeps_alive_ && at_end_ && socket_.is_open(); }
    /// Whether not a byte of a response has come: the peer may have closed a kept connection.
    bool untouched() const { return !touched_; }
    void close();

private:
    Task<Result<void>> read_head();
    Task<Result<bool>> fill();

    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
    int status_ = 0;
    std::vector<std::pair<std::string, std::string>> fields_;
    net::wire::Framing framing_;
    std::optional<net::wire::ChunkedDecoder> chunks_;
    std::uint64_t left_ = 0;
    bool keeps_alive_ = false;
    bool at_end_ = true;
    bool touched_ = false;
};

}  // namespace toolshed::bridge
