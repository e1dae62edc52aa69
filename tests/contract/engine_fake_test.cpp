// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include "contract/engine_contract.hpp"
#include "engines/fake/fake_engine.hpp"
#include "engines/fake/virtual_clock.hpp"

namespace toolshed::contract {
namespace {

using namespace engines::fake;

class FakeHarness final : public EngineHarness {
public:
    FakeHarness() {
        ServerScript script;
        script.page_size = 1;
        script.tools = {{"first"}, {"echo"}};
        image_ = world_.add_image(std::move(script), image_name());
    }
    ~FakeHarness() override { EXPECT_TRUE(world_.violations.empty()) << world_.violations.front(); }

    Engine& engine() override { return engine_; }
    Clock& clock() override { return clock_; }
    LaunchPlan plan() override {
        LaunchPlan plan;
        plan.image = image_;
        plan.shim_digest = world_.shim_digest;
        plan.argv = {"/server"};
        return plan;
    }
    std::string image_name() override { return "contract:1"; }
    std::string fresh_name() override { return "contract-" + std::to_string(++names_); }
    void run(Task<void> story) override {
        std::exception_ptr thrown;
        bool done = false;
        boost::asio::co_spawn(io_, std::move(story), [&](std::exception_ptr error) {
            thrown = error;
            done = true;
        });
        clock_.run(io_);
        if (thrown) std::rethrow_exception(thrown);
        EXPECT_TRUE(done) << "the story waits for something that never comes";
    }

private:
    VirtualClock clock_;
    FakeWorld world_{clock_};
    FakeEngine engine_{world_, "installation"};
    Digest image_;
    int names_ = 0;
    boost::asio::io_context io_;
};

INSTANTIATE_TEST_SUITE_P(Fake, EngineContract,
                         ::testing::Values(EngineCase{
                             "fake", [] { return std::make_unique<FakeHarness>(); }}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace toolshed::contract
