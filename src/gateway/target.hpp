// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/task_group.hpp"
#include "gateway/settings.hpp"
#include "gateway/upstream.hpp"
#include "mcp/param_headers.hpp"
#include "ports/workload_directory.hpp"

namespace toolshed::gateway {

/// A legacy client's session of the protocol, not to be confused with the playground session behind
/// it. Bound to who opened it.
struct ClientSession {
    std::string id;
    Principal owner;
    std::shared_ptr<Upstream> upstream;
    bool leased = false;  ///< the upstream is this session's alone
    std::string process;  ///< of a leased upstream that is a process of its own; else empty
    std::shared_ptr<Outbox> events = {};   ///< the open GET stream
    std::deque<std::string> backlog = {};  ///< for the next GET stream
    std::set<std::string> asked = {};      ///< raw ids of the server's open requests
    std::set<std::string> resources = {};  ///< raw URIs that it has subscribed to
    TimePoint used_at{};
    int streams = 0;       ///< requests and streams that are open
    bool settled = false;  ///< it has said that it is initialized
    bool opening = false;  ///< over HTTP+SSE: `initialize` is under way
};

/// One workload with its upstreams and its clients. One thread.
class Target : public std::enable_shared_from_this<Target> {
public:
    Target(OpenWorkload workload, Clock& clock, TaskGroup& tasks, const GatewaySettings& settings)
        : workload_(std::move(workload)), clock_(clock), tasks_(tasks), settings_(settings) {}

    const OpenWorkload& workload() const { return workload_; }
    std::size_t upstreams() const { return static_cast<std::size_t>(upstreams_); }
    std::size_t in_flight() const;
    /// What becomes of a session's subscription to a resource: it goes to the server; it is done,
    /// since another session that shares the process still wants the resource; it is one too many.
    enum class Subscribing { pass, done, refuse };
    Subscribing note_subscription(ClientSession& session, const mcp::Envelope& envelope) const;
    /// Nobody waits any more for requests that were sent before, and whose clients have left.
    void forget_older(TimePoint since);
    /// Nobody speaks over it.
    bool is_unused() const { return sessions.empty() && upstreams_ == 0; }
    bool is_http() const { return workload_.protocol.transport.is_http(); }

    /// The upstream that all modern clients share.
    Task<Result<std::shared_ptr<Upstream>>> modern();
    /// What clients repeat in headers of a tool's parameters, as the server lists it now; asked of
    /// it once, and again when it says that its list has changed.
    Task<Result<std::vector<mcp::ParamHeader>>> param_headers(std::string tool);
    /// The list may have changed: it is asked for again with the next call.
    void forget_param_headers() { headers_known_ = false; }
    /// The answer to a legacy client's `initialize`, and its session: with an upstream of its own
    /// when the server may ask this client something, else with one that it shares with others who
    /// cannot be asked either. `exhausted` `too_many_upstreams`.
    Task<Result<std::string>> initialize(std::shared_ptr<ClientSession> session,
                                         std::string message);
    /// Ends a session and what it has alone.
    void end(const std::shared_ptr<ClientSession>& session);
    /// Ends all of them, and what they share.
    void close();

    std::map<std::string, std::shared_ptr<ClientSession>> sessions = {};

private:
    struct Shared {
        std::shared_ptr<Upstream> upstream;
        std::string result;  ///< raw, of `initialize`
        bool opening = false;
    };

    Task<Result<std::shared_ptr<Upstream>>> open(std::string* process);
    Task<Result<std::shared_ptr<Upstream>>> share(std::string key);
    void begin(const std::shared_ptr<Upstream>& upstream, Upstream::Events events);
    Task<void> end_leftovers();
    Task<Result<std::string>> initialize_shared(std::shared_ptr<ClientSession> session,
                                                std::string id, std::string revision);
    class OwnChannel;
    Task<Result<std::string>> ask(std::shared_ptr<Upstream> upstream, std::string message,
                                  Millis limit);
    void tell_session(const std::shared_ptr<ClientSession>& session, std::string_view message,
                      const mcp::Envelope& envelope);
    void tell_sharers(const Upstream* upstream, std::string_view message,
                      const mcp::Envelope& envelope);
    void end_process(std::string process);
    static Task<void> end_process_now(std::shared_ptr<WorkloadLink> link, std::string process);

    OpenWorkload workload_;
    Clock& clock_;
    TaskGroup& tasks_;
    const GatewaySettings& settings_;
    std::map<std::string, std::vector<mcp::ParamHeader>>
        param_headers_;  ///< by tool, if it has any
    bool headers_known_ = false;
    std::map<std::string, Shared> shared_;  ///< by legacy revision; `modern` for modern clients
    int upstreams_ = 0;                     ///< that are open
    int processes_ = 0;                     ///< that were ever started: their names
};

}  // namespace toolshed::gateway
