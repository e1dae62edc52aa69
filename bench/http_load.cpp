// SPDX-License-Identifier: Apache-2.0
//
// http_load PORT PATH [--connections N] [--seconds S] [--warm S] [--rate R] [--token T]
//           [--sessions N] [--streams]
//
// Load on an MCP endpoint of the loopback: each connection is a legacy session that calls `echo`,
// at once again after each answer, or with --rate so many times a second together whatever the
// answers do. With --sessions or --streams it opens that many sessions, or a stream on each
// connection, says so, and leaves all as it is until its input ends or the seconds are over.
// Prints one object of JSON.
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>
#include <vector>

#include "load_connection.hpp"

namespace toolshed::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Options {
    Endpoint endpoint;
    int connections = 1, sessions = 0;
    double seconds = 1, warm = 0.5, rate = 0;
    bool streams = false;
};

class Load {
public:
    explicit Load(Options options) : options_(std::move(options)), poll_(::epoll_create1(0)) {
        for (int number = 0; number < options_.connections; ++number) {
            all_.push_back(std::make_unique<LoadConnection>(options_.endpoint, number));
            epoll_event event{.events = EPOLLIN, .data = {.ptr = all_.back().get()}};
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, all_.back()->socket(), &event);
        }
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load() { ::close(poll_); }

    void open_sessions();
    void run();
    void hold();

private:
    HttpAnswer wait_for(LoadConnection& connection);
    void open(LoadConnection& connection);
    void take(LoadConnection& connection, Moment now);
    void send_due(Moment now);
    void turn(Moment until);
    void report(double seconds);

    Options options_;
    int poll_;
    std::vector<std::unique_ptr<LoadConnection>> all_;
    std::deque<LoadConnection*> idle_ = {};
    std::vector<double> latencies_ = {};  ///< microseconds
    std::int64_t total_ = 0, errors_ = 0, due_ = 0;
    Moment begin_{}, measure_{}, end_{};
};

