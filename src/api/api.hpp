// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "admission/admission.hpp"
#include "net/server.hpp"
#include "ui/site.hpp"
#include "usecases/calls.hpp"
#include "usecases/catalogue.hpp"
#include "usecases/house.hpp"
#include "usecases/sessions.hpp"
#include "usecases/sign_ins.hpp"
#include "usecases/verifications.hpp"

/// The REST API: `docs/openapi.yaml` is its contract.
namespace toolshed::api {

/// Looks at everything that the daemon needs; made by the composition root.
class Doctor {
public:
    virtual ~Doctor() = default;
    /// A JSON object `{"checks": [{"name", "ok", "detail"}], "ok", …}`.
    virtual Task<std::string> report() = 0;
};

/// What the gateway holds now.
struct GatewayCounts {
    std::size_t workloads = 0;
    std::size_t protocol_sessions = 0;  ///< of legacy clients
    std::size_t upstreams = 0;          ///< processes and conversations for clients
    std::size_t in_flight = 0;          ///< requests
};

/// The data plane as the API sees it.
class GatewayView {
public:
    virtual ~GatewayView() = default;
    virtual GatewayCounts counts() const = 0;
};

struct ApiConfig {
    AdmissionConfig admission;
    std::string base_url;  ///< of this daemon, for links
    Millis event_poll{100};
    Millis heartbeat{15'000};
};

/// What the routes reach; all outlive the API.
struct Services {
    Catalogue& catalogue;
    Verifications& verifications;
    Sessions& sessions;
    Calls& calls;
    SignIns& sign_ins;
    House& house;
    const ui::Site& page;
    Doctor& doctor;
    const GatewayView& gateway;
    Clock& clock;
    Log& log;
};

/// Answers requests. One thread; the object outlives its answers.
class Api {
public:
    Api(Services services, ApiConfig config);
    ~Api();
    Task<net::Reply> handle(net::Request request);
    /// Refuses by the head alone, before a body takes memory, whom `handle` would refuse as well.
    std::optional<net::Response> check_head(const net::Request& head) const;
    /// Known only once the port is.
    void set_base_url(std::string url) { config_.base_url = std::move(url); }

    struct Routes;

private:
    Services services_;
    ApiConfig config_;
    std::unique_ptr<Routes> routes_;
};

}  // namespace toolshed::api
