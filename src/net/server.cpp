// SPDX-License-Identifier: Apache-2.0
#include "net/server.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>

#include "base/task_group.hpp"
#include "net/connection.hpp"

namespace toolshed::net {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;
using asio::generic::stream_protocol;

class BeastServer final : public Server {
public:
    BeastServer(asio::any_io_executor executor, Clock& clock, Log& log, Handler handler,
                ServerLimits limits, HeadCheck check)
        : executor_(executor),
          shared_{clock, log, std::move(handler), limits, std::move(check)},
          accepting_(executor, report(log)),
          serving_(executor, report(log)) {}

    Result<Endpoint> listen(const Endpoint& endpoint) override;
    Task<void> stop() override;
    std::size_t connections() const override { return connections_.size(); }

private:
    static TaskGroup::Report report(Log& log) {
        return [&log](const std::string& name, const std::string& what) {
            log.error("connection_failed", {{"task", name}, {"what", what}});
        };
    }
    Task<void> accept(std::shared_ptr<Acceptor> acceptor);
    Task<void> serve(std::list<std::shared_ptr<Connection>>::iterator connection);
    Task<void> sweep();
    void admit(Socket socket);

    asio::any_io_executor executor_;
    ServerShared shared_;
    std::list<std::shared_ptr<Connection>> connections_;
    std::list<std::shared_ptr<Acceptor>> acceptors_;
    bool sweeping_ = false;
    TaskGroup accepting_;
    TaskGroup serving_;
};

Result<stream_protocol::endpoint> resolve(const Endpoint& endpoint) {
    if (!endpoint.unix_path.empty()) {
        if (endpoint.unix_path.size() > 107)
            return fail(Category::invalid, "listen_failed", "a socket path has at most 107 bytes");
        return stream_protocol::endpoint(
            asio::local::stream_protocol::endpoint(endpoint.unix_path));
    }
    error_code error;
    const std::string host = endpoint.host == "localhost" ? "127.0.0.1" : endpoint.host;
    const auto address = asio::ip::make_address(host, error);
    if (error)
        return fail(Category::invalid, "listen_failed",
                    "'" + endpoint.host + "' is no numeric address; write 127.0.0.1:PORT");
    return stream_protocol::endpoint(asio::ip::tcp::endpoint(address, endpoint.port));
}

std::uint16_t port_of(const stream_protocol::endpoint& bound) {
    const auto* address = reinterpret_cast<const sockaddr*>(bound.data());
    if (address->sa_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in*>(address)->sin_port);
    if (address->sa_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(address)->sin6_port);
    return 0;
}

/// A socket file that a dead process left is in the way; any other file is not ours to remove.
void remove_stale_socket(const std::string& path) {
    struct stat status{};
    if (::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path.c_str());
}

Result<Endpoint> BeastServer::listen(const Endpoint& endpoint) {
    const auto where = resolve(endpoint);
    if (!where) return fail(where.error());
    if (!endpoint.unix_path.empty()) remove_stale_socket(endpoint.unix_path);
    auto acceptor = std::make_shared<Acceptor>(executor_);
    error_code error;
    acceptor->open(where->protocol(), error);
    if (!error && endpoint.unix_path.empty())
        acceptor->set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor->bind(*where, error);
    if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return fail(Category::unavailable, "listen_failed",
                    "cannot listen on " + to_string(endpoint) + ": " + error.message());
    Endpoint bound = endpoint;
    if (endpoint.unix_path.empty()) bound.port = port_of(acceptor->local_endpoint());
    acceptors_.push_back(acceptor);
    accepting_.spawn("accept", accept(acceptor));
    if (!std::exchange(sweeping_, true)) accepting_.spawn("sweep", sweep());
    return bound;
}

Task<void> BeastServer::accept(std::shared_ptr<Acceptor> acceptor) {
    asio::steady_timer pause(executor_);
    while (!shared_.stopping) {
        Socket socket(executor_);
        auto [error] = co_await acceptor->async_accept(socket, as_result);
        if (error == asio::error::operation_aborted || !acceptor->is_open()) break;
        if (error) {
            // Out of descriptors: accepting at once again would spin.
            pause.expires_after(std::chrono::milliseconds(50));
            auto [waited] = co_await pause.async_wait(as_result);
            if (waited) break;
            continue;
        }
        admit(std::move(socket));
    }
}

void BeastServer::admit(Socket socket) {
    error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (connections_.size() >= shared_.limits.connections_max) {
        static constexpr std::string_view full =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n"
            "Content-Length: 102\r\nConnection: close\r\n\r\n"
            R"({"error":{"type":"exhausted","code":"too_many_connections","message":"http.connections_max are open"}})";
        socket.non_blocking(true, ignored);
        socket.send(asio::buffer(full), 0, ignored);
        return;
    }
    connections_.push_back(std::make_shared<Connection>(shared_, std::move(socket)));
    serving_.spawn("connection", serve(std::prev(connections_.end())));
}

Task<void> BeastServer::serve(std::list<std::shared_ptr<Connection>>::iterator place) {
    struct Leaving {
        std::list<std::shared_ptr<Connection>>& all;
        std::list<std::shared_ptr<Connection>>::iterator place;
        ~Leaving() { all.erase(place); }
    };
    const std::shared_ptr<Connection> connection = *place;
    const Leaving leaving{connections_, place};
    co_await connection->serve();
}

/// One timer for all connections: setting a limit costs a store, not a timer.
Task<void> BeastServer::sweep() {
    asio::steady_timer tick(executor_);
    for (;;) {
        tick.expires_after(std::chrono::milliseconds(250));
        auto [error] = co_await tick.async_wait(as_result);
        if (error) break;
        const auto now = std::chrono::steady_clock::now();
        for (const auto& connection : connections_) connection->close_if_due(now);
    }
}

Task<Result<void>> all_ended(TaskGroup& group) {
    co_await group.join();
    co_return Result<void>{};
}

Task<void> BeastServer::stop() {
    if (std::exchange(shared_.stopping, true)) co_return;
    error_code ignored;
    for (const auto& acceptor : acceptors_) acceptor->close(ignored);
    for (const auto& connection : connections_) connection->drain();
    const auto drained =
        co_await within(shared_.clock, shared_.limits.drain_limit, "drain", all_ended(serving_));
    if (!drained)
        shared_.log.warn("requests_cut", {{"count", std::to_string(connections_.size())}});
    co_await serving_.close();
    co_await accepting_.close();
}

}  // namespace

std::unique_ptr<Server> make_server(asio::any_io_executor executor, Clock& clock, Log& log,
                                    Handler handler, ServerLimits limits, HeadCheck check) {
    return std::make_unique<BeastServer>(std::move(executor), clock, log, std::move(handler),
                                         limits, std::move(check));
}

}  // namespace toolshed::net
