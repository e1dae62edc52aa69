// SPDX-License-Identifier: Apache-2.0
#include "gateway/target.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/replies.hpp"
#include "mcp/channel.hpp"
#include "mcp/client.hpp"
#include "mcp/json_scan.hpp"
#include "mcp/revisions.hpp"
#include "mcp/splice.hpp"

namespace toolshed::gateway {
namespace {

constexpr std::string_view process_prefix = "gw-";
constexpr std::string_view modern_key = "modern";
constexpr std::size_t backlog_max = 64;
constexpr std::size_t backlog_message_max = 16 * 1024;
constexpr std::size_t asked_max = 64;
constexpr std::size_t asked_id_bytes_max = 1'024;
constexpr std::size_t resources_max = 1'000;
constexpr std::size_t uri_bytes_max = 4 * 1024;
constexpr Millis opening_poll{5};

/// Whether a server may ask this client something, so that its calls must not mix with others'.
bool may_be_asked(std::string_view capabilities) {
    for (const std::string_view each : {"sampling", "elicitation", "roots"})
        if (!mcp::member(capabilities, each).empty()) return true;
    return false;
}

std::string own_initialize(std::string_view revision) {
    return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" +
           std::string(revision) +
           R"(","capabilities":{},"clientInfo":{"name":"toolshed","version":")" TOOLSHED_VERSION
           R"("}}})";
}

constexpr std::string_view initialized =
    R"({"jsonrpc":"2.0","method":"notifications/initialized"})";

std::string pong(std::string_view id) {
    return R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"result":{}})";
}

bool is_change(std::string_view method) {
    return method.ends_with("/list_changed") || method == "notifications/resources/updated";
}

/// To the stream of events, or to the next one; what is large is not kept for that.
void tell(ClientSession& session, std::string_view message) {
    if (session.events && session.events->push(std::string(message))) return;
    if (message.size() > backlog_message_max) return;
    if (session.backlog.size() == backlog_max) session.backlog.pop_front();
    session.backlog.emplace_back(message);
}

}  // namespace

/// Processes that an earlier life of the daemon left belong to nobody any more.
Task<void> Target::end_leftovers() {
    const auto status = co_await workload_.link->status();
    if (!status) co_return;
    for (const auto& process : status->processes) {
        if (!process.id.starts_with(process_prefix) || !process.running) continue;
        const auto ended = co_await workload_.link->end_process(process.id);
        static_cast<void>(ended);
    }
}

Task<Result<std::shared_ptr<Upstream>>> Target::open(std::string* process) {
    if (upstreams_ >= static_cast<int>(settings_.upstreams_per_target))
        co_return fail(Category::exhausted, "too_many_upstreams",
                       "gateway.upstreams_per_target processes of this server run already: end a "
                       "session, or declare no sampling, elicitation and roots, so that this "
                       "client can share one");
    ++upstreams_;
    std::string name = "main";
    if (!is_http()) {
        if (processes_ == 0) co_await end_leftovers();
        name = std::string(process_prefix) + std::to_string(++processes_);
        if (auto started = co_await workload_.link->start_process(name); !started) {
            --upstreams_;
            co_return fail(started.error());
        }
        *process = name;
    }
    auto stream = co_await workload_.link->attach(name);
    if (!stream) {
        --upstreams_;
        if (!process->empty()) end_process(std::exchange(*process, {}));
        co_return fail(stream.error());
    }
    co_return std::make_shared<Upstream>(std::move(*stream), settings_.unsent_bytes_max);
}

void Target::begin(const std::shared_ptr<Upstream>& upstream, Upstream::Events events) {
    const std::weak_ptr<Target> weak = weak_from_this();
    events.lost = [weak, told = std::move(events.lost)] {
        if (const auto self = weak.lock()) --self->upstreams_;
        if (told) told();
    };
    upstream->listen(std::move(events));
    tasks_.spawn("upstream of " + workload_.id, Upstream::run(upstream));
}

Task<Result<std::shared_ptr<Upstream>>> Target::share(std::string key) {
    const auto self = shared_from_this();
    Shared& shared = shared_[key];
    while (shared.opening) co_await clock_.sleep(opening_poll);
    if (shared.upstream && !shared.upstream->lost()) co_return shared.upstream;
    shared.opening = true;
    std::string process;
    auto upstream = co_await open(&process);
    shared.opening = false;
    if (!upstream) co_return fail(upstream.error());
    const std::weak_ptr<Target> weak = self;
    const Upstream* which = upstream->get();
    begin(*upstream, {[weak, which](std::string_view message, const mcp::Envelope& envelope) {
                          if (const auto target = weak.lock())
                              target->tell_sharers(which, message, envelope);
                      },
                      [weak, process] {
                          const auto target = weak.lock();
                          if (target && !process.empty()) target->end_process(process);
                      }});
    shared.upstream = *upstream;
    shared.result.clear();
    co_return *upstream;
}

