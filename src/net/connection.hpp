// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <optional>

#include "base/signal.hpp"
#include "net/server.hpp"
#include "net/socket.hpp"

namespace toolshed::net {

/// What all connections of one server share.
struct ServerShared {
    Clock& clock;
    Log& log;
    Handler handler;
    ServerLimits limits;
    HeadCheck check;
    bool stopping = false;
};

/// One accepted connection: requests one after the other until the peer, a limit or the server ends
/// it.
class Connection {
public:
    Connection(ServerShared& shared, Socket socket)
        : shared_(shared), socket_(std::move(socket)), stop_(socket_.get_executor()) {}

    Task<void> serve();

    /// Closes the socket when its time is over; called by the server's sweep.
    void close_if_due(std::chrono::steady_clock::time_point now);
    /// The server stops: an idle connection closes, a stream ends, a request in flight goes on.
    void drain();

private:
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    friend class StreamWriter;

    Task<bool> read_request(Parser& parser);
    Task<bool> wait_for_first_byte();
    Task<bool> refuse(int status, std::string code, std::string message);
    Task<bool> refuse(Response response);
    Task<bool> answer(Request request, bool keep_alive);
    Task<bool> send(const Response& response, bool keep_alive, bool with_body);
    Task<bool> stream(const Reply& reply, bool keep_alive);
    Task<bool> write(std::string head, std::string_view body);
    Task<Reply> call_handler(Request request);
    void allow(Millis limit) { due_ = std::chrono::steady_clock::now() + limit; }
    void close();

    ServerShared& shared_;
    Socket socket_;
    Signal stop_;
    boost::beast::flat_buffer buffer_;
    std::chrono::steady_clock::time_point due_ = std::chrono::steady_clock::time_point::max();
    bool busy_ = false;  ///< a request is being read, handled or answered
};

}  // namespace toolshed::net
