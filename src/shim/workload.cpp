// SPDX-License-Identifier: Apache-2.0
#include "shim/workload.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <utility>

#include "base/text.hpp"
#include "shim/connection.hpp"
#include "shim/last_resort.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {

constexpr std::size_t log_bytes_before_start = 64 * 1024;
constexpr std::size_t start_bytes_max = 8 * 1024 * 1024;
constexpr std::size_t small_body_bytes_max = 64 * 1024;
constexpr Millis reply_grace{1'000};
constexpr Millis last_resort_grace{15'000};

Lifetime::Time now() {
    return std::chrono::steady_clock::now();
}

ControlReply done(const Result<void>& result) {
    return result ? ControlReply{} : failure(result.error());
}

}  // namespace

Workload::Workload(asio::any_io_executor executor, Options options, Standing standing)
    : executor_(executor),
      options_(std::move(options)),
      no_new_privileges_(standing.privileges.no_new_privileges),
      uid_separated_(standing.privileges.uid_separated),
      public_only_(standing.public_only),
      log_(log_bytes_before_start),
      lifetime_(now(), options_.start_wait),
      lifetime_timer_(executor),
      server_(executor, *this, log_),
      children_(executor, log_, std::move(standing)),
      signals_(executor, SIGTERM, SIGINT),
      tasks_(executor,
             [this](const std::string& name, const std::string& what) {
                 log_.add_note(name + " failed: " + what);
             }),
      ending_(executor),
      ended_(executor) {}

Task<Result<int>> Workload::run() {
    if (auto listening = server_.listen(options_.socket_dir + "/" + std::string(socket_name));
        !listening)
        co_return fail(std::move(listening).error());
    tasks_.spawn("reaper", children_.reap());
    tasks_.spawn("lifetime", watch_lifetime(*this));
    tasks_.spawn("signals", watch_signals(*this));
    co_await ending_.wait();
    co_await children_.end_all();
    ended_.raise();
    co_await server_.close(reply_grace);
    co_await children_.close();
    co_await tasks_.close();
    co_return exit_code();
}

Task<void> Workload::watch_lifetime(Workload& workload) {
    for (;;) {
        if (const auto reason = workload.lifetime_.due(now()))
            workload.begin_end(std::string(*reason));
        if (workload.ending_.raised()) co_return;
        workload.lifetime_timer_.expires_at(workload.lifetime_.next());
        co_await workload.lifetime_timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

Task<void> Workload::watch_signals(Workload& workload) {
    workload.end_signal_ = co_await workload.signals_.async_wait(asio::use_awaitable);
    workload.begin_end("signal");
}

void Workload::begin_end(std::string reason) {
    if (ending_.raised()) return;
    log_.add_note("ending: " + reason);
    end_reason_ = std::move(reason);
    const auto graces = start_ ? start_->end_of_input_ms + start_->terminate_ms : 0;
    arm_last_resort(Millis(graces) + last_resort_grace);
    ending_.raise();
}

void Workload::arm_last_resort_for_deadline() const {
    arm_last_resort(lifetime_.deadline_in(now()) +
                    Millis(start_->end_of_input_ms + start_->terminate_ms) + last_resort_grace);
}

int Workload::exit_code() const {
    if (const int code = children_.exit_code("main"); code >= 0) return code;
    return end_signal_ > 0 ? 128 + end_signal_ : 0;
}

std::size_t Workload::body_bytes_max(std::string_view path) const {
    if (path == "/v1/start") return start_bytes_max;
    if (!path.ends_with("/mcp") || !start_) return small_body_bytes_max;
    return static_cast<std::size_t>(start_->message_bytes_max);
}

Task<ControlReply> Workload::answer(ControlRequest request, Peer& peer) {
    const auto route = route_of(request.method, request.path);
    if (!route) co_return failure(route.error());
    switch (route->kind) {
        case Route::Kind::status:
            co_return show_status();
        case Route::Kind::hold:
            co_return hold(request);
        case Route::Kind::start:
            co_return start(request);
        case Route::Kind::renew:
            co_return renew(request);
        case Route::Kind::logs:
            co_return show_logs(request);
        case Route::Kind::put_child:
            co_return co_await put_child(route->child);
        case Route::Kind::delete_child:
            co_return co_await delete_child(route->child);
        case Route::Kind::message:
            co_return co_await pass_message(route->child, std::move(request), peer);
        case Route::Kind::attach:
            co_return attach(route->child);
        case Route::Kind::stop:
            break;
    }
    co_return co_await stop();
}

ControlReply Workload::show_status() const {
    Status status;
    status.version = TOOLSHED_VERSION;
    status.state = ending_.raised() ? State::ending : start_ ? State::started : State::idle;
    status.uid_separated = uid_separated_;
    status.no_new_privileges = no_new_privileges_;
    status.deadline_in_ms = lifetime_.deadline_in(now()).count();
    status.idle_in_ms = lifetime_.idle_in(now()).count();
    status.oom_kills = children_.memory_kills();
    status.end_reason = end_reason_;
    status.children = children_.statuses();
    return {.body = to_json(status)};
}

ControlReply Workload::hold(const ControlRequest& request) {
    const auto hold = hold_from(request.body);
    if (!hold) return failure(hold.error());
    const auto result = lifetime_.hold(now(), Millis(hold->wait_ms));
    lifetime_timer_.cancel();
    return done(result);
}

ControlReply Workload::start(const ControlRequest& request) {
    const auto start = start_from(request.body);
    if (!start) return failure(start.error());
    if (!signal_from(start->stop_signal))
        return failure({Category::invalid, "bad_request",
                        "the image's STOPSIGNAL '" + valid_utf8(start->stop_signal.substr(0, 40)) +
                            "' ends no server: name another, such as SIGTERM"});
    if (start_ && *start_ == *start) return {};
    if (start_ || ending_.raised())
        return failure(
            {Category::conflict, "conflict",
             start_ ? "the workload was started with another body" : "the workload is ending"});
    if (!no_new_privileges_ && !options_.allow_unsafe)
        return failure({Category::denied, "unsafe_workload",
                        "the workload may gain privileges: run it with no-new-privileges"});
    if (start->network == "public" && !public_only_)
        return failure({Category::denied, "unsafe_workload",
                        "the rules of network profile 'public' are not in force"});
    start_ = *start;
    log_.resize(static_cast<std::size_t>(start->log_bytes_max));
    children_.configure(*start);
    lifetime_.start(now(), *start);
    lifetime_timer_.cancel();
    arm_last_resort_for_deadline();
    return {};
}

ControlReply Workload::renew(const ControlRequest& request) {
    const auto renew = renew_from(request.body);
    if (!renew) return failure(renew.error());
    const auto result = lifetime_.renew(now(), *renew);
    lifetime_timer_.cancel();
    if (result && !ending_.raised()) arm_last_resort_for_deadline();
    return done(result);
}

ControlReply Workload::show_logs(const ControlRequest& request) const {
    const auto offset = log_offset_from(request.query);
    if (!offset) return failure(offset.error());
    auto slice = log_.read(*offset);
    ControlReply reply{.body = std::move(slice.text), .content_type = "text/plain; charset=utf-8"};
    reply.fields = {{"Toolshed-Log-Offset", std::to_string(slice.offset)},
                    {"Toolshed-Log-Next", std::to_string(slice.next)}};
    return reply;
}

Task<ControlReply> Workload::stop() {
    begin_end("stop");
    co_await ended_.wait();
    co_return ControlReply{};
}

}  // namespace toolshed::shim
