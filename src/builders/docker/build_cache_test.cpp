// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/build_cache.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace toolshed::builders::docker {
namespace {

using toolshed::docker::CacheRecord;
using toolshed::docker::StoredImage;

constexpr std::int64_t start_s = 1'700'000'000;
const TimePoint start = TimePoint(Millis(start_s * 1'000));

std::string id_of(char digit) {
    return "sha256:" + std::string(64, digit);
}

std::string short_of(char digit) {
    return std::string(12, digit);
}

StoredImage image(char digit, const std::string& parent = {}, bool named = false,
                  std::int64_t created_s = start_s + 5) {
    return {id_of(digit), parent, named, 10, created_s};
}

LedgerEntry build(std::vector<std::string> images, bool buildkit = false) {
    return {"run_1", "srv_1", start, start + Millis(60'000), buildkit, std::move(images)};
}

std::vector<std::string> ids(const std::vector<CachedPart>& parts) {
    std::vector<std::string> found;
    for (const auto& part : parts) found.push_back(part.id);
    return found;
}

TEST(BuildCache, OnlyUnnamedLeavesOfOurBuildsAreOurs) {
    const auto ledger = std::vector{build({short_of('1'), short_of('2'), short_of('3'),
                                           short_of('4'), short_of('5'), short_of('f')})};
    const std::vector images = {image('1', {}, true, start_s - 100),  // the base image
                                image('2', id_of('1')),               // in the middle
                                image('3', id_of('2')),               // the last of a failed build
                                image('4', {}, true),                 // somebody named it
                                image('5', {}, false, start_s - 10),  // was there before
                                image('6')};                          // nobody's
    const auto parts = cached_images(ledger, images);
    ASSERT_EQ(ids(parts), std::vector{id_of('3')});
    EXPECT_EQ(parts[0].run, "run_1");
    EXPECT_EQ(parts[0].server, "srv_1");
    EXPECT_EQ(parts[0].used_at, start + Millis(60'000));
}

TEST(BuildCache, AnAmbiguousBeginningIsNobodys) {
    StoredImage first = image('a'), second = image('a');
    second.id.back() = 'b';
    EXPECT_TRUE(cached_images({build({short_of('a')})}, {first, second}).empty());
}

TEST(BuildCache, RecordsAreOursThatBuildKitMadeForUs) {
    const std::vector<CacheRecord> records = {
        {"before", false, 1, "2023-11-14T22:13:19.9Z", ""},
        {"ours", false, 2, "2023-11-14T22:13:30.123456789Z", "2023-11-15T00:00:00Z"},
        {"used", true, 3, "2023-11-14T22:13:31Z", ""},
        {"after", false, 4, "2023-11-14T22:14:21Z", ""},
        {"odd", false, 5, "yesterday", ""}};
    const auto parts = cached_records({build({}, true)}, records);
    ASSERT_EQ(ids(parts), std::vector<std::string>{"buildkit:ours"});
    EXPECT_EQ(to_rfc3339(parts[0].used_at), "2023-11-15T00:00:00.000Z");
    EXPECT_TRUE(cached_records({build({}, false)}, records).empty());
}

TEST(BuildCache, ABuildIsSpentWhenNothingOfItIsLeft) {
    const std::vector images = {image('1', {}, true, start_s - 100), image('2')};
    const auto spent = [&](const LedgerEntry& entry) {
        return !spent_builds({entry}, images, {}).empty();
    };
    EXPECT_TRUE(spent(build({short_of('1')}))) << "only the base image, which is not its own";
    EXPECT_TRUE(spent(build({short_of('9')})));
    EXPECT_FALSE(spent(build({short_of('1'), short_of('2')})));
}

TEST(BuildCache, FindsWhatABuildNamesAsMade) {
    EXPECT_EQ(image_named_in(" ---> 1a2b3c4d5e6f"), "1a2b3c4d5e6f");
    EXPECT_EQ(image_named_in("--> 1a2b3c4d5e6"), "1a2b3c4d5e6");
    for (const char* line : {" ---> Using cache", " ---> Running in 1a2b3c4d5e6f", "--->",
                             " ---> 1a2b3c4d5e6f rest", "1a2b3c4d5e6f", " ---> 1A2B3C4D5E6F"})
        EXPECT_EQ(image_named_in(line), "") << line;
}

class Ledger : public ::testing::Test {
protected:
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("ledger-" + std::to_string(::getpid()));
    BuildLedger ledger_{folder_};
    ~Ledger() override { std::filesystem::remove_all(folder_); }
};

TEST_F(Ledger, KeepsWhatABuildMadeUntilItIsForgotten) {
    EXPECT_TRUE(ledger_.entries().empty()) << "no folder yet";
    ledger_.begin({"run_1", "srv_1", start, {}, true});
    ledger_.note("run_1", "1a2b3c4d5e6f", start + Millis(5));
    ledger_.note("run_1", {}, start + Millis(9));
    const auto entries = BuildLedger(folder_).entries();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].run, "run_1");
    EXPECT_EQ(entries[0].server, "srv_1");
    EXPECT_EQ(entries[0].started_at, start);
    EXPECT_EQ(entries[0].ended_at, start + Millis(9));
    EXPECT_TRUE(entries[0].buildkit);
    EXPECT_EQ(entries[0].images, std::vector<std::string>{"1a2b3c4d5e6f"});
    ledger_.forget("run_1");
    EXPECT_TRUE(ledger_.entries().empty());
}

TEST_F(Ledger, ReadsPastALineThatACrashCutShort) {
    ledger_.begin({"run_1", "srv_1", start, {}, false});
    std::ofstream(folder_ / "run_1", std::ios::app) << "image 17";
    const auto entries = ledger_.entries();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_TRUE(entries[0].images.empty());
}

}  // namespace
}  // namespace toolshed::builders::docker
