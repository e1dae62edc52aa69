// SPDX-License-Identifier: Apache-2.0
#include "engines/fake/fake_builder.hpp"

#include "base/within.hpp"
#include "engines/fake/fixture.hpp"

namespace toolshed::engines::fake {
namespace {

const std::string url = "https://example.org/a/b";
const RunId run_id = RunId::of("run_0001");

/// Fetches HEAD and describes its build.
Task<BuildRequest> fetched(World& w, Source from = {url}, RunId run = run_id) {
    const auto commit = must(co_await w.source.resolve(from));
    const auto tree = must(co_await w.source.fetch(from, commit, "/scratch/" + run.str()));
    co_return BuildRequest{run, ServerId::of("srv_0001"), tree.folder, true, "tool:" + run.str()};
}

void ignore(std::string) {}

TEST_F(FakeTest, BuildsWhatWasFetched) {
    world.push(url, {.argv = {"/bin/x"}});
    run([](World& w) -> Task<void> {
        auto request = co_await fetched(w);
        std::vector<std::string> lines;
        const auto built = must(co_await w.builder.build(
            request, [&](std::string line) { lines.push_back(std::move(line)); }));
        EXPECT_EQ(lines.size(), 1u);
        const auto image = must(co_await w.engine.inspect_image("tool:run_0001"));
        EXPECT_EQ(image.digest, built.digest);
        EXPECT_EQ(image.argv, std::vector<std::string>{"/bin/x"});
        EXPECT_TRUE(image.ours && image.run == "run_0001" && image.server == "srv_0001");
        EXPECT_EQ(must(co_await w.builder.find_built(run_id))->digest, built.digest);
        EXPECT_FALSE(must(co_await w.builder.find_built(RunId::of("run_0002"))));
        EXPECT_EQ(must(co_await w.engine.list_images()).size(), 1u);
        EXPECT_EQ(w.world.builds_of("run_0001"), 1);
        EXPECT_EQ(must(co_await w.builder.build(request, ignore)).digest, built.digest);
        request.use_cache = false;
        const auto again = must(co_await w.builder.build(request, ignore));
        EXPECT_NE(again.digest, built.digest);
        EXPECT_EQ(w.world.builds_of("run_0001"), 3);
        EXPECT_EQ(w.world.nameless_images(), std::vector<std::string>{built.digest.value});
    }(*this));
}

TEST_F(FakeTest, RemovesImagesByTheirLastName) {
    run([](World& w) -> Task<void> {
        const auto image = w.world.add_image({}, "a:1");
        must(co_await w.engine.tag_image(image, "b:1"));
        must(co_await w.engine.remove_image("a:1"));
        EXPECT_EQ(w.world.image_digests().size(), 1u);
        must(co_await w.engine.create(w.spec(image)));
        must(co_await w.engine.remove_image("b:1"));
        EXPECT_EQ(w.world.image_digests().size(), 1u) << "in use";
        must(co_await w.engine.remove("w"));
        must(co_await w.engine.remove_image("b:1"));
        EXPECT_TRUE(w.world.image_digests().empty());
        must(co_await w.engine.remove_image("b:1"));
        const auto create = co_await w.engine.create(w.spec(image));
        EXPECT_EQ(code_of(create), "image_missing");
    }(*this));
}

TEST_F(FakeTest, FailsAndLosesRepliesWhileBuilding) {
    const Error failure{Category::invalid, "build_failed", "make: no"};
    world.push(url, {.build_error = failure});
    run([](World& w) -> Task<void> {
        const auto request = co_await fetched(w);
        const auto failed = co_await w.builder.build(request, ignore);
        EXPECT_EQ(code_of(failed), "build_failed");
        BuildRequest elsewhere = request;
        elsewhere.context = "/elsewhere";
        const auto no_tree = co_await w.builder.build(elsewhere, ignore);
        EXPECT_EQ(code_of(no_tree), "no_dockerfile");
        w.world.push(url, {});
        const auto good = co_await fetched(w);
        const auto cut = co_await within(w.clock, Millis(10), "cut", w.builder.build(good, ignore));
        EXPECT_EQ(code_of(cut), "cut");
        EXPECT_TRUE(w.world.image_digests().empty()) << "a cancelled build leaves nothing";
        EXPECT_EQ(w.world.builds_of("run_0001"), 0);
        w.world.faults = fault_at("builder.build", 1, Fault::Kind::lost_reply);
        const auto lost = co_await w.builder.build(good, ignore);
        EXPECT_EQ(code_of(lost), "engine_unavailable");
        EXPECT_TRUE(must(co_await w.builder.find_built(run_id)));
    }(*this));
}

TEST_F(FakeTest, ResolvesRefsAndFetchesFolders) {
    const auto old = world.push(url, {.folders = {"sub/dir"}});
    world.repositories[url].refs["v1"] = old;
    const auto head = world.push(url, {});
    ASSERT_NE(old, head);
    run([](World& w, std::string first, std::string newest) -> Task<void> {
        EXPECT_EQ(must(co_await w.source.resolve({url})), newest);
        EXPECT_EQ(must(co_await w.source.resolve({url, "main"})), newest);
        EXPECT_EQ(must(co_await w.source.resolve({url, "v1"})), first);
        EXPECT_EQ(must(co_await w.source.resolve({url, first})), first);
        for (const Source& absent : {Source{url, "v2"}, Source{"https://example.org/x"}}) {
            const auto none = co_await w.source.resolve(absent);
            EXPECT_EQ(code_of(none), "source_not_found");
        }
        const auto tree = must(co_await w.source.fetch({url, "", "sub/dir"}, first, "/s/a"));
        EXPECT_EQ(tree.folder, "/s/a/sub/dir");
        must(co_await w.source.fetch({url}, newest, "/s/b"));
        const auto folder = co_await w.source.fetch({url, "", "sub/dir"}, newest, "/s/b");
        EXPECT_EQ(code_of(folder), "source_not_found");
        const auto commit = co_await w.source.fetch({url}, std::string(40, '0'), "/s/c");
        EXPECT_EQ(code_of(commit), "source_not_found");
        EXPECT_EQ(must(co_await w.source.leftovers("/s")), std::vector<std::string>{"a"});
        must(co_await w.source.discard("/s/a"));
        must(co_await w.source.discard("/s/a"));
        EXPECT_TRUE(must(co_await w.source.leftovers("/s")).empty());
        w.world.repositories[url].reachable = false;
        const auto far = co_await w.source.resolve({url});
        EXPECT_EQ(code_of(far), "source_unreachable");
        EXPECT_EQ(w.world.operations["source.fetch"], 4);
    }(*this, old, head));
}

}  // namespace
}  // namespace toolshed::engines::fake
