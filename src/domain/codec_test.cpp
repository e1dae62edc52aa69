// SPDX-License-Identifier: Apache-2.0
#include "domain/codec.hpp"

#include <gtest/gtest.h>

namespace toolshed {
namespace {

TimePoint at(std::int64_t ms) {
    return TimePoint(Millis(ms));
}

LaunchPlan sample_plan() {
    LaunchPlan plan;
    plan.image = {Digest::Kind::image_id, "sha256:" + std::string(64, 'a')};
    plan.shim_digest = std::string(64, 'b');
    plan.argv = {"node", "server.js", "--name=\xc3\xa9"};
    plan.env = {"PATH=/bin"};
    plan.user = "1000:1000";
    plan.volumes = {"/data"};
    plan.writable_paths = {"/cache"};
    plan.transport = {"sse", 8000, "/sse", "h:1"};
    plan.limits.memory_bytes = 123'456'789;
    return plan;
}

Revision sample_revision() {
    Revision revision;
    revision.id = RevisionId::of("rev_0001");
    revision.server_id = ServerId::of("srv_0001");
    revision.run_id = RunId::of("run_0001");
    revision.source = {"https://host/o/r", "main", "a/b"};
    revision.commit = std::string(40, 'c');
    revision.plan = sample_plan();
    revision.settings_hash = "hash";
    revision.image_name = "toolshed/srv-0001:ccccccc-run_0001";
    revision.protocol = {"legacy", "2025-11-25", R"({"name":"x"})", "{}", "use it"};
    revision.tools_blob = "blob";
    revision.tools_hash = "tools";
    revision.tool_count = 3;
    revision.verified_at = at(1'700'000'000'001);
    return revision;
}

Run sample_run() {
    Run run;
    run.id = RunId::of("run_0001");
    run.server_id = ServerId::of("srv_0001");
    run.owner = "admin";
    run.source = {"https://host/o/r"};
    run.state = RunState::cancelling;
    run.force = run.previous_passed = true;
    run.only_step = StepKind::list;
    run.given_image = "x:1";
    run.message = "m";
    run.error = Error{Category::exhausted, "disk_full", "full", "/a", Millis(5)};
    Step step{StepKind::build, StepState::failed};
    step.started_at = at(5);
    step.ended_at = at(9);
    step.duration_us = 4'000;
    step.server_us = 3;
    step.attempts = 2;
    step.detail = "d";
    step.error = run.error;
    step.log_tail = {"one", "two"};
    run.steps = {step};
    run.evidence.commit = "c";
    run.evidence.image = sample_plan().image;
    run.evidence.plan = sample_plan();
    run.evidence.protocol = Protocol{"modern", "2026-07-28"};
    run.evidence.findings = {{"code", "detail"}};
    run.created_at = at(1);
    run.started_at = at(2);
    run.ended_at = at(3);
    run.events = 7;
    return run;
}

TEST(Plan, NamesItsImageByRepositoryOnlyWhereThereIsOne) {
    LaunchPlan plan = sample_plan();
    const std::string hash = plan_hash(plan);
    EXPECT_EQ(image_reference(plan), plan.image.value);
    plan.image.kind = Digest::Kind::manifest;
    plan.image_repository = "registry.test/toolshed/srv-1";
    EXPECT_EQ(image_reference(plan), "registry.test/toolshed/srv-1@" + plan.image.value);
    EXPECT_NE(plan_hash(plan), hash);
    Revision revision = sample_revision();
    revision.plan = plan;
    EXPECT_EQ(*revision_from_stored(to_stored(revision)), revision);
}

TEST(Codec, ReadsBackEveryObjectAsItWas) {
    Server server;
    server.id = ServerId::of("srv_0001");
    server.owner = "admin";
    server.name = "n";
    server.source = {"https://host/o/r"};
    server.settings.writable_paths = {"/w"};
    server.current_revision = sample_revision();
    server.last_run =
        LastRun{RunId::of("run_0001"), "failed", Error{Category::timed_out, "x", "y"}};
    server.deleting = true;
    server.created_at = at(1);
    server.updated_at = at(2);
    EXPECT_EQ(server_from_stored(to_stored(server)).value(), server);
    EXPECT_EQ(revision_from_stored(to_stored(sample_revision())).value(), sample_revision());
    EXPECT_EQ(run_from_stored(to_stored(sample_run())).value(), sample_run());
    EXPECT_EQ(plan_from_stored(to_stored(sample_plan())).value(), sample_plan());
}

TEST(Codec, ReadsBackSessionsAndCalls) {
    Session session;
    session.id = SessionId::of("ses_0001");
    session.server_id = ServerId::of("srv_0001");
    session.revision_id = RevisionId::of("rev_0001");
    session.owner = "admin";
    session.plan = sample_plan();
    session.protocol = {"legacy", "2024-11-05"};
    session.state = SessionState::ending;
    session.workload = "w";
    session.end_reason = "idle";
    session.error = Error{Category::unavailable, "server_oom", "m"};
    session.created_at = at(1);
    session.active_at = at(2);
    session.ended_at = at(3);
    session.idle_expires_at = at(4);
    session.expires_at = at(5);
    session.ready_us = 6;
    session.server_us = 7;
    session.events = 8;
    EXPECT_EQ(session_from_stored(to_stored(session)).value(), session);
    Call call;
    call.id = CallId::of("call_0001");
    call.session_id = session.id;
    call.server_id = session.server_id;
    call.tool = "t";
    call.request = R"({"id":1})";
    call.result = "{}";
    call.outcome = Outcome::tool_error;
    call.started_at = at(9);
    call.duration_us = 10;
    EXPECT_EQ(call_from_stored(to_stored(call)).value(), call);
}

TEST(Codec, RefusesDamagedAndNewerRecords) {
    for (const char* text : {"", "{", "[]", R"({"format":2})", R"({"format":1})",
                             R"({"format":1,"id":5,"server_id":"srv_1"})"}) {
        const auto run = run_from_stored(text);
        ASSERT_FALSE(run) << text;
        EXPECT_EQ(run.error().code, "damaged_record") << text;
    }
}

TEST(Codec, StoresTextThatIsNoUtf8) {
    auto run = sample_run();
    run.steps[0].log_tail = {"bad \xff byte"};
    const auto read = run_from_stored(to_stored(run));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->steps[0].log_tail[0], "bad \xef\xbf\xbd byte");
}

TEST(PlanHash, ChangesWithEveryPartOfThePlan) {
    const auto original = plan_hash(sample_plan());
    EXPECT_EQ(original, plan_hash(sample_plan()));
    LaunchPlan other = sample_plan();
    other.limits.processes_max += 1;
    EXPECT_NE(plan_hash(other), original);
    other = sample_plan();
    other.argv.push_back("x");
    EXPECT_NE(plan_hash(other), original);
    EXPECT_NE(settings_hash({}, "shim-a"), settings_hash({}, "shim-b"));
}

}  // namespace
}  // namespace toolshed
