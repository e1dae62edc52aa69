// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <iostream>

#include "simulator.hpp"

namespace toolshed::simulation {
namespace {

constexpr int steps = 25;

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

/// The first of ten histories that shows the bug; 0 when none does.
std::uint64_t first_seed_that_finds(Plant plant) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed)
        if (!Simulator(seed, plant).run(steps).empty()) return seed;
    return 0;
}

TEST(PlantedBug, WorkloadsWithoutACommittedIntentAreNoticed) {
    EXPECT_NE(first_seed_that_finds(Plant::forgotten_intents), 0u);
}

TEST(PlantedBug, SlotsThatAreNeverFreedAreNoticed) {
    EXPECT_NE(first_seed_that_finds(Plant::kept_slots), 0u);
}

TEST(Simulation, CrashesOften) {
    int crashes = 0;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Simulator simulator(seed, Plant::nothing);
        (void)simulator.run(steps).size();
        crashes += simulator.crashes();
    }
    EXPECT_GE(crashes, 3) << "a simulation without crashes proves little";
}

}  // namespace
}  // namespace toolshed::simulation