Task<Result<std::shared_ptr<Upstream>>> Target::modern() {
    return share(std::string(modern_key));
}

/// Our own requests to an upstream.
class Target::OwnChannel final : public mcp::Channel {
public:
    OwnChannel(Target& target, std::shared_ptr<Upstream> upstream)
        : target_(target), upstream_(std::move(upstream)) {}
    Task<Result<std::string>> exchange(std::string message, Millis limit) override {
        return target_.ask(upstream_, std::move(message), limit);
    }

private:
    Target& target_;
    std::shared_ptr<Upstream> upstream_;
};

Task<Result<std::vector<mcp::ParamHeader>>> Target::param_headers(std::string tool) {
    const auto self = shared_from_this();
    if (!headers_known_) {
        const auto upstream = co_await modern();
        if (!upstream) co_return fail(upstream.error());
        OwnChannel channel(*this, *upstream);
        mcp::RequestIds ids(1);
        const mcp::ClientLimits limits;
        mcp::Negotiated negotiated{mcp::Era::modern, std::string(mcp::modern_revisions.front())};
        negotiated.capabilities = workload_.protocol.capabilities;
        const auto tools = co_await mcp::list_tools({channel, ids, clock_, limits}, negotiated);
        if (!tools) co_return fail(tools.error());
        param_headers_.clear();
        for (const auto& each : tools->tools)
            if (auto headers = mcp::param_headers_of(each.json); !headers.empty())
                param_headers_.emplace(each.name, std::move(headers));
        headers_known_ = true;
    }
    const auto found = param_headers_.find(tool);
    co_return found == param_headers_.end() ? std::vector<mcp::ParamHeader>{} : found->second;
}

Task<Result<std::string>> Target::ask(std::shared_ptr<Upstream> upstream, std::string message,
                                      Millis limit) {
    const auto envelope = mcp::index_message(message);
    const auto out = std::make_shared<Outbox>(co_await boost::asio::this_coro::executor,
                                              settings_.stream_bytes_max);
    Pending pending{std::string(envelope->id), {}, out};
    pending.own = true;
    const auto number = upstream->send_request(message, *envelope, std::move(pending));
    while (auto said = co_await out->next(limit)) {
        // A client's `initialize` may name a progress token.
        const auto told = mcp::index_message(*said);
        if (told && told->is_response()) co_return std::move(*said);
    }
    upstream->abandon(number, "timeout");
    co_return fail(Category::timed_out, "timeout",
                   "the server did not answer in time (gateway.start_limit)");
}

Task<Result<std::string>> Target::initialize(std::shared_ptr<ClientSession> session,
                                             std::string message) {
    const auto envelope = mcp::index_message(message);
    const auto revision =
        mcp::string_value(mcp::member(envelope->params, "protocolVersion")).value_or("");
    const bool known =
        std::ranges::find(mcp::legacy_revisions, revision) != mcp::legacy_revisions.end();
    if (known && !may_be_asked(mcp::member(envelope->params, "capabilities")))
        co_return co_await initialize_shared(session, std::string(envelope->id), revision);
    auto upstream = co_await open(&session->process);
    if (!upstream) co_return fail(upstream.error());
    session->upstream = *upstream;
    session->leased = true;
    const std::weak_ptr<Target> weak = weak_from_this();
    const std::weak_ptr<ClientSession> whose = session;
    begin(*upstream, {[weak, whose](std::string_view text, const mcp::Envelope& told) {
                          const auto target = weak.lock();
                          const auto there = whose.lock();
                          if (target && there) target->tell_session(there, text, told);
                      },
                      [weak, whose] {
                          const auto target = weak.lock();
                          if (const auto there = whose.lock(); target && there) target->end(there);
                      }});
    co_return co_await ask(*upstream, std::move(message), settings_.start_limit);
}

Task<Result<std::string>> Target::initialize_shared(std::shared_ptr<ClientSession> session,
                                                    std::string id, std::string revision) {
    auto upstream = co_await share(revision);
    if (!upstream) co_return fail(upstream.error());
    Shared& shared = shared_[revision];
    while (shared.opening) co_await clock_.sleep(opening_poll);
    if (shared.result.empty()) {
        shared.opening = true;
        const auto answer =
            co_await ask(*upstream, own_initialize(revision), settings_.start_limit);
        shared.opening = false;
        if (!answer) co_return fail(answer.error());
        const auto envelope = mcp::index_message(*answer);
        if (!envelope || envelope->result.empty()) {
            // It will not become better by itself, but the next client may be another.
            (*upstream)->close();
            if (!envelope) co_return fail(envelope.error());
            mcp::Splice splice(*answer);
            splice.replace(envelope->id, id);
            co_return splice.text();
        }
        shared.result = envelope->result;
        (*upstream)->send(initialized);
    }
    session->upstream = *upstream;
    co_return R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":)" + shared.result + "}";
}

