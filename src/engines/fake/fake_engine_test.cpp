// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_engine.hpp"

#include "base/task_group.hpp"
#include "engines/fake/fixture.hpp"
#include "mcp/client.hpp"

namespace toolshed::engines::fake {
namespace {

std::string call(int id, const std::string& tool) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
           R"(,"method":"tools/call","params":{"name":")" + tool + R"(","arguments":{}}})";
}

/// Starts `main` and negotiates with it.
Task<Result<mcp::Negotiated>> greet(World& w, WorkloadLink& link, mcp::Era era) {
    if (auto begun = co_await link.start_process("main"); !begun) co_return fail(begun.error());
    const mcp::ClientLimits limits;
    mcp::RequestIds ids(1);
    co_return co_await mcp::negotiate({link.channel("main"), ids, w.clock, limits}, era);
}

TEST_F(FakeTest, ServesBothEras) {
    run([](World& w) -> Task<void> {
        for (const auto era : {mcp::Era::legacy, mcp::Era::modern}) {
            const auto image = w.world.add_image({.era = era});
            const auto link = co_await w.bring_up(w.spec(image, std::string(mcp::to_string(era))));
            const mcp::ClientLimits limits;
            mcp::RequestIds ids(1);
            must(co_await link->start_process("probe"));
            const mcp::Peer peer{link->channel("probe"), ids, w.clock, limits};
            EXPECT_EQ(co_await mcp::probe_era(peer), era);
            const auto negotiated = must(co_await greet(w, *link, era));
            EXPECT_EQ(negotiated.era, era);
        }
        EXPECT_TRUE(w.world.violations.empty());
        EXPECT_EQ(w.world.live_workloads().size(), 2u);
        EXPECT_EQ(w.world.running_processes(), 4);
    }(*this));
}

TEST_F(FakeTest, MisbehavesAsScripted) {
    struct Case {
        ServerScript script;
        std::string code;
    };
    static const std::vector<Case> cases = {
        {{.behaviour = Behaviour::dies, .exit_code = 3}, "server_exited"},
        {{.behaviour = Behaviour::never_answers}, "not_ready"},
        {{.behaviour = Behaviour::writes_garbage}, "protocol_error"},
        {{.behaviour = Behaviour::runs_out_of_memory}, "server_oom"},
        {{.cannot_spawn = true}, "spawn_failed"},
        {{.start_takes = Millis(29'000)}, ""},
        {{.start_takes = Millis(31'000)}, "not_ready"},
    };
    run([](World& w) -> Task<void> {
        for (std::size_t i = 0; i < cases.size(); ++i) {
            const auto image = w.world.add_image(cases[i].script);
            const auto link = co_await w.bring_up(w.spec(image, "w" + std::to_string(i)));
            const auto greeted = co_await greet(w, *link, mcp::Era::legacy);
            EXPECT_EQ(code_of(greeted), cases[i].code) << i;
            const auto status = must(co_await link->status());
            const bool garbage = cases[i].code == "protocol_error";
            if (garbage) EXPECT_EQ(status.processes.at(0).findings.at(0).code, "stdout_garbage");
            if (cases[i].code == "server_exited") EXPECT_EQ(status.processes.at(0).exit_code, 3);
            if (cases[i].code == "server_oom") EXPECT_TRUE(status.processes.at(0).oom);
        }
    }(*this));
}

TEST_F(FakeTest, FailsInCallsAsScripted) {
    run([](World& w) -> Task<void> {
        const auto image =
            w.world.add_image({.tools = {{"ok"},
                                         {"slow", Behaviour::answers, "{}", Millis(5'000)},
                                         {"mute", Behaviour::never_answers},
                                         {"loud", Behaviour::writes_garbage},
                                         {"dies", Behaviour::dies},
                                         {"big", Behaviour::runs_out_of_memory}}});
        const auto link = co_await w.bring_up(w.spec(image));
        int id = 100;
        for (const auto& [tool, code] : {std::pair{"ok", ""},
                                         {"slow", "timeout"},
                                         {"mute", "timeout"},
                                         {"loud", "protocol_error"},
                                         {"dies", "server_exited"},
                                         {"big", "server_oom"}}) {
            must(co_await greet(w, *link, mcp::Era::legacy));
            const Micros begin = w.clock.ticks();
            const auto answer =
                co_await link->channel("main").exchange(call(++id, tool), Millis(1'000));
            EXPECT_EQ(code_of(answer), code) << tool;
            if (code_of(answer) == "timeout") EXPECT_EQ(w.clock.ticks() - begin, Millis(1'000));
        }
        const auto after = co_await link->channel("main").exchange(call(++id, "ok"), Millis(1'000));
        EXPECT_EQ(code_of(after), "server_oom") << "a dead process stays dead";
        EXPECT_EQ(w.world.calls.size(), 6u);
    }(*this));
}

TEST_F(FakeTest, KillsAtTheDeadlineInVirtualTime) {
    run([](World& w) -> Task<void> {
        const auto image = w.world.add_image({.tools = {{"mute", Behaviour::never_answers}}});
        const auto link = co_await w.bring_up(w.spec(image), Millis(10'000));
        must(co_await greet(w, *link, mcp::Era::legacy));
        const Micros begin = w.clock.ticks();
        const auto answer =
            co_await link->channel("main").exchange(call(9, "mute"), Millis(3'600'000));
        EXPECT_EQ(code_of(answer), "link_lost");
        EXPECT_LE(w.clock.ticks() - begin, Millis(10'000));
        EXPECT_TRUE(w.world.live_workloads().empty());
        EXPECT_EQ(w.world.running_processes(), 0);
        EXPECT_EQ(must(co_await w.engine.inspect("w")).detail, "deadline");
    }(*this));
}

TEST_F(FakeTest, IsNotIdleWhileACallIsInFlight) {
    run([](World& w) -> Task<void> {
        const auto image =
            w.world.add_image({.tools = {{"slow", Behaviour::answers, "{}", Millis(60'000)}}});
        const auto link = co_await w.bring_up(w.spec(image));
        must(co_await greet(w, *link, mcp::Era::legacy));
        must(co_await link->renew(Millis(5'000)));
        must(co_await link->channel("main").exchange(call(9, "slow"), Millis(90'000)));
        co_await w.clock.sleep(Millis(4'999));
        EXPECT_EQ(w.world.live_workloads().size(), 1u);
        co_await w.clock.sleep(Millis(1));
        EXPECT_TRUE(w.world.live_workloads().empty());
        EXPECT_EQ(must(co_await w.engine.inspect("w")).detail, "idle");
    }(*this));
}

TEST_F(FakeTest, IsStrict) {
    run([](World& w) -> Task<void> {
        const auto image = w.world.add_image({});
        auto spec = w.spec(image);
        spec.plan.network = NetworkProfile::public_only;
        const auto network = co_await w.engine.create(spec);
        EXPECT_EQ(code_of(network), "network_profile_unsupported");
        spec = w.spec(image);
        spec.plan.platform = "linux/s390x";
        const auto platform = co_await w.engine.create(spec);
        EXPECT_EQ(code_of(platform), "unsupported_platform");
        spec = w.spec(image);
        spec.plan.argv.clear();
        const auto command = co_await w.engine.create(spec);
        EXPECT_EQ(code_of(command), "no_command");
        spec = w.spec(image);
        must(co_await w.engine.create(spec));
        must(co_await w.engine.start("w"));
        const auto link = must(co_await w.engine.connect("w", Millis(1'000)));
        WorkloadStart start{spec.plan};
        const auto endless = co_await link->start(start);
        EXPECT_EQ(code_of(endless), "link_refused") << "no deadline";
        start.deadline = Millis(1'000);
        start.plan.argv = {"/other"};
        const auto other = co_await link->start(start);
        EXPECT_EQ(code_of(other), "link_refused");
        EXPECT_EQ(w.world.violations.size(), 1u);
        const auto bad = co_await link->channel("main").exchange("{}", Millis(10));
        EXPECT_EQ(code_of(bad), "link_refused") << "not started";
    }(*this));
}

TEST_F(FakeTest, ShowsEachInstallationItsOwn) {
    run([](World& w) -> Task<void> {
        FakeEngine other(w.world, "two");
        const auto spec = w.spec(w.world.add_image({}));
        must(co_await w.engine.create(spec));
        EXPECT_EQ(must(co_await w.engine.list()).size(), 1u);
        EXPECT_TRUE(must(co_await other.list()).empty());
        const auto taken = co_await other.create(spec);
        EXPECT_EQ(code_of(taken), "name_taken");
        EXPECT_TRUE(must(co_await w.engine.list_images()).empty()) << "the image is nobody's";
    }(*this));
}

TEST_F(FakeTest, InjectsFaultsBeforeOrAfterTheEffect) {
    run([](World& w) -> Task<void> {
        const auto spec = w.spec(w.world.add_image({}));
        w.world.faults = fault_at("engine.create", 1, Fault::Kind::before);
        const auto nothing = co_await w.engine.create(spec);
        EXPECT_EQ(code_of(nothing), "engine_unavailable");
        EXPECT_TRUE(w.world.all_workloads().empty());
        w.world.faults = fault_at("engine.create", 1, Fault::Kind::lost_reply);
        const auto lost = co_await w.engine.create(spec);
        EXPECT_EQ(code_of(lost), "engine_unavailable");
        EXPECT_EQ(w.world.all_workloads().size(), 1u);
        must(co_await w.engine.create(spec));
        w.world.engine_down = true;
        const auto down = co_await w.engine.list();
        EXPECT_EQ(code_of(down), "engine_unavailable");
        w.world.engine_down = false;
        must(co_await w.engine.start("w"));
        const auto link = must(co_await w.engine.connect("w", Millis(1'000)));
        WorkloadStart start{spec.plan};
        start.deadline = Millis(60'000);
        w.world.faults = fault_at("link.start", 1, Fault::Kind::lost_reply);
        const auto unsaid = co_await link->start(start);
        EXPECT_EQ(code_of(unsaid), "link_lost");
        EXPECT_TRUE(must(co_await link->status()).started);
        must(co_await link->start(start));
        EXPECT_EQ(w.world.operations["engine.create"], 3);
    }(*this));
}

TEST_F(FakeTest, LosesALinkWhenTheWorkloadGoesOrBootsAgain) {
    run([](World& w) -> Task<void> {
        const auto image = w.world.add_image({});
        const auto link = co_await w.bring_up(w.spec(image), Millis(1'000));
        co_await w.clock.sleep(Millis(1'000));
        must(co_await w.engine.start("w"));
        const auto status = co_await link->status();
        EXPECT_EQ(code_of(status), "link_lost") << "it belonged to the boot before";
        const auto again = must(co_await w.engine.connect("w", Millis(1'000)));
        EXPECT_FALSE(must(co_await again->status()).started) << "it has forgotten what it was told";
        must(co_await w.engine.remove("w"));
        const auto gone = co_await again->status();
        EXPECT_EQ(code_of(gone), "link_lost");
    }(*this));
}

Task<void> mute_call(World& w) {
    const auto image = w.world.add_image({.tools = {{"mute", Behaviour::never_answers}}});
    const auto link = co_await w.bring_up(w.spec(image));
    must(co_await greet(w, *link, mcp::Era::legacy));
    (void)co_await link->channel("main").exchange(call(9, "mute"), Millis(3'600'000));
    ADD_FAILURE() << "the daemon should have died before";
}

TEST_F(FakeTest, OutlivesADaemonThatDiesInACall) {
    {
        boost::asio::io_context daemon;
        boost::asio::co_spawn(daemon, mute_call(*this), [](std::exception_ptr) {});
        for (int i = 0; i < 20; ++i) {
            daemon.poll();
            clock.advance();
        }
    }
    EXPECT_EQ(world.workloads.at("w")->in_flight, 0);
    run([](World& w) -> Task<void> {
        const auto link = must(co_await w.engine.connect("w", Millis(1'000)));
        EXPECT_TRUE(must(co_await link->status()).started);
        const auto answer = co_await link->channel("main").exchange(call(9, "mute"), Millis(100));
        EXPECT_EQ(code_of(answer), "") << "an answer: the number was used before the crash";
        EXPECT_EQ(w.world.violations.size(), 1u);
    }(*this));
}

std::vector<std::string> trace(std::uint64_t seed) {
    std::vector<std::string> seen;
    const auto plan = seeded_faults(seed, {300, 300, 500, Millis(50)});
    for (int i = 0; i < 200; ++i) {
        const Fault fault = plan("x");
        seen.push_back(std::to_string(static_cast<int>(fault.kind)) + "/" +
                       std::to_string(fault.delay.count()));
    }
    return seen;
}

TEST(Faults, RepeatForTheSameSeed) {
    const auto one = trace(1);
    EXPECT_EQ(one, trace(1));
    EXPECT_NE(one, trace(2));
    for (const std::string kind : {"0/", "1/", "2/"})
        EXPECT_TRUE(std::ranges::any_of(one, [&](auto& each) { return each.starts_with(kind); }));
    const auto never = seeded_faults(1, {0, 0, 0, Millis(0)});
    for (int i = 0; i < 100; ++i) EXPECT_EQ(never("x").kind, Fault::Kind::none);
}

}  // namespace
}  // namespace toolshed::engines::fake
