// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "engines/fake/fake_world.hpp"

namespace toolshed::engines::fake {

/// The link to one boot of one workload: after that boot it is lost for ever. Operations for
/// faults: `link.` and the method's name; messages are `link.exchange`.
class FakeLink final : public WorkloadLink {
public:
    /// The workload is kept alive so that a link may outlive it.
    FakeLink(FakeWorld& world, std::shared_ptr<FakeWorkload> workload)
        : world_(world), workload_(std::move(workload)), boot_(workload_->boots) {}

    Task<Result<LinkStatus>> status() override;
    Task<Result<void>> start(WorkloadStart start) override;
    Task<Result<void>> start_process(std::string id) override;
    Task<Result<void>> end_process(std::string id) override;
    mcp::Channel& channel(const std::string& id) override;
    /// The world's servers answer, they do not speak by themselves: like an older shim.
    Task<Result<std::unique_ptr<mcp::MessageStream>>> attach(std::string) override {
        co_return fail(Category::invalid, "link_refused", "the fake shim knows no streams");
    }
    Task<Result<void>> renew(Millis idle) override;
    Task<Result<WorkloadLog>> logs(std::uint64_t offset) override;

    /// What the channels do.
    Task<Result<std::string>> exchange(std::string id, std::string message, Millis limit);

private:
    class Channel final : public mcp::Channel {
    public:
        Channel(FakeLink& link, std::string id) : link_(link), id_(std::move(id)) {}
        Task<Result<std::string>> exchange(std::string message, Millis limit) override {
            return link_.exchange(id_, std::move(message), limit);
        }

    private:
        FakeLink& link_;
        std::string id_;
    };
    struct Flight;

    Task<Result<LinkStatus>> do_status();
    Task<Result<void>> do_start(WorkloadStart start);
    Task<Result<void>> do_start_process(std::string id);
    Task<Result<void>> do_end_process(std::string id);
    Task<Result<void>> do_renew(Millis idle);
    Task<Result<WorkloadLog>> do_logs(std::uint64_t offset);
    Task<Result<std::string>> do_exchange(std::string id, std::string message, Millis limit);
    Task<Result<std::string>> wait_for(std::shared_ptr<FakeProcess> process, Reaction reaction,
                                       Millis limit);

    /// `link_lost` unless this boot still runs.
    Result<void> check_alive();
    /// Alive and told what to run.
    Result<void> check_started();

    FakeWorld& world_;
    std::shared_ptr<FakeWorkload> workload_;
    int boot_;
    std::map<std::string, Channel> channels_;
};

}  // namespace toolshed::engines::fake
