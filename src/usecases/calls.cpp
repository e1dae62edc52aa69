// SPDX-License-Identifier: Apache-2.0
#include "usecases/calls.hpp"

#include "base/text.hpp"
#include "usecases/records.hpp"

namespace toolshed {
namespace {

/// Counts a call for as long as it is in flight.
class InFlight {
public:
    explicit InFlight(LiveSession& session) : session_(session) { ++session_.calls_in_flight; }
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    ~InFlight() { --session_.calls_in_flight; }

private:
    LiveSession& session_;
};

Result<void> check_request(const NewCall& request, const CallSettings& settings) {
    if (request.tool.empty() || request.tool.size() > 256 ||
        valid_utf8(request.tool) != request.tool)
        return fail(Category::invalid, "bad_tool_name", "a tool's name is 1 to 256 bytes of UTF-8");
    if (request.params.size() > settings.params_bytes_max)
        return fail(Category::invalid, "params_too_large",
                    "the parameters are over calls.params_bytes_max");
    return {};
}

bool has_gone(const Error& error) {
    return error.code == "server_exited" || error.code == "server_oom" ||
           error.code == "link_lost" || error.code == "no_child";
}

Outcome outcome_of(const Error& error) {
    if (error.code == "timeout") return Outcome::timeout;
    if (has_gone(error) || error.category == Category::unavailable) return Outcome::transport_error;
    return Outcome::protocol_error;
}

void judge(Call& call, const Result<mcp::CallAnswer>& answer) {
    if (!answer) {
        call.outcome = outcome_of(answer.error());
        call.error = answer.error();
        return;
    }
    call.result = answer->result;
    call.error_object = answer->error;
    if (!answer->error.empty()) {
        call.outcome = Outcome::protocol_error;
        call.error =
            Error{Category::invalid, "rpc_error", "the server answered with a JSON-RPC error"};
    } else if (answer->is_error) {
        call.outcome = Outcome::tool_error;
    }
}

/// What is kept of a large message: its size and its beginning, as JSON.
std::string bounded(const std::string& json, std::size_t bytes_max) {
    if (json.size() <= bytes_max) return json;
    return R"({"truncated":true,"bytes":)" + std::to_string(json.size()) + R"(,"head":)" +
           json_quoted(json.substr(0, 4'096)) + "}";
}

Task<void> record(World world, Call call) {
    const auto bytes_max = world.settings.calls.recorded_bytes_max;
    call.request = bounded(call.request, bytes_max);
    call.result = bounded(call.result, bytes_max);
    call.error_object = bounded(call.error_object, bytes_max);
    Item item = records::of(call);
    item.expires_at = call.started_at + world.settings.calls.record_age;
    std::vector<Write> writes;
    writes.push_back(put_new(std::move(item)));
    const auto kept = co_await world.store.commit(std::move(writes), Durability::relaxed);
    if (!kept)
        world.log.error("call_not_recorded",
                        {{"call", call.id.str()}, {"why", kept.error().message}});
}

}  // namespace

Task<Result<Call>> Calls::execute(Principal principal, NewCall request, CallId* refused_call) {
    const auto& settings = world_.settings.calls;
    if (auto checked = check_request(request, settings); !checked) co_return fail(checked.error());
    Call call;
    call.id = CallId::from_unique(world_.ids.next());
    call.session_id = request.session;
    call.owner = principal.owner;
    call.tool = request.tool;
    call.started_at = world_.clock.now();
    const auto live = co_await sessions_.live(principal, request.session);
    if (!live) {
        if (live.error().category == Category::not_found) co_return fail(live.error());
        call.outcome = Outcome::not_ready;
        call.error = live.error();
        if (refused_call != nullptr) *refused_call = call.id;
        co_await record(world_, call);
        co_return fail(live.error());
    }
    LiveSession& session = **live;
    call.server_id = session.session.server_id;
    if (session.calls_in_flight >= settings.in_flight_per_session_max)
        co_return fail(Category::exhausted, "too_many_calls",
                       "calls.in_flight_per_session_max calls are in flight in this session");
    const InFlight counted(session);
    const Protocol& protocol = session.session.protocol;
    const mcp::Negotiated negotiated{mcp::era_from(protocol.era), protocol.revision};
    const std::int64_t number = session.ids.next();
    call.request = mcp::call_request(negotiated, number, request.tool, request.params);
    const mcp::Peer peer{session.link->channel("main"), session.ids, world_.clock,
                         world_.settings.mcp};
    const Millis limit =
        std::min(request.limit.value_or(settings.call_limit), settings.call_limit_max);
    // The idle limit moves when a call begins and again when it ends; in between the call itself
    // holds it off. Neither this nor the record is worth a wait to the caller.
    world_.brief.spawn("touch " + request.session.str(), sessions_.touch(*live));
    const auto begin = world_.clock.ticks();
    const auto answer = co_await mcp::call_tool(peer, number, call.request, limit);
    call.duration_us = (world_.clock.ticks() - begin).count();
    judge(call, answer);
    world_.brief.spawn("record " + call.id.str(), record(world_, call));
    world_.brief.spawn("touch " + request.session.str(), sessions_.touch(*live));
    if (call.error && has_gone(*call.error))
        co_await sessions_.crashed(request.session, *call.error);
    co_return call;
}

void Calls::note(Call call) {
    call.id = CallId::from_unique(world_.ids.next());
    const std::string name = "record " + call.id.str();
    world_.brief.spawn(name, record(world_, std::move(call)));
}

Task<Result<Call>> Calls::get(Principal principal, CallId id) {
    const auto found = co_await world_.store.get(records::call_key(id));
    if (!found) co_return fail(found.error());
    if (*found) {
        auto call = records::read_call(**found);
        if (!call) co_return fail(call.error());
        if (may_access(principal, call->owner)) co_return call;
    }
    co_return fail(Category::not_found, "call_not_found", "there is no call '" + id.str() + "'");
}

Task<Result<PageOf<Call>>> Calls::list(Principal principal, CallFilter filter) {
    std::string index = principal.administrator ? "all" : "owner";
    std::string partition = principal.administrator ? "all" : principal.owner;
    if (filter.session) {
        const auto session = co_await sessions_.get(principal, *filter.session);
        if (!session) co_return fail(session.error());
        index = "session";
        partition = filter.session->str();
    }
    co_return co_await records::list<Call>(
        world_.store, records::newest_first("calls", index, partition, filter.page),
        records::read_call);
}

}  // namespace toolshed
