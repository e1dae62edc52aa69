// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "bridge/http_connection.hpp"
#include "mcp/envelope.hpp"
#include "mcp/param_headers.hpp"

namespace toolshed::bridge {

/// How a server is reached over HTTP.
struct HttpServer {
    enum class Kind {
        streamable,  ///< Streamable HTTP, MCP 2025-03-26 on
        sse,         ///< HTTP+SSE, MCP 2024-11-05: a stream and an endpoint that it names
    };
    Kind kind = Kind::streamable;
    boost::asio::ip::tcp::endpoint address;
    std::string path = "/mcp";
    std::string host = "localhost";  ///< the `Host` that is sent; servers may insist on one
};

struct HttpLimits {
    std::size_t message_bytes_max = 8 * 1024 * 1024;
    std::size_t refusal_bytes_max = 64 * 1024;  ///< of the body of an HTTP error
    Millis retry_default{1'000};                ///< before a lost stream is taken up again
    Millis retry_max{10'000};
    int retries_max = 5;  ///< of the stream of events, in a row without a word of the server
    std::size_t idle_connections_max = 4;
};

/// What happens to one message; shared by the one who waits and the exchange that works.
class Posting {
public:
    /// `wanted` tells whether the answer is still waited for.
    Posting(std::string message, std::function<bool()> wanted);

    const std::string& message() const { return message_; }
    /// Whether it is a request.
    bool expects_answer() const { return expects_answer_; }
    bool wanted() const { return !stopped_ && wanted_(); }
    /// Ends the work on it now. Over HTTP, closing the stream is how a modern request is cancelled.
    void stop();

private:
    friend class HttpUpstream;
    std::string message_;
    std::function<bool()> wanted_;
    std::shared_ptr<HttpConnection> connection_;
    bool expects_answer_ = false;
    bool stopped_ = false;
};

/// The client side of one MCP server that speaks HTTP: sends single messages, hands over every
/// message that comes back. Keeps the legacy session and the negotiated revision. Messages of both
/// eras; a message says by itself which it is. One thread; kept alive by its own coroutines. Rules:
/// MCP transports of 2024-11-05, 2025-11-25 and 2026-07-28.
class HttpUpstream : public std::enable_shared_from_this<HttpUpstream> {
public:
    /// Takes a whole JSON-RPC message that the server sent, without line ends.
    using Sink = std::function<void(std::string message)>;

    HttpUpstream(boost::asio::any_io_executor executor, HttpServer server, HttpLimits limits,
                 Sink sink);

    /// Sends a message and stays until nothing more comes for it. A request may be answered through
    /// the sink after this has ended only over HTTP+SSE. Errors: those of HttpConnection,
    /// `not_found` `endpoint_missing` (no MCP at this path), `invalid` `http_refused` (status and
    /// the server's words), `denied` `wants_authentication`. A JSON-RPC error in a refusal is an
    /// answer.
    Task<Result<void>> post(std::shared_ptr<Posting> posting);

    /// HTTP+SSE: opens the stream and stays until it ends. Before `post`.
    Task<Result<void>> run_stream();
    /// Streamable HTTP, legacy: keeps the stream open on which a server says what belongs to no
    /// request, for as long as there is one; a server without one is none the worse. After the
    /// session was initialized.
    Task<void> run_events();
    const HttpServer& server() const { return server_; }
    void close();

private:
    Task<Result<std::shared_ptr<HttpConnection>>> ask(std::string request, Posting& posting);
    Task<Result<void>> send(std::shared_ptr<Posting> posting);
    Task<bool> endpoint_known(const Posting& posting);
    Task<Result<void>> take_answer(std::shared_ptr<HttpConnection> connection,
                                   std::shared_ptr<Posting> posting);
    Task<Result<void>> take_json(HttpConnection& connection);
    Task<Result<void>> take_refusal(HttpConnection& connection, const Posting& posting);
    Task<Result<void>> take_events(std::shared_ptr<HttpConnection> connection,
                                   std::shared_ptr<Posting> posting);
    Task<Result<bool>> read_events(HttpConnection& connection, std::string& last_id, Millis& retry);
    void deliver(std::string message);
    void learn(const mcp::Envelope& envelope);
    void learn_tools(std::string_view tools);
    void append_param_headers(std::string& head, std::string_view message) const;
    void keep(std::shared_ptr<HttpConnection> connection);
    std::string post_request(const Posting& posting) const;
    std::string get_request(const std::string& last_id) const;
    std::string common_headers() const;
    Result<void> take_endpoint(std::string_view data);

    boost::asio::any_io_executor executor_;
    HttpServer server_;
    HttpLimits limits_;
    Sink sink_;
    std::vector<std::shared_ptr<HttpConnection>> idle_;
    std::shared_ptr<HttpConnection> stream_;
    std::string post_path_;
    std::string session_;     ///< `Mcp-Session-Id`, when the server gave one
    std::string revision_;    ///< negotiated by `initialize`
    std::string initialize_;  ///< raw id of the open `initialize`
    /// What modern requests repeat of a tool's arguments, by its name, as far as it was listed.
    std::map<std::string, std::vector<mcp::ParamHeader>> param_headers_;
    bool has_events_ = false;  ///< the stream of events was opened once
    bool closed_ = false;
};

}  // namespace toolshed::bridge
