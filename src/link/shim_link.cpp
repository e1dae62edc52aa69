// SPDX-License-Identifier: Apache-2.0
#include "link/shim_link.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "link/pinned_socket.hpp"

namespace toolshed::link {
namespace {

constexpr std::size_t text_bytes_max = 4 * 1024;

std::string cut(const std::string& text, std::size_t bytes_max = text_bytes_max) {
    return valid_utf8(text.substr(0, bytes_max));
}

Error link_error(const Error& cause) {
    if (cause.category == Category::timed_out)
        return {Category::unavailable, "link_lost", "the workload's shim does not answer in time"};
    return {Category::unavailable, "link_lost", "the workload's shim is gone: " + cause.message};
}

struct Known {
    std::string_view code;
    Category category;
};

/// What a shim may say; any other word of its is `link_refused`.
constexpr std::array<Known, 8> known_codes = {{
    {"server_exited", Category::unavailable},
    {"server_oom", Category::unavailable},
    {"spawn_failed", Category::unavailable},
    {"unsafe_workload", Category::denied},
    {"timeout", Category::timed_out},
    {"protocol_error", Category::invalid},
    {"message_too_large", Category::exhausted},
    {"no_child", Category::unavailable},
}};

Error refused(const net::Response& response) {
    std::string code, message = "status " + std::to_string(response.status);
    const auto json = nlohmann::json::parse(response.body.substr(0, 64 * 1024), nullptr, false);
    if (json.is_object() && json.contains("error") && json["error"].is_object()) {
        const auto& error = json["error"];
        if (error.contains("code") && error["code"].is_string())
            code = error["code"].get<std::string>();
        if (error.contains("message") && error["message"].is_string())
            message = cut(error["message"].get<std::string>());
    }
    const auto known = std::ranges::find(known_codes, code, &Known::code);
    if (known == known_codes.end())
        return {Category::invalid, "link_refused", "the workload's shim refused: " + message};
    if (code == "message_too_large") code = "result_too_large";
    return {known->category, code, message};
}

std::vector<Finding> findings_of(const shim::ChildStatus& child) {
    std::vector<Finding> findings;
    if (child.garbage_lines > 0)
        findings.push_back({"stdout_garbage", std::to_string(child.garbage_lines) +
                                                  " lines on standard output are no MCP messages, "
                                                  "the first: " + cut(child.garbage_sample, 200)});
    if (child.unmatched_responses > 0)
        findings.push_back({"unmatched_responses", std::to_string(child.unmatched_responses) +
                                                       " answers belong to no request"});
    if (child.declined_requests > 0)
        findings.push_back({"server_requests_declined",
                            std::to_string(child.declined_requests) +
                                " requests of the server were declined"});
    return findings;
}

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

    Task<Result<net::Response>> ask(net::Request request, Millis limit) {
        auto response = co_await http_.send(endpoint(), std::move(request), limit);
        if (response) co_return response;
        if (response.error().code == "response_too_large")
            co_return fail(Category::exhausted, "result_too_large", response.error().message);
        co_return fail(link_error(response.error()));
    }

    Task<Result<LinkStatus>> status() override;
    Task<Result<void>> start(WorkloadStart start) override;
    Task<Result<void>> start_process(std::string id) override {
        net::Request request{"PUT", "/v1/children/" + id};
        return tell(std::move(request), config_.control_limit + graces_);
    }
    Task<Result<void>> end_process(std::string id) override {
        net::Request request{"DELETE", "/v1/children/" + id};
        return tell(std::move(request), config_.control_limit + graces_);
    }
    mcp::Channel& channel(const std::string& id) override {
        return channels_.try_emplace(id, *this, id).first->second;
    }
    Task<Result<void>> renew(Millis idle) override {
        net::Request request{"POST", "/v1/renew"};
        request.body = shim::to_json(shim::Renew{idle.count(), 0});
        return tell(std::move(request), config_.control_limit);
    }
    Task<Result<WorkloadLog>> logs(std::uint64_t offset) override;

private:
    net::Endpoint endpoint() const {
        auto endpoint = net::Endpoint::unix_socket(socket_.path());
        endpoint.pool = config_.socket.string();
        return endpoint;
    }
    Task<Result<void>> tell(net::Request request, Millis limit) {
        const auto response = co_await ask(std::move(request), limit);
        if (!response) co_return fail(response.error());
        if (response->status >= 300) co_return fail(refused(*response));
        co_return Result<void>{};
    }

    net::Client& http_;
    LinkConfig config_;
    PinnedSocket socket_;
    Millis graces_{10'000};
    std::map<std::string, ProcessChannel> channels_;
};

Task<Result<std::string>> ProcessChannel::exchange(std::string message, Millis limit) {
    net::Request request{"POST", "/v1/children/" + id_ + "/mcp",
                         {{"Content-Type", "application/json"},
                          {"Toolshed-Timeout-Ms", std::to_string(limit.count())}}};
    request.body = std::move(message);
    // The shim itself keeps the limit and knows more about why nothing came; ours only guards against the shim.
    auto response = co_await link_.ask(std::move(request), limit + Millis(5'000));
    if (!response) co_return fail(response.error());
    if (response->status == 200) co_return std::move(response->body);
    if (response->status == 202) co_return std::string{};
    co_return fail(refused(*response));
}

Task<Result<LinkStatus>> ShimLink::status() {
    const auto response = co_await ask({"GET", "/v1/status"}, config_.control_limit);
    if (!response) co_return fail(response.error());
    if (response->status != 200) co_return fail(refused(*response));
    const auto status = shim::status_from(response->body);
    if (!status)
        co_return fail(Category::invalid, "link_refused",
                       "the shim's status cannot be read: " + status.error().message);
    if (status->protocol != shim::protocol_version)
        co_return fail(Category::invalid, "link_refused",
                       "the shim speaks protocol " + std::to_string(status->protocol) +
                           ", this daemon " + std::to_string(shim::protocol_version));
    LinkStatus link;
    link.started = status->state != shim::State::idle;
    link.ending = status->state == shim::State::ending;
    link.end_reason = cut(status->end_reason, 64);
    link.deadline_in = Millis(status->deadline_in_ms);
    link.idle_in = Millis(status->idle_in_ms);
    link.uid_separated = status->uid_separated;
    for (const auto& child : status->children) {
        if (link.processes.size() == 16) break;
        link.processes.push_back({cut(child.id, 32), child.running, child.exit_code, child.oom,
                                  Millis(child.uptime_ms), findings_of(child)});
    }
    co_return link;
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
    net::Request request{"POST", "/v1/start"};
    request.body = shim::to_json(message);
    co_return co_await tell(std::move(request), config_.control_limit);
}

Task<Result<WorkloadLog>> ShimLink::logs(std::uint64_t offset) {
    const auto response =
        co_await ask({"GET", "/v1/logs?offset=" + std::to_string(offset)}, config_.control_limit);
    if (!response) co_return fail(response.error());
    if (response->status != 200) co_return fail(refused(*response));
    const auto number = [&](std::string_view name, std::uint64_t otherwise) {
        std::uint64_t value = otherwise;
        if (const auto text = response->headers.find(name))
            std::from_chars(text->data(), text->data() + text->size(), value);
        return value;
    };
    WorkloadLog log;
    log.text = valid_utf8(response->body.substr(0, 1024 * 1024));
    log.offset = number("Toolshed-Log-Offset", offset);
    log.next_offset = number("Toolshed-Log-Next", offset + response->body.size());
    co_return log;
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
