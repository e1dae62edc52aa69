// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/outbox.hpp"
#include "mcp/envelope.hpp"
#include "mcp/message_stream.hpp"

namespace toolshed::gateway {

/// A client's request that is under way upstream.
struct Pending {
    std::string id;          ///< the client's, raw
    std::string token = {};  ///< the client's progress token, raw; empty = none
    std::shared_ptr<Outbox> out;
    const void* session = nullptr;  ///< whose it is, to tell equal ids apart
    bool own = false;               ///< the gateway's: nothing but its answer belongs to it
    TimePoint sent_at = {};
    bool last_closes = true;  ///< the answer ends the stream: false where several share one
    /// Told of the answer, raw, before it is handed over.
    std::function<void(const mcp::Envelope& answer)> answered = {};
};

/// One process of a server, or one conversation with it, that one or many clients speak to. Gives
/// each request an id and a progress token of its own, so that equal ones of different clients
/// never meet, and puts the clients' back. What comes is from a hostile server: it reaches only who
/// asked. One thread; kept alive by its own coroutine.
class Upstream : public std::enable_shared_from_this<Upstream> {
public:
    struct Events {
        /// A notification or request of the server that belongs to no request of a client's.
        std::function<void(std::string_view message, const mcp::Envelope&)> unrelated;
        /// The stream is over; every pending request was answered with an error.
        std::function<void()> lost;
    };

    Upstream(std::unique_ptr<mcp::MessageStream> stream, std::size_t unsent_bytes_max)
        : stream_(std::move(stream)), unsent_bytes_max_(unsent_bytes_max) {}

    /// Before `run`.
    void listen(Events events) { events_ = std::move(events); }
    /// Until the stream is over.
    static Task<void> run(std::shared_ptr<Upstream> self);

    /// Sends a client's request; answers its number here. `message` is what `envelope` looks into.
    std::int64_t send_request(std::string_view message, const mcp::Envelope& envelope,
                              Pending pending);
    /// Sends anything else as it is.
    void send(std::string_view message) { stream_->send(message); }
    /// Our answer to a request of the server's. A server that asks and does not read is ended.
    void answer(std::string_view message);
    /// The client's `notifications/cancelled` for its request `id` of stream owner `out`; unknown
    /// ones are dropped.
    void forward_cancel(std::string_view message, const mcp::Envelope& envelope,
                        const std::function<bool(const Pending&)>& is_own);
    /// Nobody waits for it any more, for the reason `code`: tells the server and forgets the
    /// request.
    void abandon(std::int64_t number, std::string_view code);
    /// The same for every request that was sent before, and whose client no longer reads.
    void abandon_older(TimePoint since);
    bool is_pending(std::int64_t number) const { return pending_.contains(number); }
    /// The newest request of a client's that is under way, which what the server says is taken to
    /// belong to where it does not say; nullptr.
    const Pending* newest() const;
    /// The one that is under way, if it is the only one; nullptr.
    const Pending* only() const;

    bool lost() const { return lost_; }
    std::size_t in_flight() const { return pending_.size(); }
    /// More is on its way to the server than it may be behind.
    bool is_slow() const { return stream_->unsent_bytes() > unsent_bytes_max_; }
    void close() { stream_->close(); }

private:
    using Numbers = std::map<std::int64_t, Pending>;

    void take(std::string_view message);
    void take_response(std::string_view message, const mcp::Envelope& envelope);
    bool take_progress(std::string_view message, const mcp::Envelope& envelope);
    bool take_subscription(std::string_view message, const mcp::Envelope& envelope);
    void lose(const Error& why);
    Numbers::iterator find(std::string_view raw_number);

    std::unique_ptr<mcp::MessageStream> stream_;
    std::size_t unsent_bytes_max_;
    Events events_;
    Numbers pending_;
    std::int64_t next_ = 1;
    bool lost_ = false;
};

}  // namespace toolshed::gateway
