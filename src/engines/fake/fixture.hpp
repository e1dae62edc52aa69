// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "engines/fake/fake_builder.hpp"
#include "engines/fake/fake_engine.hpp"
#include "engines/fake/fake_source.hpp"
#include "engines/fake/virtual_clock.hpp"

/// What the tests of this folder share.
namespace toolshed::engines::fake {

template <class T>
T must(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().code + ": " + result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

template <class T>
std::string code_of(const Result<T>& result) {
    return result ? "" : result.error().code;
}

struct World {
    VirtualClock clock;
    FakeWorld world{clock};
    FakeEngine engine{world, "one"};
    FakeBuilder builder{world, "one"};
    FakeSource source{world};
    boost::asio::io_context
        io;  ///< last, so that coroutines which never ended go before what they refer to

    void run(Task<void> story) {
        std::exception_ptr thrown;
        bool done = false;
        boost::asio::co_spawn(io, std::move(story), [&](std::exception_ptr error) {
            thrown = error;
            done = true;
        });
        clock.run(io);
        if (thrown) std::rethrow_exception(thrown);
        if (!done) throw std::runtime_error("the story waits for something that never comes");
    }
    WorkloadSpec spec(const Digest& image, std::string name = "w") {
        LaunchPlan plan;
        plan.image = image;
        plan.argv = {"/server"};
        return {std::move(name), WorkloadKind::verification, plan};
    }
    Task<std::unique_ptr<WorkloadLink>> bring_up(WorkloadSpec wanted,
                                                 Millis deadline = Millis(600'000)) {
        const std::string name = wanted.name;
        WorkloadStart start{wanted.plan};
        start.deadline = deadline;
        must(co_await engine.create(std::move(wanted)));
        must(co_await engine.start(name));
        auto link = must(co_await engine.connect(name, Millis(1'000)));
        must(co_await link->start(std::move(start)));
        co_return link;
    }
};

struct FakeTest : ::testing::Test, World {};

}  // namespace toolshed::engines::fake
