// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/signal.hpp"
#include "base/task.hpp"
#include "base/task_group.hpp"
#include "shim/children.hpp"
#include "shim/control_handler.hpp"
#include "shim/control_server.hpp"
#include "shim/lifetime.hpp"
#include "shim/log_ring.hpp"
#include "shim/options.hpp"
#include "shim/protocol/messages.hpp"
#include "shim/routes.hpp"

namespace toolshed::shim {

/// What PID 1 is: waits for `start`, keeps the server's processes, answers the control protocol,
/// and ends everything at its time. One thread.
class Workload final : public ControlHandler {
public:
    Workload(boost::asio::any_io_executor executor, Options options, Standing standing);

    /// Serves until the end; answers the exit code: that of child `main`, 128 + signal when only a
    /// signal ended an empty workload, else 0. `unavailable` `listen_failed`.
    Task<Result<int>> run();

    std::size_t body_bytes_max(std::string_view path) const override;
    Task<ControlReply> answer(ControlRequest request, Peer& peer) override;

private:
    using Time = Lifetime::Time;

    ControlReply show_status() const;
    ControlReply hold(const ControlRequest& request);
    ControlReply start(const ControlRequest& request);
    ControlReply renew(const ControlRequest& request);
    ControlReply show_logs(const ControlRequest& request) const;
    Task<ControlReply> put_child(std::string id);
    Task<ControlReply> delete_child(std::string id);
    Task<ControlReply> stop();
    ControlReply attach(const std::string& id);
    Task<ControlReply> pass_message(std::string id, ControlRequest request, Peer& peer);
    ControlReply reply_to(Exchange& exchange, const Child& child, std::int64_t noise_before) const;

    static Task<void> watch_lifetime(Workload& workload);
    static Task<void> watch_signals(Workload& workload);
    void begin_end(std::string reason);
    void arm_last_resort_for_deadline() const;
    int exit_code() const;

    boost::asio::any_io_executor executor_;
    Options options_;
    bool no_new_privileges_;
    bool uid_separated_;
    bool public_only_;
    LogRing log_;
    Lifetime lifetime_;
    boost::asio::steady_timer lifetime_timer_;
    ControlServer server_;
    Children children_;
    boost::asio::signal_set signals_;
    TaskGroup tasks_;
    Signal ending_;
    Signal ended_;
    std::optional<Start> start_;
    std::string end_reason_;
    int end_signal_ = 0;
};

}  // namespace toolshed::shim