/// Before the load itself everything is one after the other.
HttpAnswer Load::wait_for(LoadConnection& connection) {
    const Moment limit = Clock::now() + std::chrono::seconds(20);
    for (;;) {
        if (auto answer = connection.take_answer()) return std::move(*answer);
        pollfd ready{connection.socket(), POLLIN, 0};
        if (Clock::now() > limit || (::poll(&ready, 1, 20'000) == 1 && !connection.read()))
            throw std::runtime_error("no answer while opening");
    }
}

void Load::open(LoadConnection& connection) {
    connection.initialize();
    if (const auto answer = wait_for(connection); answer.status != 200)
        throw std::runtime_error("initialize: " + std::to_string(answer.status) + " " +
                                 answer.body);
    connection.tell_initialized();
    if (const auto answer = wait_for(connection); answer.status != 202)
        throw std::runtime_error("initialized: " + std::to_string(answer.status));
}

void Load::open_sessions() {
    for (const auto& connection : all_) {
        open(*connection);
        if (!options_.streams) continue;
        connection->listen();
        if (const auto answer = wait_for(*connection); answer.status != 200)
            throw std::runtime_error("stream: " + std::to_string(answer.status));
    }
    for (int count = options_.connections; count < options_.sessions; ++count) {
        LoadConnection& connection = *all_[static_cast<std::size_t>(count % options_.connections)];
        connection.forget_session();
        open(connection);
    }
}

void Load::hold() {
    std::printf("{\"open\": %d}\n", std::max(options_.sessions, options_.connections));
    std::fflush(stdout);
    pollfd input{STDIN_FILENO, POLLIN, 0};
    ::poll(&input, 1, static_cast<int>(options_.seconds * 1000));
}

void Load::take(LoadConnection& connection, Moment now) {
    if (!connection.read()) throw std::runtime_error("the other side has closed a connection");
    const auto answer = connection.take_answer();
    if (!answer) return;
    ++total_;
    if (!connection.is_mine(*answer) && ++errors_ == 1)
        std::fprintf(stderr, "wrong: %d %s\n", answer->status, answer->body.c_str());
    if (connection.intended() >= measure_ && now < end_)
        latencies_.push_back(Seconds(now - connection.intended()).count() * 1e6);
    if (options_.rate == 0 && now < end_)
        connection.call(now);
    else
        idle_.push_back(&connection);
}

/// What is due waits for a free connection, and its time runs.
void Load::send_due(Moment now) {
    while (!idle_.empty()) {
        const Moment intended = begin_ + std::chrono::duration_cast<Clock::duration>(
                                             Seconds(static_cast<double>(due_) / options_.rate));
        if (intended > now || intended >= end_) return;
        ++due_;
        idle_.front()->call(intended);
        idle_.pop_front();
    }
}

void Load::turn(Moment until) {
    std::array<epoll_event, 256> events{};
    const auto wait = std::max(Clock::duration(0), until - Clock::now());
    const timespec limit{std::chrono::duration_cast<std::chrono::seconds>(wait).count(),
                         (wait % std::chrono::seconds(1)).count()};
    const int count = ::epoll_pwait2(poll_, events.data(), events.size(), &limit, nullptr);
    for (int each = 0; each < count; ++each)
        take(*static_cast<LoadConnection*>(events[static_cast<std::size_t>(each)].data.ptr),
             Clock::now());
}

void Load::run() {
    const auto span = [](double seconds) {
        return std::chrono::duration_cast<Clock::duration>(Seconds(seconds));
    };
    begin_ = Clock::now();
    measure_ = begin_ + span(options_.warm);
    end_ = measure_ + span(options_.seconds);
    for (const auto& connection : all_) {
        if (options_.rate == 0)
            connection->call(Clock::now());
        else
            idle_.push_back(connection.get());
    }
    while (Clock::now() < end_) {
        Moment until = end_;
        if (options_.rate != 0) {
            send_due(Clock::now());
            if (!idle_.empty())
                until = std::min(end_, begin_ + span(static_cast<double>(due_) / options_.rate));
        }
        turn(until);
    }
    // The last answers are awaited, since a lost one is an error.
    const Moment limit = end_ + std::chrono::seconds(5);
    while (idle_.size() < all_.size() && Clock::now() < limit) turn(limit);
    errors_ += static_cast<std::int64_t>(all_.size() - idle_.size());
    report(options_.seconds);
}

void Load::report(double seconds) {
    std::ranges::sort(latencies_);
    const auto at = [&](double part) {
        return latencies_.empty() ? 0.0
                                  : latencies_[static_cast<std::size_t>(
                                        part * static_cast<double>(latencies_.size() - 1))];
    };
    std::printf(
        "{\"calls\": %zu, \"total\": %lld, \"errors\": %lld, \"per_second\": %.0f, "
        "\"p50_us\": %.1f, \"p90_us\": %.1f, \"p99_us\": %.1f, \"p999_us\": %.1f}\n",
        latencies_.size(), static_cast<long long>(total_), static_cast<long long>(errors_),
        static_cast<double>(latencies_.size()) / seconds, at(0.5), at(0.9), at(0.99), at(0.999));
}

Options read_options(int count, char** arguments) {
    if (count < 3) throw std::runtime_error("usage: http_load PORT PATH [OPTION…]");
    Options options;
    options.endpoint = {std::atoi(arguments[1]), arguments[2]};
    for (int at = 3; at < count; ++at) {
        const std::string_view name = arguments[at];
        if (name == "--streams") {
            options.streams = true;
            continue;
        }
        if (++at == count) throw std::runtime_error("a value is missing");
        const char* const value = arguments[at];
        if (name == "--connections")
            options.connections = std::atoi(value);
        else if (name == "--sessions")
            options.sessions = std::atoi(value);
        else if (name == "--seconds")
            options.seconds = std::atof(value);
        else if (name == "--warm")
            options.warm = std::atof(value);
        else if (name == "--rate")
            options.rate = std::atof(value);
        else if (name == "--token")
            options.endpoint.token = value;
        else
            throw std::runtime_error("unknown: " + std::string(name));
    }
    return options;
}

}  // namespace
}  // namespace toolshed::bench

int main(int count, char** arguments) {
    using namespace toolshed::bench;
    try {
        // The kernel's slack of 50 microseconds would stand in every latency.
        ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
        rlimit files{};
        ::getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &files);
        const Options options = read_options(count, arguments);
        Load load(options);
        load.open_sessions();
        if (options.streams || options.sessions > 0)
            load.hold();
        else
            load.run();
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "http_load: %s\n", error.what());
        return 1;
    }
}