void Target::end(const std::shared_ptr<ClientSession>& session) {
    sessions.erase(session->id);
    if (session->events) session->events->close();
    if (!session->leased) return;
    if (session->upstream) session->upstream->close();
    if (!session->process.empty()) end_process(std::exchange(session->process, {}));
}

void Target::close() {
    while (!sessions.empty()) end(std::shared_ptr(sessions.begin()->second));
    for (const auto& [key, shared] : shared_)
        if (shared.upstream) shared.upstream->close();
}

Target::Subscribing Target::note_subscription(ClientSession& session,
                                              const mcp::Envelope& envelope) const {
    const bool begins = envelope.method == "resources/subscribe";
    if (!begins && envelope.method != "resources/unsubscribe") return Subscribing::pass;
    const std::string uri(mcp::member(envelope.params, "uri"));
    if (!begins) {
        session.resources.erase(uri);
        const auto shares = [&](const auto& entry) {
            return entry.second->upstream == session.upstream &&
                   entry.second->resources.contains(uri);
        };
        return std::ranges::any_of(sessions, shares) ? Subscribing::done : Subscribing::pass;
    }
    if (uri.size() > uri_bytes_max || session.resources.size() >= resources_max)
        return Subscribing::refuse;
    session.resources.insert(uri);
    return Subscribing::pass;
}

void Target::forget_older(TimePoint since) {
    for (const auto& [key, shared] : shared_)
        if (shared.upstream) shared.upstream->abandon_older(since);
    for (const auto& [id, session] : sessions)
        if (session->leased && session->upstream) session->upstream->abandon_older(since);
}

std::size_t Target::in_flight() const {
    std::size_t count = 0;
    for (const auto& [key, shared] : shared_)
        if (shared.upstream) count += shared.upstream->in_flight();
    for (const auto& [id, session] : sessions)
        if (session->leased && session->upstream) count += session->upstream->in_flight();
    return count;
}

/// What belongs to a request goes where its answer goes, the rest to the stream of events.
void Target::tell_session(const std::shared_ptr<ClientSession>& session, std::string_view message,
                          const mcp::Envelope& envelope) {
    if (envelope.is_request()) {
        if (envelope.method == "ping") return session->upstream->answer(pong(envelope.id));
        if (session->asked.size() >= asked_max || envelope.id.size() > asked_id_bytes_max)
            return session->upstream->answer(
                error_message(envelope.id, rpc::internal_error, "too many requests are open"));
        session->asked.insert(std::string(envelope.id));
    }
    // A client need not answer what the server no longer asks.
    if (envelope.method == "notifications/cancelled")
        session->asked.erase(std::string(mcp::member(envelope.params, "requestId")));
    const Pending* pending = session->upstream->newest();
    if (pending != nullptr && !is_change(envelope.method) &&
        pending->out->push(std::string(message)))
        return;
    tell(*session, message);
}

void Target::tell_sharers(const Upstream* upstream, std::string_view message,
                          const mcp::Envelope& envelope) {
    const auto& shared = std::ranges::find_if(
        shared_, [&](const auto& entry) { return entry.second.upstream.get() == upstream; });
    if (shared == shared_.end()) return;
    const auto& there = shared->second.upstream;
    if (envelope.is_request())
        return there->answer(envelope.method == "ping"
                                 ? pong(envelope.id)
                                 : error_message(envelope.id, rpc::method_not_found,
                                                 "the client offers no such method"));
    if (!is_change(envelope.method)) {
        // Whose it is, is sure only while one request is under way.
        if (const Pending* only = there->only()) only->out->push(std::string(message));
        return;
    }
    if (envelope.method == "notifications/tools/list_changed") headers_known_ = false;
    const auto uri = mcp::member(envelope.params, "uri");
    for (const auto& [id, session] : sessions) {
        if (session->upstream.get() != upstream) continue;
        if (uri.empty() || session->resources.contains(std::string(uri))) tell(*session, message);
    }
}

void Target::end_process(std::string process) {
    tasks_.spawn("end " + process, end_process_now(workload_.link, std::move(process)));
}

Task<void> Target::end_process_now(std::shared_ptr<WorkloadLink> link, std::string process) {
    const auto ended = co_await link->end_process(std::move(process));
    static_cast<void>(ended);
}

}  // namespace toolshed::gateway
