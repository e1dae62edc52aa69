// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/task.hpp"
#include "shim/control_handler.hpp"
#include "shim/line_framer.hpp"

namespace toolshed::shim {

class Attachment;

/// What an attachment needs of the child and of the workload.
struct AttachmentEvents {
    /// A message of the daemon's for the child; answers when there is room for the next one.
    std::function<Task<void>(std::shared_ptr<Attachment> from, std::string line, std::string id)>
        message;
    std::function<void()> request_opened;
    std::function<void()> request_closed;
    std::function<void()> used;                           ///< a message other than a request came
    std::function<void(const Attachment&)> disconnected;  ///< once, when the connection is over
};

/// One connection of the daemon's that carries whole JSON-RPC messages to one child and back, a
/// line each, until either of them ends. Shared by the connection and the child. One thread.
class Attachment final : public Tunnel,
                         public LineSink,
                         public std::enable_shared_from_this<Attachment> {
public:
    /// Of messages that the daemon does not take: beyond it the child's output is not read.
    static constexpr std::size_t unsent_bytes_max = 1024 * 1024;

    Attachment(boost::asio::any_io_executor executor, std::size_t message_bytes_max,
               AttachmentEvents events);

    Task<void> run(ControlSocket& socket, std::string first) override;

    /// A message of the child's.
    void deliver(std::string line);
    /// An answer that we make in the child's place.
    void refuse(std::string_view id, std::string_view why);
    bool is_open(std::string_view id) const { return open_.find(id) != open_.end(); }
    /// Refuses every open request.
    void refuse_all(std::string_view why);
    bool over() const { return ended_; }
    bool full() const { return unsent_bytes_ > unsent_bytes_max; }
    /// Waits until it is no longer full.
    Task<void> room();
    /// The child is gone: what it said is sent, then the connection is closed.
    void end();

    void take_line(std::string line) override { lines_.push_back(std::move(line)); }
    void begin_long_line(std::string_view) override { too_long_ = true; }
    void end_long_line(std::string_view) override {}

private:
    Task<Result<void>> read(ControlSocket& socket, std::string first);
    Task<Result<void>> write(ControlSocket& socket);
    Task<void> hand_over(std::string line);
    void close_request(std::string_view id);
    void detach();

    boost::asio::any_io_executor executor_;
    AttachmentEvents events_;
    LineFramer framer_;
    std::vector<std::string> lines_;  ///< framed, not handed over yet
    bool too_long_ = false;
    std::string unsent_;
    std::size_t unsent_bytes_ = 0;           ///< with those that are being written
    boost::asio::steady_timer work_, room_;  ///< cancelled when there is something to do
    /// Requests without an answer yet by their raw ids, and whether they count as use: pings do
    /// not.
    std::map<std::string, bool, std::less<>> open_;
    bool ended_ = false;
};

}  // namespace toolshed::shim
