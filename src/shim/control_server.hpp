// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/task_group.hpp"
#include "shim/control_handler.hpp"
#include "shim/log_ring.hpp"

namespace toolshed::shim {

struct ControlLimits {
    std::size_t connections_max = 128;  ///< further ones are closed at once
    std::size_t bodies_bytes_max =
        24 * 1024 * 1024;  ///< of all bodies held at a time; then reading waits
    Millis idle{600'000};  ///< between requests
    Millis read{30'000};   ///< without a byte within a request
    Millis write{60'000};  ///< for a whole response
};

/// Bounds the memory of request bodies that wait to be passed on. A single body always fits when
/// nothing else is held.
class BodyBudget {
public:
    BodyBudget(const boost::asio::any_io_executor& executor, std::size_t bytes_max)
        : freed_(executor, boost::asio::steady_timer::time_point::max()), bytes_max_(bytes_max) {}

    /// Waits until there is room for `bytes` and holds it until the last copy of the answer goes.
    Task<std::shared_ptr<void>> take(std::size_t bytes);

private:
    boost::asio::steady_timer freed_;
    std::size_t bytes_max_;
    std::size_t held_ = 0;
};

/// HTTP/1.1 on a Unix socket: keep-alive, chunked bodies, `Expect: 100-continue`. One thread;
/// outlives what holds a budget.
class ControlServer {
public:
    using Socket = ControlSocket;

    ControlServer(boost::asio::any_io_executor executor, ControlHandler& handler, LogRing& log,
                  ControlLimits limits = {});

    /// Binds `path`, which only this user may open, and accepts. `unavailable` `listen_failed`.
    Result<void> listen(const std::string& path);

    /// Accepts no more, lets replies in flight be written for at most `grace`, then drops every
    /// connection.
    Task<void> close(Millis grace);

private:
    static Task<void> accept(ControlServer& server);
    static Task<void> serve(ControlServer& server, Socket socket);

    boost::asio::any_io_executor executor_;
    ControlHandler& handler_;
    ControlLimits limits_;
    BodyBudget budget_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    TaskGroup acceptor_task_;
    TaskGroup connections_;
    std::size_t replies_in_flight_ = 0;
};

}  // namespace toolshed::shim
