// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "mcp/client.hpp"
#include "ports/engine.hpp"

/// What every engine adapter must do. A binary includes this once and instantiates `EngineContract`
/// with its own case.
namespace toolshed::contract {

/// One engine with an image on it, made anew for each test.
class EngineHarness {
public:
    virtual ~EngineHarness() = default;
    virtual Engine& engine() = 0;
    virtual Clock& clock() = 0;
    /// Of an image with the name `image_name()`, whose legacy server offers a tool `echo` that
    /// succeeds with `{}`.
    virtual LaunchPlan plan() = 0;
    virtual std::string image_name() = 0;
    /// A workload's name that nothing has; the harness removes what is left under it.
    virtual std::string fresh_name() = 0;
    virtual void run(Task<void> story) = 0;
};

struct EngineCase {
    std::string name;
    std::function<std::unique_ptr<EngineHarness>()>
        make;  ///< nothing = not possible here; the suite skips
};

/// The value, or an exception that fails the test.
template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

class EngineContract : public ::testing::TestWithParam<EngineCase> {
protected:
    using Story = Task<void> (*)(EngineHarness&);

    void SetUp() override {
        harness_ = GetParam().make();
        if (!harness_) GTEST_SKIP() << GetParam().name << " is not there";
    }
    void tell(Story story) { harness_->run(story(*harness_)); }

    std::unique_ptr<EngineHarness> harness_;
};

inline WorkloadSpec spec_of(EngineHarness& harness) {
    return {harness.fresh_name(), WorkloadKind::session, harness.plan()};
}

inline WorkloadStart start_of(const WorkloadSpec& spec) {
    WorkloadStart start{spec.plan};
    start.deadline = Millis(120'000);
    return start;
}

/// Created, started, connected and told what to run.
inline Task<std::unique_ptr<WorkloadLink>> bring_up(EngineHarness& harness, WorkloadSpec spec,
                                                    WorkloadStart start) {
    const std::string name = spec.name;
    must(co_await harness.engine().create(std::move(spec)));
    must(co_await harness.engine().start(name));
    auto link = must(co_await harness.engine().connect(name, Millis(20'000)));
    must(co_await link->start(std::move(start)));
    co_return link;
}

/// Waits until the workload does not run any more.
inline Task<bool> ends(EngineHarness& harness, std::string name, Millis limit) {
    const TimePoint until = harness.clock().now() + limit;
    while (harness.clock().now() < until) {
        if (!must(co_await harness.engine().inspect(name)).running) co_return true;
        co_await harness.clock().sleep(Millis(50));
    }
    co_return false;
}

inline Task<std::optional<WorkloadState>> listed(EngineHarness& harness, std::string name) {
    const auto all = must(co_await harness.engine().list());
    const auto found = std::ranges::find(all, name, &WorkloadState::name);
    co_return found == all.end() ? std::nullopt : std::optional(*found);
}

/// Talks to a fresh process: negotiates, lists, calls.
inline Task<std::string> converse(EngineHarness& harness, WorkloadLink& link, std::string process) {
    const mcp::ClientLimits limits;
    mcp::RequestIds ids(1);
    const mcp::Peer peer{link.channel(process), ids, harness.clock(), limits};
    const auto negotiated = must(co_await mcp::negotiate(peer, mcp::Era::legacy));
    const auto list = must(co_await mcp::list_tools(peer, negotiated));
    if (std::ranges::find(list.tools, "echo", &mcp::Tool::name) == list.tools.end())
        throw std::runtime_error("the server lists no tool 'echo'");
    const auto id = ids.next();
    auto request = mcp::call_request(negotiated, id, "echo", "{}");
    const auto answer = must(co_await mcp::call_tool(peer, id, std::move(request), Millis(10'000)));
    if (!answer.error.empty() || answer.is_error) throw std::runtime_error("the call failed");
    co_return answer.result;
}

TEST_P(EngineContract, TellsWhatItIs) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto info = must(co_await harness.engine().info());
        EXPECT_FALSE(info.name.empty());
        EXPECT_TRUE(info.platform.starts_with("linux/"));
        EXPECT_FALSE(info.capabilities.empty());
        EXPECT_EQ(harness.engine().shim_digest().size(), 64u);
    });
}

TEST_P(EngineContract, InspectsImagesByNameAndDigest) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto plan = harness.plan();
        const auto by_digest = must(co_await harness.engine().inspect_image(plan.image.value));
        const auto by_name = must(co_await harness.engine().inspect_image(harness.image_name()));
        EXPECT_EQ(by_digest.digest, plan.image);
        EXPECT_EQ(by_name.digest, plan.image);
        EXPECT_FALSE(by_name.argv.empty());
        const auto absent = co_await harness.engine().inspect_image("toolshed-absent:1");
        EXPECT_EQ(code_of(absent), "image_missing");
        const auto unknown =
            co_await harness.engine().inspect_image("sha256:" + std::string(64, '0'));
        EXPECT_EQ(code_of(unknown), "image_missing");
    });
}

TEST_P(EngineContract, TagsImagesAndTakesTagsAway) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto image = harness.plan().image;
        const std::string name = harness.fresh_name() + ":tag";
        must(co_await harness.engine().tag_image(image, name));
        must(co_await harness.engine().tag_image(image, name));
        const auto tagged = must(co_await harness.engine().inspect_image(name));
        EXPECT_EQ(tagged.digest, image);
        EXPECT_NE(std::ranges::find(tagged.names, name), tagged.names.end());
        must(co_await harness.engine().remove_image(name));
        must(co_await harness.engine().remove_image(name));
        const auto gone = co_await harness.engine().inspect_image(name);
        EXPECT_EQ(code_of(gone), "image_missing");
        must(co_await harness.engine().inspect_image(harness.image_name()));
        const Digest absent{Digest::Kind::image_id, "sha256:" + std::string(64, '0')};
        const auto failed = co_await harness.engine().tag_image(absent, name);
        EXPECT_EQ(code_of(failed), "image_missing");
    });
}

