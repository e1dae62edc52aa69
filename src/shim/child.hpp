// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/signal.hpp"
#include "base/task.hpp"
#include "base/task_group.hpp"
#include "shim/control_handler.hpp"
#include "shim/conversation.hpp"
#include "shim/http_side.hpp"
#include "shim/line_framer.hpp"
#include "shim/log_ring.hpp"
#include "shim/process_table.hpp"
#include "shim/protocol/messages.hpp"
#include "shim/spawn.hpp"

namespace toolshed::shim {

struct ChildSettings {
    std::string id;
    SpawnPlan plan;
    int stop_signal = 15;
    Millis end_of_input{2'000};
    Millis terminate{3'000};
    std::size_t message_bytes_max = 8 * 1024 * 1024;
    Reach reach = {};
    /// Where others listened before the program was started, so that no endpoint there is its own.
    std::vector<boost::asio::ip::tcp::endpoint> others = {};
};

/// What one attachment says to a server over HTTP.
struct HttpConversation {
    std::shared_ptr<bridge::HttpUpstream> upstream;
    std::map<std::string, std::shared_ptr<bridge::Posting>, std::less<>> open = {};  ///< by raw id

    /// Over HTTP, modern requests are cancelled by the end of their stream. Whether the message was
    /// such a cancel, which needs nothing more.
    bool cancels(std::string_view line);
};

/// How a process ended.
struct ChildExit {
    int code = 0;  ///< 128 + signal when a signal ended it
    bool oom = false;
};

/// Keeps the last lines of a child's standard error and hands all of them to the log.
class ErrorLines final : public LineSink {
public:
    static constexpr std::size_t lines_max = 20;
    static constexpr std::size_t kept_line_bytes_max = 500;

    ErrorLines(std::string child, LogRing& log) : child_(std::move(child)), log_(log) {}
    void take_line(std::string line) override { add(line); }
    void begin_long_line(std::string_view start) override { add(start); }
    void end_long_line(std::string_view) override {}
    /// The last lines, joined, valid UTF-8.
    std::string last() const;

private:
    void add(std::string_view line);

    std::string child_;
    LogRing& log_;
    std::deque<std::string> lines_;
};

/// What a child writes to its standard output: messages, or log when it speaks HTTP.
class OutputLines final : public LineSink {
public:
    OutputLines(std::string child, Conversation& conversation, LogRing& log)
        : child_(std::move(child)), conversation_(conversation), log_(log) {}
    void become_log() { is_log_ = true; }
    void take_line(std::string line) override;
    void begin_long_line(std::string_view start) override;
    void end_long_line(std::string_view end) override;

private:
    std::string child_;
    Conversation& conversation_;
    LogRing& log_;
    bool is_log_ = false;
};

/// One process of the server with its pipes. Shared by the table of children, its own three
/// coroutines and the connections that wait for it. One thread.
class Child : public std::enable_shared_from_this<Child> {
public:
    static constexpr std::size_t reply_bytes_max =
        64 * 1024;  ///< of our own replies that it does not read
    static constexpr std::size_t attachments_max = 256;  ///< over HTTP
    static constexpr std::size_t attached_bytes_max =
        1024 * 1024;  ///< of an attachment's messages that it does not read
    static constexpr std::size_t searched_bytes_max =
        64 * 1024;  ///< of a message with which an HTTP endpoint is looked for
    static constexpr std::size_t http_replies_max =
        16;                                       ///< of our own replies that are on their way
    static constexpr Millis after_answer{2'000};  ///< for what a server sends behind its answer
    static constexpr Millis exit_notice{250};     ///< until a lost connection shows as an exit
    static constexpr Millis spawn_limit{10'000};  ///< from fork to the program
    static constexpr Millis kill_limit{
        5'000};  ///< what the kernel may take to end a killed process

    /// Takes over a process that was just made.
    Child(boost::asio::any_io_executor executor, ChildSettings settings, Spawned spawned,
          LogRing& log);

    /// Spawns its coroutines into `tasks` and waits until the program runs. `unavailable`
    /// `spawn_failed`.
    Task<Result<void>> run(TaskGroup& tasks);

    /// Sends a message and waits until the exchange is settled, for at most `limit`; a peer that
    /// leaves meanwhile settles it too. False when a request with the same id is open.
    Task<bool> converse(std::shared_ptr<Exchange> exchange, Millis limit, Peer& peer);

    /// Hands messages both ways to an attachment: over stdio all of them to the one there may be,
    /// over HTTP to each what is said in a conversation of its own. False when there is one
    /// already.
    bool attach(const std::shared_ptr<Attachment>& attachment);
    void detach(const Attachment& attachment);
    bool attached() const { return conversation_.attachment() != nullptr; }
    /// One message of the attachment's, with its id if it is a request; waits for room.
    Task<void> pass(std::shared_ptr<Attachment> attachment, std::string line, std::string id);

    /// Ends it: end of input, stop signal, kill. Idempotent; comes back when it is gone, or when a
    /// killed process does not go within the kill limit.
    Task<void> end();

    /// The process is gone: what it wrote before is read to the end, then `finished`.
    void on_exit(ChildExit exit);

    pid_t pid() const { return pid_; }
    const std::string& id() const { return settings_.id; }
    /// False once it was reaped and everything that it wrote was read.
    bool running() const { return !finished_.raised(); }
    /// True after `end` had to kill it, so that its SIGKILL says nothing about memory.
    bool killed_by_us() const { return killed_; }
    const std::optional<ChildExit>& exit() const { return exit_; }
    const ConversationCounts& counts() const { return conversation_.counts(); }
    ChildStatus status() const;
    /// What is known of HTTP when a request timed out: empty, or what the server answered there.
    std::string http_refusal() const {
        return http_ && !http_->found() ? http_->last_refusal() : "";
    }
    /// `server_exited` or `server_oom` with the exit code and the last lines of standard error.
    Error exit_error() const;
    /// What it left behind in other sessions, as far as it was seen when it was told to end.
    const std::vector<Process>& stragglers() const { return stragglers_; }
    /// One of them was still there after its end.
    void note_leftover(const Process& process);

private:
    using Stream = boost::asio::posix::stream_descriptor;

    using Posting = bridge::Posting;

    std::shared_ptr<Posting> hand_over(const std::shared_ptr<Exchange>& exchange);
    bool may_speak_http() const;
    static Task<void> speak_http(std::shared_ptr<Child> self, std::shared_ptr<Exchange> exchange,
                                 std::shared_ptr<Posting> posting);
    Task<std::optional<Result<void>>> deliver(std::shared_ptr<Posting> posting);
    static Task<void> post_attached(std::shared_ptr<HttpConversation> conversation,
                                    std::shared_ptr<Attachment> attachment,
                                    std::shared_ptr<bridge::Posting> posting, std::string id);
    static Task<void> stop_later(std::shared_ptr<Child> self, std::shared_ptr<Posting> posting);
    static Task<void> post_reply(std::shared_ptr<Child> self, std::string line);
    void settle_on_http();
    HttpSide::Events http_events();
    Reach found_reach() const;

    static Task<void> write_input(std::shared_ptr<Child> self);
    static Task<void> read_output(std::shared_ptr<Child> self);
    static Task<void> read_errors(std::shared_ptr<Child> self);
    Task<void> pump(Stream& stream, LineFramer& framer, std::int64_t& bytes);
    void drain(Stream& stream, LineFramer& framer, std::int64_t& bytes);
    Task<std::size_t> read_report();
    Task<bool> write_line(const std::string& line);
    Task<bool> finished_within(Millis limit);
    void queue_reply(std::string line);
    void close_input();
    void finish_reader();
    void signal_group(int number);
    void kill_all();
    std::string end_in_words() const;

    boost::asio::any_io_executor executor_;
    ChildSettings settings_;
    pid_t pid_;
    LogRing& log_;
    Stream input_, output_, errors_, report_;
    Conversation conversation_;
    OutputLines output_lines_;
    ErrorLines error_lines_;
    LineFramer output_framer_, error_framer_;
    std::deque<std::shared_ptr<Exchange>> queue_;
    /// Over HTTP, the conversation of each attachment.
    std::map<std::shared_ptr<Attachment>, std::shared_ptr<HttpConversation>> conversations_;
    std::size_t attached_bytes_ = 0;  ///< of the attachment's messages in the queue
    std::deque<std::string> replies_;
    std::size_t reply_bytes_ = 0;
    boost::asio::steady_timer work_;  ///< cancelled when the writer has something to do
    boost::asio::steady_timer room_;  ///< cancelled when the queue has room again
    Signal finished_;
    std::chrono::steady_clock::time_point born_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point died_{};
    std::optional<ChildExit> exit_;
    std::vector<Process> stragglers_;
    std::shared_ptr<HttpSide> http_;  ///< once it runs
    TaskGroup* tasks_ = nullptr;      ///< of the table of children
    std::size_t http_replies_ = 0;
    bool searching_ = false;
    std::int64_t output_bytes_ = 0, error_bytes_ = 0;
    int readers_ = 2;
    bool input_open_ = true;
    bool ending_ = false;
    bool killed_ = false;
    std::string ended_by_;
    std::int64_t leftovers_ = 0;
    std::string leftover_sample_;
};

}  // namespace toolshed::shim
