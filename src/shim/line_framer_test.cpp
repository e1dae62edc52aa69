// SPDX-License-Identifier: Apache-2.0
#include "shim/line_framer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace toolshed::shim {
namespace {

/// Writes down what it is told.
class Record final : public LineSink {
public:
    void take_line(std::string line) override { said.push_back("line " + line); }
    void begin_long_line(std::string_view start) override {
        said.push_back("begin " + std::string(start));
    }
    void end_long_line(std::string_view end) override { said.push_back("end " + std::string(end)); }

    std::vector<std::string> said;
};

std::vector<std::string> framed(std::string_view bytes, std::size_t step, std::size_t limit) {
    Record record;
    LineFramer framer(limit, record);
    for (std::size_t at = 0; at < bytes.size(); at += step) framer.feed(bytes.substr(at, step));
    framer.finish();
    return record.said;
}

TEST(LineFramer, CutsLinesAtAnyBoundaries) {
    const std::string_view bytes = "a\nbc\r\n\n\r\n \nd\re\nlast";
    const std::vector<std::string> lines{"line a", "line bc", "line  ", "line d\re", "line last"};
    for (std::size_t step = 1; step <= bytes.size(); ++step)
        EXPECT_EQ(framed(bytes, step, 100), lines) << step;
}

TEST(LineFramer, StaysInStepAfterALongLine) {
    const std::string long_line = "{" + std::string(20, 'x') + "}";
    for (std::size_t step = 1; step <= 64; ++step) {
        const auto said = framed("ab\n" + long_line + "\ncd\n", step, 10);
        ASSERT_EQ(said.size(), 4u) << step;
        EXPECT_EQ(said[0], "line ab");
        EXPECT_TRUE(said[1].starts_with("begin {xxxxxxxxx")) << said[1];
        EXPECT_TRUE(said[2].starts_with("end ") && said[2].ends_with("x}")) << said[2];
        EXPECT_EQ(said[3], "line cd");
    }
}

TEST(LineFramer, TakesALineOfExactlyTheLimit) {
    const std::vector<std::string> whole{"line 0123456789"};
    EXPECT_EQ(framed("0123456789\n", 3, 10), whole);
    EXPECT_EQ(framed("0123456789a\n", 3, 10)[0].substr(0, 6), "begin ");
}

TEST(LineFramer, KeepsSamplesOfALongLineSmall) {
    const std::string start(LineFramer::sample_bytes_max, 's'),
        end(LineFramer::sample_bytes_max, 'e');
    const auto bytes = start + std::string(100'000, 'm') + end + "\n";
    for (const std::size_t step : {1'000u, 4'096u, 65'536u, 1'000'000u}) {
        const auto said = framed(bytes, step, 50'000);
        ASSERT_EQ(said.size(), 2u);
        EXPECT_EQ(said[0], "begin " + start) << step;
        EXPECT_EQ(said[1], "end " + end) << step;
    }
}

TEST(LineFramer, DropsALongLineThatTheStreamCutsOff) {
    EXPECT_EQ(framed("0123456789abcdef", 4, 10).size(), 1u);
}

}  // namespace
}  // namespace toolshed::shim