TEST_P(EngineContract, KeepsAnImageThatIsInUse) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        must(co_await harness.engine().create(spec));
        must(co_await harness.engine().start(spec.name));
        must(co_await harness.engine().remove_image(spec.plan.image.value));
        must(co_await harness.engine().inspect_image(spec.plan.image.value));
    });
}

TEST_P(EngineContract, CreatesOnceForOnePlan) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        must(co_await harness.engine().create(spec));
        must(co_await harness.engine().create(spec));
        const auto state = must(co_await harness.engine().inspect(spec.name));
        EXPECT_FALSE(state.running) << "creating does not start";
        EXPECT_EQ(state.kind, WorkloadKind::session);
        WorkloadSpec other = spec;
        other.plan.limits.memory_bytes /= 2;
        const auto taken = co_await harness.engine().create(other);
        EXPECT_EQ(code_of(taken), "name_taken");
        if (!taken) EXPECT_EQ(taken.error().category, Category::conflict);
    });
}

TEST_P(EngineContract, CreatesNothingFromAMissingImage) {
    tell([](EngineHarness& harness) -> Task<void> {
        auto spec = spec_of(harness);
        spec.plan.image.value = "sha256:" + std::string(64, '0');
        const auto failed = co_await harness.engine().create(spec);
        EXPECT_EQ(code_of(failed), "image_missing");
        const auto state = co_await harness.engine().inspect(spec.name);
        EXPECT_EQ(code_of(state), "workload_missing");
        EXPECT_FALSE(co_await listed(harness, spec.name)) << "nothing is left of it";
    });
}

TEST_P(EngineContract, StartsAndRemovesAnyNumberOfTimes) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        const auto early = co_await harness.engine().start(spec.name);
        EXPECT_EQ(code_of(early), "workload_missing");
        const auto unknown = co_await harness.engine().inspect(spec.name);
        EXPECT_EQ(code_of(unknown), "workload_missing");
        must(co_await harness.engine().remove(spec.name));
        must(co_await harness.engine().create(spec));
        must(co_await harness.engine().start(spec.name));
        must(co_await harness.engine().start(spec.name));
        EXPECT_TRUE(must(co_await harness.engine().inspect(spec.name)).running);
        must(co_await harness.engine().remove(spec.name));
        must(co_await harness.engine().remove(spec.name));
        const auto gone = co_await harness.engine().inspect(spec.name);
        EXPECT_EQ(code_of(gone), "workload_missing");
        const auto late = co_await harness.engine().start(spec.name);
        EXPECT_EQ(code_of(late), "workload_missing");
    });
}

TEST_P(EngineContract, ListsWhatIsThere) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        EXPECT_FALSE(co_await listed(harness, spec.name));
        must(co_await harness.engine().create(spec));
        const auto created = co_await listed(harness, spec.name);
        EXPECT_TRUE(created && !created->running);
        must(co_await harness.engine().start(spec.name));
        const auto started = co_await listed(harness, spec.name);
        EXPECT_TRUE(started && started->running);
        EXPECT_TRUE(started && started->kind == WorkloadKind::session);
        must(co_await harness.engine().remove(spec.name));
        EXPECT_FALSE(co_await listed(harness, spec.name));
    });
}

