// SPDX-License-Identifier: Apache-2.0
#include "link/shim_link.hpp"

#include <algorithm>
#include <map>

#include "link/attached_stream.hpp"
#include "link/pinned_socket.hpp"
#include "link/reply.hpp"

namespace toolshed::link {
namespace {

class ShimLink;

/// One process behind the link.
class ProcessChannel final : public mcp::Channel {
public:
    ProcessChannel(ShimLink& link, std::string id) : link_(link), id_(std::move(id)) {}
    Task<Result<std::string>> exchange(std::string message, Millis limit) override;

private:
    ShimLink& link_;
    std::string id_;
};

class ShimLink final : public WorkloadLink {
public:
    ShimLink(net::Client& http, LinkConfig config, PinnedSocket socket)
        : http_(http), config_(std::move(config)), socket_(std::move(socket)) {}
    // The descriptor's number will mean another socket soon.
    ~ShimLink() override { http_.forget(endpoint()); }

    const LinkConfig& config() const { return config_; }
    Task<Result<net::Response>> ask(net::Request request, Millis limit) {
        auto response = co_await http_.send(endpoint(), std::move(request), limit);
        if (!response) co_return fail(lost_error(response.error()));
        co_return response;
    }

    Task<Result<LinkStatus>> status() override {
        const auto response = co_await ask({"GET", "/v1/status"}, config_.control_limit);
        if (!response) co_return fail(response.error());
        co_return read_status(*response);
    }
    Task<Result<void>> start(WorkloadStart start) override;
    Task<Result<void>> start_process(std::string id) override {
        return tell({"PUT", child_path(id)}, config_.control_limit + graces_);
    }
    Task<Result<void>> end_process(std::string id) override {
        auto ended = co_await tell({"DELETE", child_path(id)}, config_.control_limit + graces_);
        // One that never was has ended, too.
        if (!ended && ended.error().code == "no_child") co_return Result<void>{};
        co_return ended;
    }
    mcp::Channel& channel(const std::string& id) override {
        return channels_.try_emplace(id, *this, id).first->second;
    }
    Task<Result<std::unique_ptr<mcp::MessageStream>>> attach(std::string id) override {
        return attach_stream(socket_.path(), shim::is_child_id(id) ? id : "_",
                             config_.answer_bytes_max, config_.control_limit);
    }
    Task<Result<void>> renew(Millis idle) override {
        net::Request request{"POST", "/v1/renew"};
        request.body = shim::to_json(shim::Renew{idle.count(), 0});
        return tell(std::move(request), config_.control_limit);
    }
    Task<Result<WorkloadLog>> logs(std::uint64_t offset) override {
        const auto response = co_await ask({"GET", "/v1/logs?offset=" + std::to_string(offset)},
                                           config_.control_limit);
        if (!response) co_return fail(response.error());
        co_return read_log(*response, offset, config_.log_bytes_max);
    }

    /// An id that is none would reach another route; the shim answers it with a refusal.
    static std::string child_path(const std::string& id) {
        return "/v1/children/" + (shim::is_child_id(id) ? id : "_");
    }

private:
    net::Endpoint endpoint() const {
        auto endpoint = net::Endpoint::unix_socket(socket_.path());
        endpoint.pool = config_.socket.string();
        return endpoint;
    }
    Task<Result<void>> tell(net::Request request, Millis limit) {
        const auto response = co_await ask(std::move(request), limit);
        if (!response) co_return fail(response.error());
        if (response->status < 200 || response->status >= 300) co_return fail(refusal(*response));
        co_return Result<void>{};
    }

    net::Client& http_;
    LinkConfig config_;
    PinnedSocket socket_;
    Millis graces_{10'000};
    std::map<std::string, ProcessChannel> channels_;
};

Task<Result<std::string>> ProcessChannel::exchange(std::string message, Millis limit) {
    const Millis at_least_one = std::max(limit, Millis(1));
    net::Request request{"POST",
                         ShimLink::child_path(id_) + "/mcp",
                         {{"Content-Type", "application/json"},
                          {"Toolshed-Timeout-Ms", std::to_string(at_least_one.count())}}};
    request.body = std::move(message);
    // The shim itself keeps the limit and knows more about why nothing came; ours only guards
    // against the shim.
    auto response =
        co_await link_.ask(std::move(request), at_least_one + link_.config().answer_grace);
    if (!response) co_return fail(response.error());
    if (response->status == 202) co_return std::string{};
    if (response->status != 200) co_return fail(refusal(*response));
    if (response->body.size() > link_.config().answer_bytes_max)
        co_return fail(Category::exhausted, "result_too_large",
                       "the server's answer is over " +
                           std::to_string(link_.config().answer_bytes_max) + " bytes");
    co_return std::move(response->body);
}

Task<Result<void>> ShimLink::start(WorkloadStart start) {
    graces_ = start.end_of_input + start.terminate;
    shim::Start message;
    message.argv = start.plan.argv;
    message.env = start.plan.env;
    message.env.insert(message.env.end(), start.secret_env.begin(), start.secret_env.end());
    message.cwd = start.plan.working_directory;
    message.user = start.plan.user;
    message.stop_signal = start.plan.stop_signal;
    message.home = std::string(shim::home_directory);
    message.deadline_ms = start.deadline.count();
    message.idle_ms = start.idle.count();
    message.end_of_input_ms = start.end_of_input.count();
    message.terminate_ms = start.terminate.count();
    message.reach = {start.transport.kind, start.transport.port, start.transport.path,
                     start.transport.host};
    if (start.plan.network == NetworkProfile::public_only) message.network = "public";
    net::Request request{"POST", "/v1/start"};
    request.body = shim::to_json(message);
    co_return co_await tell(std::move(request), config_.control_limit);
}

}  // namespace

Task<Result<std::unique_ptr<WorkloadLink>>> open_link(net::Client& http, LinkConfig config) {
    auto socket = PinnedSocket::open(config.socket);
    if (!socket) co_return fail(socket.error());
    if (auto checked = socket->check_peer(config.shim_uid); !checked)
        co_return fail(checked.error());
    auto link = std::make_unique<ShimLink>(http, std::move(config), std::move(*socket));
    if (const auto status = co_await link->status(); !status) co_return fail(status.error());
    co_return std::unique_ptr<WorkloadLink>(std::move(link));
}

}  // namespace toolshed::link
