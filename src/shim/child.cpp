// SPDX-License-Identifier: Apache-2.0
#include "shim/child.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "shim/waits.hpp"

namespace toolshed::shim {
namespace asio = boost::asio;

namespace {
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 32 * 1024;
constexpr std::size_t drain_bytes_max = 2 * 1024 * 1024;  // more than a pipe can be made to hold
}  // namespace

void ErrorLines::add(std::string_view line) {
    log_.add_error_line(child_, line);
    lines_.push_back(valid_utf8(line.substr(0, kept_line_bytes_max)));
    if (lines_.size() > lines_max) lines_.pop_front();
}

std::string ErrorLines::last() const {
    std::string text;
    for (const auto& line : lines_) text += (text.empty() ? "" : "\n") + line;
    return text;
}

Child::Child(asio::any_io_executor executor, ChildSettings settings, Spawned spawned, LogRing& log)
    : executor_(executor),
      settings_(std::move(settings)),
      pid_(spawned.pid),
      log_(log),
      input_(executor, spawned.input.release()),
      output_(executor, spawned.output.release()),
      errors_(executor, spawned.errors.release()),
      report_(executor, spawned.report.release()),
      conversation_(settings_.id, log, [this](std::string line) { queue_reply(std::move(line)); }),
      output_lines_(settings_.id, conversation_, log),
      error_lines_(settings_.id, log),
      output_framer_(settings_.message_bytes_max, output_lines_),
      error_framer_(LogRing::line_bytes_max, error_lines_),
      work_(executor, asio::steady_timer::time_point::max()),
      room_(executor, asio::steady_timer::time_point::max()),
      finished_(executor) {}

Task<Result<void>> Child::run(TaskGroup& tasks) {
    tasks_ = &tasks;
    http_ = std::make_shared<HttpSide>(executor_, settings_.reach, settings_.message_bytes_max,
                                       settings_.others, http_events());
    tasks.spawn(settings_.id + " input", write_input(shared_from_this()));
    tasks.spawn(settings_.id + " output", read_output(shared_from_this()));
    tasks.spawn(settings_.id + " errors", read_errors(shared_from_this()));
    SpawnFault fault;
    const auto bytes = asio::buffer(&fault, sizeof fault);
    const auto [error, count] =
        co_await moved_within(spawn_limit, asio::async_read(report_, bytes, asio::deferred));
    report_.close();
    if (error == asio::error::eof && count == 0) co_return Result<void>{};
    kill_all();
    if (error)
        co_return fail(Category::unavailable, "spawn_failed", "the program did not start in time");
    co_return fail(explain(fault, settings_.plan));
}

Task<bool> Child::converse(std::shared_ptr<Exchange> exchange, Millis limit, Peer& peer) {
    if (!exchange->id.empty() && !conversation_.open(exchange)) co_return false;
    if (!running()) {
        conversation_.end();
        exchange->settle(Exchange::State::ended);
        co_return true;
    }
    asio::steady_timer timer(executor_, limit);
    exchange->wake = [&timer] { timer.cancel(); };
    peer.when_gone(
        [this, exchange] { conversation_.abandon(exchange, Exchange::State::abandoned); });
    const auto posting = hand_over(exchange);
    co_await timer.async_wait(as_result);
    peer.forget();
    exchange->wake = {};
    if (exchange->state == Exchange::State::waiting)
        conversation_.abandon(exchange, Exchange::State::timed_out);
    // A server may say more behind its answer; nothing else of an exchange is of use any more.
    if (posting && exchange->state == Exchange::State::answered)
        tasks_->spawn(settings_.id + " rest", stop_later(shared_from_this(), posting));
    else if (posting && exchange->state != Exchange::State::sent)
        posting->stop();
    co_return true;
}

Task<void> Child::end() {
    if (!std::exchange(ending_, true)) {
        stragglers_ = descendants_of(pid_, read_processes());
        const bool runs = !exit_;
        close_input();
        if (runs) ended_by_ = "end_of_input";
        if (co_await finished_within(settings_.end_of_input)) co_return;
        ended_by_ = "stop_signal";
        signal_group(settings_.stop_signal);
        if (co_await finished_within(settings_.terminate)) co_return;
        ended_by_ = "kill";
        kill_all();
        if (!co_await finished_within(kill_limit))
            log_.add_note(settings_.id + " was killed and does not go");
        co_return;
    }
    co_await finished_within(settings_.end_of_input + settings_.terminate + kill_limit);
}

void Child::on_exit(ChildExit exit) {
    exit_ = exit;
    died_ = std::chrono::steady_clock::now();
    close_input();
    if (http_) http_->close();
    for (const auto& [attachment, conversation] : conversations_) {
        attachment->end();
        conversation->upstream->close();
    }
    // Both readers come back now, take what is left in the pipes and stop, though a grandchild may
    // hold them open.
    boost::system::error_code closed_already;
    output_.cancel(closed_already);
    errors_.cancel(closed_already);
    if (readers_ == 0) finish_reader();
}

void Child::finish_reader() {
    if (!exit_ || readers_ > 0 || finished_.raised()) return;
    log_.add_note(settings_.id + " " + end_in_words());
    conversation_.end();
    for (const auto& exchange : std::exchange(queue_, {})) exchange->settle(Exchange::State::ended);
    finished_.raise();
}

Task<bool> Child::finished_within(Millis limit) {
    co_return co_await raised_within(finished_, limit);
}

/// Once it is reaped, its number may be another's.
void Child::signal_group(int number) {
    if (!exit_) ::kill(-pid_, number);
}

void Child::kill_all() {
    killed_ = true;
    if (exit_) return;
    const auto processes = read_processes();
    for (const auto& process : descendants_of(pid_, processes)) ::kill(process.pid, SIGKILL);
    signal_group(SIGKILL);
    for (const auto& process : members_of_session(pid_, processes)) ::kill(process.pid, SIGKILL);
}

Task<void> Child::write_input(std::shared_ptr<Child> self) {
    auto& queue = self->queue_;
    while (self->input_open_) {
        if (!self->replies_.empty()) {
            const auto line = std::move(self->replies_.front());
            self->replies_.pop_front();
            if (!co_await self->write_line(line)) break;
            self->reply_bytes_ -= line.size();
            continue;
        }
        if (queue.empty()) {
            co_await self->work_.async_wait(as_result);
            continue;
        }
        const auto exchange = queue.front();
        if (exchange->state == Exchange::State::waiting) {
            const auto line = std::move(exchange->message);
            const auto budget = std::move(exchange->budget);
            if (!co_await self->write_line(line)) break;
            if (exchange->attached) {
                self->attached_bytes_ -= line.size();
                self->room_.cancel();
            } else if (exchange->id.empty()) {
                exchange->settle(Exchange::State::sent);
            }
        }
        if (!queue.empty()) queue.pop_front();
    }
}

Task<bool> Child::write_line(const std::string& line) {
    const auto [error, count] = co_await asio::async_write(input_, asio::buffer(line), as_result);
    if (error && input_open_) {
        close_input();
        log_.add_note(settings_.id + " closed its standard input");
    }
    co_return !error;
}

Task<void> Child::read_output(std::shared_ptr<Child> self) {
    co_await self->pump(self->output_, self->output_framer_, self->output_bytes_);
}

Task<void> Child::read_errors(std::shared_ptr<Child> self) {
    co_await self->pump(self->errors_, self->error_framer_, self->error_bytes_);
}

Task<void> Child::pump(Stream& stream, LineFramer& framer, std::int64_t& bytes) {
    std::vector<char> buffer(read_bytes);
    boost::system::error_code error;
    while (!error && !exit_) {
        const auto [failed, count] =
            co_await stream.async_read_some(asio::buffer(buffer), as_result);
        error = failed;
        bytes += static_cast<std::int64_t>(count);
        framer.feed({buffer.data(), count});
        const auto attachment = conversation_.attachment();
        if (attachment && &stream == &output_) co_await attachment->room();
    }
    if (exit_ && (!error || error == asio::error::operation_aborted)) drain(stream, framer, bytes);
    framer.finish();
    boost::system::error_code ignored;
    stream.close(ignored);
    --readers_;
    finish_reader();
}

void Child::drain(Stream& stream, LineFramer& framer, std::int64_t& bytes) {
    std::vector<char> buffer(read_bytes);
    for (std::size_t total = 0; total < drain_bytes_max;) {
        const auto count = ::read(stream.native_handle(), buffer.data(), buffer.size());
        if (count <= 0) return;
        total += static_cast<std::size_t>(count);
        bytes += count;
        framer.feed({buffer.data(), static_cast<std::size_t>(count)});
    }
}

void Child::queue_reply(std::string line) {
    if (http_ && http_->found()) {
        if (http_replies_ < http_replies_max)
            tasks_->spawn(settings_.id + " reply", post_reply(shared_from_this(), std::move(line)));
        return;
    }
    if (!input_open_ || reply_bytes_ + line.size() > reply_bytes_max) return;
    reply_bytes_ += line.size();
    replies_.push_back(std::move(line));
    work_.cancel();
}

void Child::close_input() {
    if (!std::exchange(input_open_, false)) return;
    boost::system::error_code ignored;
    input_.close(ignored);
    work_.cancel();
    room_.cancel();
}

ChildStatus Child::status() const {
    const auto& counts = conversation_.counts();
    const auto until = exit_ ? died_ : std::chrono::steady_clock::now();
    ChildStatus status{.id = settings_.id, .running = running(), .pid = pid_};
    status.exit_code = exit_ && !status.running ? exit_->code : -1;
    status.oom = exit_ && exit_->oom;
    status.uptime_ms = std::chrono::duration_cast<Millis>(until - born_).count();
    status.garbage_lines = counts.garbage_lines;
    status.garbage_sample = counts.garbage_sample;
    status.unmatched_responses = counts.unmatched_responses;
    status.declined_requests = counts.declined_requests;
    status.notifications = counts.notifications;
    status.stderr_bytes = error_bytes_;
    if (!status.running) status.ended_by = ended_by_;
    status.leftovers = leftovers_;
    status.leftover_sample = leftover_sample_;
    status.reach = found_reach();
    return status;
}

void Child::note_leftover(const Process& process) {
    if (leftovers_++ == 0) leftover_sample_ = process.name;
}

std::string Child::end_in_words() const {
    if (exit_->oom) return "was killed because the workload ran out of memory";
    if (exit_->code > 128) return "was ended by signal " + std::to_string(exit_->code - 128);
    return "exited with code " + std::to_string(exit_->code);
}

Error Child::exit_error() const {
    Error error{Category::unavailable, exit_ && exit_->oom ? "server_oom" : "server_exited", ""};
    error.message = "the server " + (exit_ ? end_in_words() : "is ending");
    if (exit_ && exit_->oom) error.message += ": raise its memory limit";
    if (const auto last = error_lines_.last(); !last.empty())
        error.message += "; last on its standard error:\n" + last;
    return error;
}

}  // namespace toolshed::shim
