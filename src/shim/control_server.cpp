// SPDX-License-Identifier: Apache-2.0
#include "shim/control_server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "shim/connection.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;
using asio::local::stream_protocol;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t path_bytes_max = 107;
constexpr Millis accept_pause{100};
constexpr Millis drain_step{5};

TaskGroup::Report note_into(LogRing& log) {
    return [&log](const std::string& name, const std::string& what) {
        log.add_note(name + " failed: " + what);
    };
}

}  // namespace

Task<std::shared_ptr<void>> BodyBudget::take(std::size_t bytes) {
    while (held_ > 0 && held_ + bytes > bytes_max_) co_await freed_.async_wait(as_result);
    held_ += bytes;
    co_return std::shared_ptr<void>(nullptr, [this, bytes](void*) {
        held_ -= bytes;
        freed_.cancel();
    });
}

ControlServer::ControlServer(asio::any_io_executor executor, ControlHandler& handler, LogRing& log,
                             ControlLimits limits)
    : executor_(executor),
      handler_(handler),
      limits_(limits),
      budget_(executor, limits.bodies_bytes_max),
      acceptor_(executor),
      acceptor_task_(executor, note_into(log)),
      connections_(executor, note_into(log)) {}

Result<void> ControlServer::listen(const std::string& path) {
    const auto failed = [&path](const std::string& why) {
        return fail(Category::unavailable, "listen_failed",
                    "cannot listen on '" + path + "': " + why);
    };
    const auto draft = path + ".new";
    if (draft.size() > path_bytes_max)
        return failed("the path is over " + std::to_string(path_bytes_max - 4) + " bytes");
    ::unlink(draft.c_str());
    boost::system::error_code error;
    acceptor_.open(stream_protocol(), error);
    const auto mask = ::umask(0177);
    if (!error) acceptor_.bind(stream_protocol::endpoint(draft), error);
    ::umask(mask);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failed(error.message());
    // Whoever sees the name can connect: between bind and listen it would be refused.
    if (::rename(draft.c_str(), path.c_str()) != 0) return failed(std::strerror(errno));
    acceptor_task_.spawn("accept", accept(*this));
    return {};
}

Task<void> ControlServer::close(Millis grace) {
    co_await acceptor_task_.close();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (Millis waited{0}; replies_in_flight_ > 0 && waited < grace; waited += drain_step) {
        asio::steady_timer pause(executor_, drain_step);
        co_await pause.async_wait(asio::use_awaitable);
    }
    co_await connections_.close();
}

Task<void> ControlServer::accept(ControlServer& server) {
    for (;;) {
        auto [error, socket] = co_await server.acceptor_.async_accept(as_result);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            // Out of descriptors, most likely: they come back.
            asio::steady_timer pause(server.executor_, accept_pause);
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        if (server.connections_.size() < server.limits_.connections_max)
            server.connections_.spawn("connection", serve(server, std::move(socket)));
    }
}

Task<void> ControlServer::serve(ControlServer& server, Socket socket) {
    Connection connection(std::move(socket), server.handler_, server.budget_, server.limits_);
    for (bool more = true; more;) {
        auto request = co_await connection.read();
        if (!request) co_return;
        ++server.replies_in_flight_;
        ControlReply reply;
        if (*request)
            reply = co_await connection.answer(std::move(**request));
        else
            reply = failure(request->error());
        more = co_await connection.write(std::move(reply));
        --server.replies_in_flight_;
    }
}

}  // namespace toolshed::shim
