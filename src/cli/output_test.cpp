// SPDX-License-Identifier: Apache-2.0
#include "cli/output.hpp"

#include <gtest/gtest.h>

namespace toolshed::cli {
namespace {

TEST(Printable, KeepsWhatPeopleWrite) {
    for (const std::string text :
         {"plain\ttext\n", "Gr\u00fc\u00dfe", "\u65e5\u672c\u8a9e", "\u05e9\u05dc\u05d5\u05dd",
          "\U0001F468\u200D\U0001F469\u200D\U0001F467", "\u00a0\u2027\u205f"})
        EXPECT_EQ(printable(text), text);
}

TEST(Printable, ReplacesWhatSteersATerminal) {
    EXPECT_EQ(printable("\x1b[2J\x07\r\b\x7f"), "?[2J????");
    EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
    EXPECT_EQ(printable("\u009b31m\u0085"), "?31m?") << "control characters of eight bits";
    EXPECT_EQ(printable("\x9b"
                        "31m"),
              "\uFFFD31m")
        << "and the same as a broken byte";
}

TEST(Printable, ReplacesWhatTurnsTheDirectionOfWriting) {
    EXPECT_EQ(printable("\u202egnp.exe\u202c"), "?gnp.exe?");
    EXPECT_EQ(printable("\u2066x\u2069\u200f\u061c\u200b\ufeff\u2028"), "?x??????");
}

TEST(OnOneLine, LetsNoCellForgeARow) {
    EXPECT_EQ(on_one_line("echo\nforged\tcell\r"), "echo?forged?cell?");
}

}  // namespace
}  // namespace toolshed::cli
