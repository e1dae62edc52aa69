// SPDX-License-Identifier: Apache-2.0
#include "shim/log_ring.hpp"

#include <gtest/gtest.h>

#include <string>

namespace toolshed::shim {
namespace {

TEST(LogRing, MarksWhoSaidWhat) {
    LogRing log(1'000);
    log.add_error_line("main", "failed");
    log.add_garbage("main", "hello");
    log.add_note("ending: stop");
    const auto all = log.read(0);
    EXPECT_EQ(all.text, "main failed\nmain! hello\nshim: ending: stop\n");
    EXPECT_EQ(all.offset, 0u);
    EXPECT_EQ(all.next, all.text.size());
}

TEST(LogRing, IsReadFromAnyOffset) {
    LogRing log(1'000);
    log.add_note("one");
    const auto first = log.read(0);
    log.add_note("two");
    EXPECT_EQ(log.read(first.next).text, "shim: two\n");
    EXPECT_EQ(log.read(3).text, "m: one\nshim: two\n");
    const auto beyond = log.read(99'999);
    EXPECT_EQ(beyond.text, "");
    EXPECT_EQ(beyond.offset, beyond.next);
}

TEST(LogRing, LosesWholeLinesAtItsFront) {
    LogRing log(100);
    std::string everything;
    for (int i = 0; i < 1'000; ++i) {
        log.add_note(std::to_string(i));
        everything += "shim: " + std::to_string(i) + "\n";
        const auto slice = log.read(0);
        ASSERT_LE(slice.text.size(), 100u);
        ASSERT_EQ(slice.next, everything.size());
        ASSERT_EQ(slice.text, everything.substr(slice.offset));
        ASSERT_TRUE(slice.text.starts_with("shim: "));
    }
    EXPECT_GT(log.read(0).text.size(), 80u) << "no more is lost than must be";
}

TEST(LogRing, CutsLongLinesAndCleansThem) {
    LogRing log(100'000);
    log.add_error_line("main", std::string(10'000, 'a'));
    EXPECT_EQ(log.read(0).text.size(), 5 + LogRing::line_bytes_max + 1);
    const auto next = log.read(0).next;
    log.add_garbage("main", "a\nshim: forged\x1B[31m\t\xFF");
    EXPECT_EQ(log.read(next).text, "main! a shim: forged [31m\t\xEF\xBF\xBD\n");
}

TEST(LogRing, ChangesItsSize) {
    LogRing log(1'000);
    for (int i = 0; i < 50; ++i) log.add_note("0123456789");
    log.resize(100);
    EXPECT_LE(log.read(0).text.size(), 100u);
    EXPECT_EQ(log.read(0).next, 50u * 17);
    LogRing tiny(10);
    tiny.add_note("a line that is larger than all of it");
    EXPECT_EQ(tiny.read(0).text, "");
}

}  // namespace
}  // namespace toolshed::shim
