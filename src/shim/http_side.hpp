// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/task.hpp"
#include "bridge/http_upstream.hpp"
#include "shim/protocol/messages.hpp"

namespace toolshed::shim {

/// Finds a child's HTTP endpoint and speaks with it. Shared by the child and its coroutines. One
/// thread.
class HttpSide : public std::enable_shared_from_this<HttpSide> {
public:
    static constexpr Millis look_every{20};
    /// With `auto`, how long a server that listens may still answer on its standard output.
    static constexpr Millis stdio_grace{100};
    static constexpr Millis retry_after{500};  ///< before a port without an endpoint is tried again

    struct Events {
        std::function<void(std::string)> message;  ///< the server sent one
        std::function<void(Error)> stream_lost;    ///< no answer will come over HTTP+SSE any more
        std::function<void(Task<void>)> spawn;     ///< runs beside, until it ends or is cancelled
    };

    using Endpoint = boost::asio::ip::tcp::endpoint;

    /// `others` are the listeners that were there before the child.
    HttpSide(boost::asio::any_io_executor executor, Reach reach, std::size_t message_bytes_max,
             std::vector<Endpoint> others, Events events);

    /// Looks for the endpoint for as long as the message is wanted and posts it there; nothing when
    /// it was not found meanwhile.
    Task<std::optional<Result<void>>> search(std::shared_ptr<bridge::Posting> posting);
    /// Once found: sends one message.
    Task<Result<void>> post(std::shared_ptr<bridge::Posting> posting);

    /// Once found: a further conversation with the same server, over HTTP a session of its own.
    /// What the server says in it goes to `message`; `lost` when no answer will come any more.
    std::shared_ptr<bridge::HttpUpstream> another(std::function<void(std::string)> message,
                                                  std::function<void(Error)> lost);
    bool found() const { return upstream_ != nullptr; }
    /// What a server that listens somewhere answered last, where no endpoint was found; else empty.
    const std::string& last_refusal() const { return last_refusal_; }
    /// As found; `transport` empty before.
    Reach reach() const;
    /// Whether the way was given and is HTTP, so that standard input means nothing.
    bool http_only() const;
    bool stdio_only() const { return reach_.transport == "stdio"; }
    void close();

private:
    using Kind = bridge::HttpServer::Kind;
    struct Candidate {
        Kind kind;
        std::string path;
    };

    std::vector<Endpoint> listeners_to_try();
    std::vector<Candidate> candidates() const;
    Task<std::optional<Result<void>>> try_listener(Endpoint listener,
                                                   std::shared_ptr<bridge::Posting> posting);
    std::shared_ptr<bridge::HttpUpstream> make(const Endpoint& listener,
                                               const Candidate& candidate);
    static Task<void> keep_stream(std::shared_ptr<bridge::HttpUpstream> upstream,
                                  std::function<void(Error)> lost);
    static Task<void> stream(std::shared_ptr<HttpSide> self,
                             std::shared_ptr<bridge::HttpUpstream> upstream);

    boost::asio::any_io_executor executor_;
    Reach reach_;
    bridge::HttpLimits limits_;
    Events events_;
    std::shared_ptr<bridge::HttpUpstream> upstream_;
    std::shared_ptr<bridge::HttpUpstream> trying_;
    std::map<Endpoint, std::chrono::steady_clock::time_point> next_try_;
    std::vector<Endpoint> others_;  ///< open when the child began, so not its own
    std::string last_refusal_;
    bool closed_ = false;
};

}  // namespace toolshed::shim
