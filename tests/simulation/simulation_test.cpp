// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <iostream>

#include "simulator.hpp"

namespace toolshed::simulation {
namespace {

constexpr int steps = 40;

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += "\n  " + line;
    return text;
}

class Histories : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Histories, EndWithNothingOrphanedStuckOrLost) {
    Simulator simulator(GetParam(), Plant::nothing);
    const auto broken = simulator.run(steps);
    std::cout << "seed " << GetParam() << ": " << simulator.actions() << " actions, "
              << simulator.crashes() << " crashes\n";
    EXPECT_TRUE(broken.empty()) << "seed " << GetParam() << joined(broken);
}

INSTANTIATE_TEST_SUITE_P(Ten, Histories, ::testing::Range<std::uint64_t>(1, 11));

/// How many of ten histories show the bug.
int found(Plant plant) {
    int count = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        count += Simulator(seed, plant).run(steps).empty() ? 0 : 1;
    return count;
}

TEST(PlantedBug, WorkloadsWithoutACommittedIntentAreNoticed) {
    EXPECT_GT(found(Plant::forgotten_intents), 0);
}

TEST(PlantedBug, SlotsThatAreNeverFreedAreNoticed) { EXPECT_GT(found(Plant::kept_slots), 0); }

TEST(Simulation, CrashesOften) {
    int crashes = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        Simulator simulator(seed, Plant::nothing);
        (void)simulator.run(steps).size();
        crashes += simulator.crashes();
    }
    EXPECT_GE(crashes, 10) << "a simulation without crashes proves little";
}

}  // namespace
}  // namespace toolshed::simulation
