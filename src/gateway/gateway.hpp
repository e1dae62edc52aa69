// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "admission/admission.hpp"
#include "base/log.hpp"
#include "gateway/request_check.hpp"
#include "gateway/target.hpp"
#include "net/server.hpp"
#include "ports/identity.hpp"

namespace toolshed::gateway {

/// What the gateway reaches; all outlive it.
struct Surroundings {
    WorkloadDirectory& directory;
    Clock& clock;
    Random& random;
    Log& log;
    TaskGroup& tasks;
    const SignIns& sign_ins;
    AdmissionConfig admission;
    GatewaySettings settings;
};

/// The data plane: `/mcp/{session}`, Streamable HTTP of both eras, and for clients of 2024-11-05
/// HTTP+SSE at `/mcp/{session}/sse`. Clients are carried to servers
/// of the same era; what passes is checked, recorded, and otherwise left as it is. Rules: MCP
/// transports of 2025-11-25 and 2026-07-28. One thread.
class Gateway {
public:
    explicit Gateway(Surroundings surroundings) : around_(std::move(surroundings)) {}

    /// Whether a request is the gateway's.
    static bool is_for_gateway(const net::Request& head) { return head.target.starts_with("/mcp"); }
    Task<net::Reply> handle(net::Request request);
    /// Refuses by the head alone whom `handle` would refuse as well.
    std::optional<net::Response> check_head(const net::Request& head) const;
    struct Counts {
        std::size_t workloads = 0, protocol_sessions = 0, upstreams = 0, in_flight = 0;
    };
    Counts counts() const;
    /// Ends sessions that nobody uses, for ever; ends by cancellation.
    Task<void> sweep();

private:
    using Session = std::shared_ptr<ClientSession>;

    Task<net::Reply> post(net::Request request, std::string id, Principal principal);
    Task<net::Reply> post_modern(std::shared_ptr<Target> target, net::Request request,
                                 Principal principal);
    Task<net::Reply> post_legacy(std::shared_ptr<Target> target, net::Request request,
                                 Principal principal);
    Task<net::Reply> open_session(std::shared_ptr<Target> target, std::string body,
                                  Principal principal);
    Task<net::Reply> pass_request(std::shared_ptr<Target> target,
                                  std::shared_ptr<Upstream> upstream, Session session,
                                  std::string body, Principal principal);
    net::Reply pass_other(Target& target, const Session& session, std::string_view body,
                          const mcp::Envelope& envelope);
    Task<net::Reply> open_stream(net::Request request, std::string id, Principal principal);
    Task<net::Reply> post_message(net::Request request, std::string id, Principal principal);
    Task<void> initialize_over_stream(std::shared_ptr<Target> target, Session session,
                                      std::string body);
    Task<net::Reply> get(net::Request request, std::string id, Principal principal);
    Task<net::Reply> remove(net::Request request, std::string id, Principal principal);
    Task<Result<std::shared_ptr<Target>>> target_of(Principal principal, std::string id);
    Checked<Session> session_of(const Target& target, const net::Request& request,
                                const Principal& principal) const;
    std::string new_session_id();
    Millis life_of(const ClientSession& session) const;
    std::function<void(const mcp::Envelope&)> recorder(const Target& target, std::string_view body,
                                                       const mcp::Envelope& envelope,
                                                       const Principal& principal) const;

    Surroundings around_;
    std::map<std::string, std::shared_ptr<Target>> targets_;
};

/// The answer to a subscription that does not go to the server; nothing for every other request.
std::optional<std::string> answer_subscription(const Target& target, ClientSession& session,
                                               const mcp::Envelope& envelope);

}  // namespace toolshed::gateway
