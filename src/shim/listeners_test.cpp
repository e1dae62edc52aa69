// SPDX-License-Identifier: Apache-2.0
#include "shim/listeners.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <sstream>

namespace toolshed::shim {
namespace {

constexpr std::string_view head =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

std::vector<std::string> texts(std::string_view tcp, std::string_view tcp6) {
    std::vector<std::string> out;
    for (const auto& each : listeners_in(tcp, tcp6)) {
        std::ostringstream text;
        text << each;
        out.push_back(text.str());
    }
    return out;
}

TEST(Listeners, AreReadFromTheKernelsTables) {
    const auto tcp =
        std::string(head) +
        "   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0\n"
        "   1: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0\n"
        "   2: 0100007F:9C40 0100007F:1F40 01 00000000:00000000 00:00000000 00000000  0\n"
        "   3: 020011AC:0050 00000000:0000 0A 0 0 0\n";
    const auto tcp6 =
        std::string(head) +
        "   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0\n"
        "   1: 00000000000000000000000001000000:1F41 00000000000000000000000000000000:0000 0A 0\n"
        "   2: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 0\n";
    EXPECT_THAT(texts(tcp, tcp6),
                testing::ElementsAre("127.0.0.1:8000", "127.0.0.1:3000", "172.17.0.2:80",
                                     "127.0.0.1:8080", "[::1]:8080", "[::1]:8001", "[::1]:3000"));
}

TEST(Listeners, LinesThatDoNotFitArePassedOver) {
    EXPECT_THAT(
        texts("x\n 0: zz:1F40 0 0A\n 0: 0100007F 0 0A\n 0: 0100007F:0000 0 0A\n", "\n\n 0:"),
        testing::IsEmpty());
}

TEST(Listeners, FindASocketOfOurs) {
    boost::asio::io_context io;
    const boost::asio::ip::tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
    EXPECT_THAT(read_listeners(), testing::Contains(acceptor.local_endpoint()));
}

}  // namespace
}  // namespace toolshed::shim
