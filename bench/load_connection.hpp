// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace toolshed::bench {

using Moment = std::chrono::steady_clock::time_point;

/// Where the load goes.
struct Endpoint {
    int port = 0;
    std::string path;
    std::string token = {};  ///< empty = none is sent
};

/// One answer, as JSON or the messages of an event stream.
struct HttpAnswer {
    int status = 0;
    std::string body;  ///< of an event stream: the last message
};

/// One kept connection with one legacy session of the protocol. Never blocks except to connect; one
/// request at a time.
class LoadConnection {
public:
    LoadConnection(const Endpoint& endpoint, int number);
    LoadConnection(const LoadConnection&) = delete;
    LoadConnection& operator=(const LoadConnection&) = delete;
    ~LoadConnection();

    int socket() const { return socket_; }
    int number() const { return number_; }
    bool idle() const { return !busy_; }

    void initialize();
    void tell_initialized();
    void call(Moment intended);
    /// Opens the stream of the session; its head alone is the answer.
    void listen();
    /// Forgets the session, so that the next `initialize` opens another.
    void forget_session() { session_.clear(); }

    /// Reads what is there; false when the other side has left.
    bool read();
    /// The answer when it is whole.
    std::optional<HttpAnswer> take_answer();
    /// Whether it is the answer to the call that was made last.
    bool is_mine(const HttpAnswer& answer) const;
    Moment intended() const { return intended_; }

private:
    void send(std::string_view method, const std::string& body);
    std::optional<std::string> chunked_body(std::size_t begin);

    const Endpoint& endpoint_;
    int number_;
    int socket_ = -1;
    bool busy_ = false;
    bool head_only_ = false;
    std::int64_t calls_ = 0;
    Moment intended_{};
    std::string in_;
    std::string session_;
};

}  // namespace toolshed::bench
