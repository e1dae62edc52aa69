// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/http.hpp"

namespace toolshed::net {

/// Whose certificates are believed: those that the machine believes, or only those of a file.
struct TlsTrust {
    std::string ca_file = {};  ///< PEM; empty = the machine's own
};

struct ClientLimits {
    Millis connect_limit{5'000};
    std::size_t header_bytes_max = 64 * 1024;
    std::size_t body_bytes_max =
        64 * 1024 * 1024;  ///< of a whole response; a streamed one has no limit here
    std::size_t idle_connections_max = 8;  ///< kept open for each endpoint
    Millis idle_limit{30'000};  ///< a kept connection older than this is closed, not used
};

/// Yields the next part of a request body; an empty string ends it.
using BodySource = std::function<Task<Result<std::string>>()>;

/// A response whose body is read as it comes. Closing (the destructor) drops the connection, which
/// tells the peer.
class ResponseStream {
public:
    virtual ~ResponseStream() = default;
    virtual int status() const = 0;
    virtual const Headers& headers() const = 0;
    /// The next bytes, at most 64 KiB, or nothing at the end of the body. Errors: `unavailable`
    /// `connection_lost`, `timed_out` `read_timeout` when nothing came within `limit`; then the
    /// stream is dead.
    virtual Task<Result<std::optional<std::string>>> read_some(Millis limit) = 0;
};

/// HTTP/1.1 client over TCP, TLS (1.2 on) and Unix sockets with kept connections. One thread. It
/// follows no redirect. Errors: `unavailable` with `connect_failed`, `tls_failed` (the certificate
/// is not believed, or is another host's) or `connection_lost`, `timed_out` with `request_timeout`,
/// `exhausted` with `response_too_large`, `invalid` with `bad_response`. A request is sent again on
/// a fresh connection only when a kept one turned out to be dead before any byte of the answer and
/// the method is GET, HEAD, PUT or DELETE.
class Client {
public:
    virtual ~Client() = default;
    /// Sends and reads a whole response; `limit` covers everything from connecting to the last
    /// byte.
    virtual Task<Result<Response>> send(Endpoint endpoint, Request request, Millis limit) = 0;
    /// Sends, and answers when the head of the response is there (`head_limit`). With `body`, the
    /// request's body is sent chunked from it and `request.body` must be empty; an early response
    /// ends the sending.
    virtual Task<Result<std::unique_ptr<ResponseStream>>> open(Endpoint endpoint, Request request,
                                                               Millis head_limit,
                                                               BodySource body = {}) = 0;
    /// Closes the kept connections of an endpoint and its pool.
    virtual void forget(const Endpoint& endpoint) = 0;
};

/// A client on `executor`, which `clock` must outlive.
std::unique_ptr<Client> make_client(boost::asio::any_io_executor executor, Clock& clock,
                                    ClientLimits limits = {}, TlsTrust trust = {});

}  // namespace toolshed::net
