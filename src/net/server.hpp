// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "net/http.hpp"

namespace toolshed::net {

struct ServerLimits {
    std::size_t connections_max = 1'024;           ///< further ones get 503 and are closed
    std::size_t header_bytes_max = 32 * 1024;      ///< 400 `headers_too_large` beyond
    std::size_t body_bytes_max = 4 * 1024 * 1024;  ///< 400 `body_too_large` beyond
    Millis header_limit{
        10'000};  ///< from the first byte to the end of the head; then the connection is closed
    Millis body_limit{30'000};   ///< for the whole body; then the connection is closed
    Millis idle_limit{75'000};   ///< between requests; longer than what clients' pools use
    Millis write_limit{20'000};  ///< a peer that takes no byte for so long is dropped
    Millis drain_limit{5'000};   ///< what stop() grants requests in flight
    std::size_t stream_send_buffer_bytes = 64 * 1024;
};

/// Writes a response body part by part; back-pressure is the await.
class BodyWriter {
public:
    virtual ~BodyWriter() = default;
    /// `unavailable` `client_gone` when the peer left or took nothing within the write limit; then
    /// stop.
    virtual Task<Result<void>> write(std::string bytes) = 0;
    /// True after the peer closed or the server is stopping; long waits should look at it after
    /// each step.
    virtual bool gone() const = 0;
};

/// Writes the body of one response, sent chunked. Cancelled when the peer leaves or the server
/// stops.
using Streamer = std::function<Task<void>(BodyWriter&)>;

struct Reply {
    Response response = {};
    Streamer stream = {};  ///< when set, `response.body` is ignored
};

/// Answers one request. Runs on the server's executor; may be cancelled at shutdown. What it throws
/// becomes 500 and is logged once.
using Handler = std::function<Task<Reply>(Request request)>;

/// Looks at a request before its body is read; what it answers ends the exchange and the
/// connection. It must be quick and does not wait.
using HeadCheck = std::function<std::optional<Response>(const Request& head)>;

/// HTTP/1.1 server: keep-alive, `Expect: 100-continue`, chunked bodies, HEAD; limits on everything.
/// One thread. Malformed requests are refused here with the error envelope of the API (`invalid`
/// `bad_request`, `headers_too_large`, `body_too_large`). Too large is `invalid`, so its status is
/// 400 like that of every other invalid request.
class Server {
public:
    virtual ~Server() = default;
    /// Binds and starts to accept. `unavailable` `listen_failed` names the address and why. Port 0
    /// takes a free one.
    virtual Result<Endpoint> listen(const Endpoint& endpoint) = 0;
    /// Stops accepting, ends streams, lets requests in flight end within `drain_limit`, then
    /// cancels. Idempotent.
    virtual Task<void> stop() = 0;
    virtual std::size_t connections() const = 0;
};

std::unique_ptr<Server> make_server(boost::asio::any_io_executor executor, Clock& clock, Log& log,
                                    Handler handler, ServerLimits limits = {},
                                    HeadCheck check = {});

}  // namespace toolshed::net
