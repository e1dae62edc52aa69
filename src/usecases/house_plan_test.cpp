// SPDX-License-Identifier: Apache-2.0
#include "usecases/house_plan.hpp"

#include <gtest/gtest.h>

namespace toolshed {
namespace {

using std::chrono::hours;

const TimePoint now = TimePoint(hours(24 * 20'000));

TimePoint days_ago(int days) {
    return now - hours(24 * days);
}

/// A server with `count` revisions, newest first, the newest being the current one.
ServerHoldings with_revisions(int count) {
    ServerHoldings holdings;
    holdings.server.id = ServerId::of("srv_1");
    for (int number = count; number > 0; --number) {
        Revision revision;
        revision.id = RevisionId::of("rev_" + std::to_string(number));
        revision.run_id = RunId::of("run_" + std::to_string(number));
        holdings.revisions.push_back(std::move(revision));
    }
    if (count > 0) holdings.server.current_revision = holdings.revisions.front();
    return holdings;
}

Run ended_run(int number, int ended_days_ago) {
    Run run;
    run.id = RunId::of("run_" + std::to_string(number));
    run.ended_at = days_ago(ended_days_ago);
    return run;
}

Session session_of(int number, SessionState state, int ended_days_ago, int revision = 1) {
    Session session;
    session.id = SessionId::of("ses_" + std::to_string(number));
    session.revision_id = RevisionId::of("rev_" + std::to_string(revision));
    session.state = state;
    if (is_terminal(state)) session.ended_at = days_ago(ended_days_ago);
    return session;
}

std::vector<std::string> ids(const std::vector<Removal>& removals) {
    std::vector<std::string> found;
    for (const auto& each : removals) found.push_back(each.id);
    return found;
}

using Ids = std::vector<std::string>;

TEST(HousePlan, KeepsTheNewestImages) {
    HouseSettings settings;
    settings.images_per_server = 3;
    const auto removals = removable_images(with_revisions(5), settings, Pressure::none);
    EXPECT_EQ(ids(removals), (Ids{"rev_2", "rev_1"}));
    EXPECT_NE(removals[0].reason.find("house.images_per_server"), std::string::npos);
    EXPECT_EQ(removals[0].server, "srv_1");
}

TEST(HousePlan, KeepsTwoImagesWhateverTheSettingSays) {
    HouseSettings settings;
    settings.images_per_server = 0;
    EXPECT_EQ(ids(removable_images(with_revisions(3), settings, Pressure::none)), Ids{"rev_1"});
}

TEST(HousePlan, KeepsTheCurrentImageAndThoseOfLiveSessions) {
    HouseSettings settings;
    settings.images_per_server = 2;
    auto holdings = with_revisions(5);
    holdings.server.current_revision = holdings.revisions.back();
    holdings.sessions = {session_of(1, SessionState::active, 0, 3),
                         session_of(2, SessionState::ended, 0, 2)};
    EXPECT_EQ(ids(removable_images(holdings, settings, Pressure::none)), Ids{"rev_2"});
    EXPECT_EQ(ids(removable_images(holdings, settings, Pressure::full)), Ids{"rev_2"});
}

TEST(HousePlan, DoesNotCountRevisionsWhoseImageIsGone) {
    HouseSettings settings;
    settings.images_per_server = 2;
    auto holdings = with_revisions(4);
    holdings.revisions[1].image_removed_at = now;
    EXPECT_EQ(ids(removable_images(holdings, settings, Pressure::none)), Ids{"rev_1"});
}

TEST(HousePlan, UnderPressureKeepsTwoImages) {
    const auto removals = removable_images(with_revisions(4), {}, Pressure::low);
    EXPECT_EQ(ids(removals), (Ids{"rev_2", "rev_1"}));
    EXPECT_NE(removals[0].reason.find("house.disk_low_bytes"), std::string::npos);
}

TEST(HousePlan, RemovesRunsThatAreTooOldOrTooMany) {
    HouseSettings settings;
    settings.runs_per_server = 2;
    ServerHoldings holdings = with_revisions(0);
    holdings.server.last_run = LastRun{RunId::of("run_9"), "failed"};
    auto unended = ended_run(10, 0);
    unended.ended_at.reset();
    holdings.runs = {unended, ended_run(9, 1), ended_run(8, 100), ended_run(7, 2)};
    EXPECT_EQ(ids(removable_runs(holdings, settings, now)), (Ids{"run_8", "run_7"}));
}

TEST(HousePlan, KeepsRunsThatAreEvidence) {
    ServerHoldings holdings = with_revisions(2);
    holdings.revisions[1].image_removed_at = now;
    holdings.server.last_run = LastRun{RunId::of("run_5"), "failed"};
    holdings.runs = {ended_run(5, 1'000), ended_run(2, 1'000), ended_run(1, 1'000)};
    EXPECT_EQ(ids(removable_runs(holdings, {}, now)), Ids{"run_1"})
        << "the last run, and the one behind a kept image, stay for ever";
}

TEST(HousePlan, RemovesOldSessionsOnceTheyEnded) {
    ServerHoldings holdings = with_revisions(0);
    holdings.sessions = {session_of(3, SessionState::active, 0),
                         session_of(2, SessionState::failed, 31),
                         session_of(1, SessionState::ended, 29)};
    EXPECT_EQ(ids(removable_sessions(holdings, {}, now)), Ids{"ses_2"});
}

TEST(HousePlan, TrimsTheCacheByAgeAndThenBySize) {
    HouseSettings settings;
    settings.cache_bytes_max = 100;
    const std::vector<CachedPart> parts = {{"old", {}, {}, 1, days_ago(8)},
                                           {"third", {}, {}, 40, days_ago(3)},
                                           {"first", {}, {}, 60, days_ago(1)},
                                           {"second", {}, {}, 50, days_ago(2)}};
    const auto removals = removable_cache(parts, settings, Pressure::none, now);
    EXPECT_EQ(ids(removals), (Ids{"second", "old"})) << "what still fits beside newer parts stays";
    EXPECT_EQ(ids(removable_cache(parts, settings, Pressure::low, now)).size(), 4u);
}

TEST(HousePlan, TellsPressureByTheFullestDisk) {
    const HouseSettings settings;
    const auto disk = [](std::int64_t free) { return DiskSpace{"d", "/", free, 1LL << 40}; };
    const auto of = [&](std::vector<DiskSpace> disks) { return pressure_of(disks, settings); };
    EXPECT_EQ(of({}), Pressure::none);
    EXPECT_EQ(of({disk(settings.disk_low_bytes), disk(1LL << 39)}), Pressure::none);
    EXPECT_EQ(of({disk(1LL << 39), disk(settings.disk_low_bytes - 1)}), Pressure::low);
    EXPECT_EQ(of({disk(settings.disk_full_bytes - 1), disk(1LL << 39)}), Pressure::full);
}

}  // namespace
}  // namespace toolshed