TEST_P(EngineContract, CarriesAConversation) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        const auto link = co_await bring_up(harness, spec, start_of(spec));
        must(co_await link->start_process("main"));
        must(co_await link->start_process("probe"));
        EXPECT_EQ((co_await converse(harness, *link, "main")).front(), '{');
        co_await converse(harness, *link, "probe");
        const auto status = must(co_await link->status());
        EXPECT_TRUE(status.started && !status.ending);
        EXPECT_GT(status.deadline_in, Millis(0));
        EXPECT_LE(status.deadline_in, Millis(120'000));
        EXPECT_EQ(std::ranges::count_if(status.processes, &ProcessState::running), 2);
        const auto log = must(co_await link->logs(0));
        EXPECT_EQ(log.offset, 0u);
        const auto rest = must(co_await link->logs(log.next_offset));
        EXPECT_GE(rest.offset, log.next_offset);
    });
}

TEST_P(EngineContract, StartsAProcessAnewAndEndsIt) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        const auto link = co_await bring_up(harness, spec, start_of(spec));
        const auto absent = co_await link->channel("main").exchange(
            R"({"jsonrpc":"2.0","id":1,"method":"ping"})", Millis(1'000));
        EXPECT_EQ(code_of(absent), "no_child");
        must(co_await link->end_process("main"));
        must(co_await link->start_process("main"));
        co_await converse(harness, *link, "main");
        must(co_await link->start_process("main"));
        co_await converse(harness, *link, "main");
        must(co_await link->end_process("main"));
        must(co_await link->end_process("main"));
        const auto ended = co_await link->channel("main").exchange(
            R"({"jsonrpc":"2.0","id":99,"method":"ping"})", Millis(1'000));
        EXPECT_EQ(code_of(ended), "server_exited");
    });
}

TEST_P(EngineContract, IsToldOnceWhatToRun) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        must(co_await harness.engine().create(spec));
        must(co_await harness.engine().start(spec.name));
        const auto link = must(co_await harness.engine().connect(spec.name, Millis(20'000)));
        EXPECT_FALSE(must(co_await link->status()).started);
        const auto early = co_await link->start_process("main");
        EXPECT_EQ(code_of(early), "link_refused");
        WorkloadStart start = start_of(spec);
        start.secret_env = {"KEY=value"};
        must(co_await link->start(start));
        must(co_await link->start(start));
        start.secret_env = {"KEY=other"};
        const auto other = co_await link->start(start);
        EXPECT_EQ(code_of(other), "link_refused");
        const auto second = must(co_await harness.engine().connect(spec.name, Millis(20'000)));
        EXPECT_TRUE(must(co_await second->status()).started) << "another daemon adopts it";
    });
}

TEST_P(EngineContract, EndsAtTheDeadline) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        WorkloadStart start = start_of(spec);
        start.deadline = Millis(1'000);
        start.end_of_input = Millis(200);
        start.terminate = Millis(200);
        const auto link = co_await bring_up(harness, spec, start);
        must(co_await link->start_process("main"));
        EXPECT_TRUE(co_await ends(harness, spec.name, Millis(30'000)));
        const auto lost = co_await link->status();
        EXPECT_EQ(code_of(lost), "link_lost");
        const auto state = co_await listed(harness, spec.name);
        EXPECT_TRUE(state && !state->running) << "an ended one stays until it is removed";
    });
}

TEST_P(EngineContract, EndsWhenIdleAndRenewMovesThat) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        WorkloadStart start = start_of(spec);
        start.idle = Millis(100'000);
        const auto link = co_await bring_up(harness, spec, start);
        const auto before = must(co_await link->status()).idle_in;
        EXPECT_GT(before, Millis(50'000));
        must(co_await link->renew(Millis(1'000)));
        EXPECT_LE(must(co_await link->status()).idle_in, Millis(1'000));
        EXPECT_TRUE(co_await ends(harness, spec.name, Millis(30'000)));
    });
}

TEST_P(EngineContract, EndsWithoutAStartInTime) {
    tell([](EngineHarness& harness) -> Task<void> {
        auto spec = spec_of(harness);
        spec.start_wait = Millis(1'000);
        must(co_await harness.engine().create(spec));
        must(co_await harness.engine().start(spec.name));
        EXPECT_TRUE(co_await ends(harness, spec.name, Millis(30'000)));
    });
}

TEST_P(EngineContract, ConnectsOnlyToWhatRuns) {
    tell([](EngineHarness& harness) -> Task<void> {
        const auto spec = spec_of(harness);
        const auto absent = co_await harness.engine().connect(spec.name, Millis(100));
        EXPECT_TRUE(code_of(absent) == "link_lost" || code_of(absent) == "workload_missing");
        must(co_await harness.engine().create(spec));
        const auto idle = co_await harness.engine().connect(spec.name, Millis(100));
        EXPECT_EQ(code_of(idle), "link_lost");
        must(co_await harness.engine().start(spec.name));
        const auto link = must(co_await harness.engine().connect(spec.name, Millis(20'000)));
        must(co_await harness.engine().remove(spec.name));
        const auto lost = co_await link->status();
        EXPECT_EQ(code_of(lost), "link_lost");
    });
}

}  // namespace toolshed::contract
