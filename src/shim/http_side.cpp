// SPDX-License-Identifier: Apache-2.0
#include "shim/http_side.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "shim/listeners.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;
using bridge::HttpServer;
using bridge::HttpUpstream;
using bridge::Posting;

namespace {

/// Nobody speaks MCP there, so looking goes on.
bool is_no_endpoint(const Error& error) {
    return error.code == "endpoint_missing" || error.code == "connect_failed" ||
           error.code == "connection_lost" || error.code == "bad_response";
}

}  // namespace

HttpSide::HttpSide(asio::any_io_executor executor, Reach reach, std::size_t message_bytes_max,
                   std::vector<Endpoint> others, Events events)
    : executor_(executor),
      reach_(std::move(reach)),
      events_(std::move(events)),
      others_(std::move(others)) {
    limits_.message_bytes_max = message_bytes_max;
}

bool HttpSide::http_only() const {
    return reach_.transport == "streamable_http" || reach_.transport == "sse";
}

Task<std::optional<Result<void>>> HttpSide::search(std::shared_ptr<Posting> posting) {
    const auto self = shared_from_this();
    while (posting->wanted() && !closed_ && !found()) {
        for (const auto& listener : listeners_to_try()) {
            auto tried = co_await try_listener(listener, posting);
            if (tried) co_return tried;
            if (!posting->wanted() || closed_) co_return std::nullopt;
        }
        asio::steady_timer timer(executor_, look_every);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return std::nullopt;
}

/// Those whose time has come, the port that was named first.
std::vector<HttpSide::Endpoint> HttpSide::listeners_to_try() {
    const auto now = std::chrono::steady_clock::now();
    auto listeners = read_listeners();
    std::erase_if(others_, [&](const Endpoint& each) {
        return std::ranges::find(listeners, each) == listeners.end();
    });
    std::erase_if(listeners, [&](const Endpoint& each) {
        if (std::ranges::find(others_, each) != others_.end()) return true;
        if (reach_.port != 0 && http_only() && each.port() != reach_.port) return true;
        // A server that speaks stdio may listen for other purposes; its answer is given a moment.
        const auto grace = http_only() ? Millis(0) : stdio_grace;
        const auto [known, fresh] = next_try_.try_emplace(each, now + grace);
        return known->second > now;
    });
    std::ranges::stable_partition(
        listeners, [this](const Endpoint& each) { return each.port() == reach_.port; });
    return listeners;
}

std::vector<HttpSide::Candidate> HttpSide::candidates() const {
    const bool streamable = reach_.transport != "sse";
    const bool sse = reach_.transport != "streamable_http";
    std::vector<Candidate> out;
    if (streamable) out.push_back({Kind::streamable, reach_.path.empty() ? "/mcp" : reach_.path});
    if (sse) out.push_back({Kind::sse, reach_.path.empty() ? "/sse" : reach_.path});
    if (streamable && reach_.path.empty()) out.push_back({Kind::streamable, "/"});
    return out;
}

Task<std::optional<Result<void>>> HttpSide::try_listener(Endpoint listener,
                                                         std::shared_ptr<Posting> posting) {
    next_try_[listener] = std::chrono::steady_clock::now() + retry_after;
    for (const auto& candidate : candidates()) {
        trying_ = make(listener, candidate);
        if (candidate.kind == Kind::sse) events_.spawn(stream(shared_from_this(), trying_));
        auto posted = co_await trying_->post(posting);
        const bool missing = !posted && is_no_endpoint(posted.error());
        if (!missing && posting->wanted() && posted) {
            // Over HTTP+SSE the answer is still to come; elsewhere a silent success is no MCP.
            if (candidate.kind != Kind::sse && posting->expects_answer()) {
                trying_->close();
                continue;
            }
        }
        if (!missing) {
            upstream_ = std::exchange(trying_, nullptr);
            co_return posted;
        }
        trying_->close();
        last_refusal_ = "at " + candidate.path + " of port " + std::to_string(listener.port()) +
                        ": " + posted.error().message;
        if (!posting->wanted() || closed_) break;
    }
    trying_.reset();
    co_return std::nullopt;
}

std::shared_ptr<HttpUpstream> HttpSide::make(const Endpoint& listener, const Candidate& candidate) {
    HttpServer server{candidate.kind, listener, candidate.path, reach_.host};
    if (server.host.empty()) server.host = "localhost:" + std::to_string(listener.port());
    return std::make_shared<HttpUpstream>(executor_, std::move(server), limits_, events_.message);
}

Task<void> HttpSide::stream(std::shared_ptr<HttpSide> self,
                            std::shared_ptr<HttpUpstream> upstream) {
    auto ended = co_await upstream->run_stream();
    upstream->close();
    if (self->upstream_ == upstream && !ended) self->events_.stream_lost(ended.error());
}

std::shared_ptr<HttpUpstream> HttpSide::another(std::function<void(std::string)> message,
                                                std::function<void(Error)> lost) {
    const auto& server = upstream_->server();
    auto upstream = std::make_shared<HttpUpstream>(executor_, server, limits_, std::move(message));
    if (server.kind == Kind::sse) events_.spawn(keep_stream(upstream, std::move(lost)));
    return upstream;
}

Task<void> HttpSide::keep_stream(std::shared_ptr<HttpUpstream> upstream,
                                 std::function<void(Error)> lost) {
    const auto ended = co_await upstream->run_stream();
    upstream->close();
    if (!ended) lost(ended.error());
}

Task<Result<void>> HttpSide::post(std::shared_ptr<Posting> posting) {
    const auto upstream = upstream_;
    co_return co_await upstream->post(std::move(posting));
}

Reach HttpSide::reach() const {
    if (!upstream_) return {.transport = ""};
    const auto& server = upstream_->server();
    return {.transport = server.kind == Kind::sse ? "sse" : "streamable_http",
            .port = server.address.port(),
            .path = server.path,
            .host = reach_.host};
}

void HttpSide::close() {
    closed_ = true;
    if (upstream_) upstream_->close();
    if (trying_) trying_->close();
}

}  // namespace toolshed::shim
