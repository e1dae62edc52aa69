// SPDX-License-Identifier: Apache-2.0
// The rules in force, in two network namespaces of the test's own: a workload, and a peer that
// answers as every address there is.
#include "shim/network/netfilter.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "base/descriptor.hpp"

namespace toolshed::shim::network {
namespace {

constexpr int answer_limit_ms = 10'000;
constexpr int silence_ms = 300;  // how long nothing must come to be taken for nothing
constexpr int tries_max = 30;
constexpr std::uint16_t web = 80;
constexpr std::uint16_t domain = 53;

const PublicAccess access{*prefix_from("10.0.0.53"),
                          {*prefix_from("8.8.0.0/16"), *prefix_from("2a00:bad::/32")}};

struct Address {
    sockaddr_storage bytes{};
    socklen_t size = 0;
};

Address address_of(const std::string& text, std::uint16_t port) {
    Address address;
    if (text.find(':') != std::string::npos) {
        auto& v6 = reinterpret_cast<sockaddr_in6&>(address.bytes);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        ::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr);
        address.size = sizeof v6;
    } else {
        auto& v4 = reinterpret_cast<sockaddr_in&>(address.bytes);
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        ::inet_pton(AF_INET, text.c_str(), &v4.sin_addr);
        address.size = sizeof v4;
    }
    return address;
}

/// 0 when somebody accepted, ETIMEDOUT when nothing came, else how the kernel refused.
int connect_to(const std::string& text, std::uint16_t port, int limit_ms = answer_limit_ms) {
    const auto to = address_of(text, port);
    const Descriptor socket(::socket(to.bytes.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to.bytes), to.size) == 0)
        return 0;
    if (errno != EINPROGRESS) return errno;
    pollfd wait{socket.get(), POLLOUT, 0};
    if (::poll(&wait, 1, limit_ms) == 0) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

/// 0 when an echo came back.
int ask_over_udp(const std::string& text, std::uint16_t port) {
    const auto to = address_of(text, port);
    const Descriptor socket(::socket(to.bytes.ss_family, SOCK_DGRAM, 0));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&to.bytes), to.size) != 0)
        return errno;
    if (::send(socket.get(), "q", 1, 0) != 1) return errno;
    pollfd wait{socket.get(), POLLIN, 0};
    if (::poll(&wait, 1, answer_limit_ms) == 0) return ETIMEDOUT;
    char byte = 0;
    return ::recv(socket.get(), &byte, 1, 0) == 1 ? 0 : errno;
}

void listen_everywhere(std::uint16_t port) {
    const auto any = address_of("::", port);
    const int listener = ::socket(AF_INET6, SOCK_STREAM, 0);
    if (::bind(listener, reinterpret_cast<const sockaddr*>(&any.bytes), any.size) != 0 ||
        ::listen(listener, 16) != 0)
        ::_exit(3);
}

int echo_socket(std::uint16_t port) {
    const int yes = 1;
    const auto any = address_of("::", port);
    const int socket = ::socket(AF_INET6, SOCK_DGRAM, 0);
    // An answer must come from the address that was asked.
    ::setsockopt(socket, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_RECVPKTINFO, &yes, sizeof yes);
    ::setsockopt(socket, IPPROTO_IPV6, IPV6_TRANSPARENT, &yes, sizeof yes);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&any.bytes), any.size) != 0) ::_exit(3);
    return socket;
}

/// Sends back what came, with the control message that tells to which address it came.
void echo_once(int socket) {
    char byte = 0;
    sockaddr_storage from{};
    char control[256];
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_name = &from;
    message.msg_namelen = sizeof from;
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    if (::recvmsg(socket, &message, 0) == 1) ::sendmsg(socket, &message, 0);
}

bool run(const std::string& command) {
    const pid_t child = ::fork();
    if (child == 0) {
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDOUT_FILENO);
        ::dup2(nowhere, STDERR_FILENO);
        ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
        ::_exit(127);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    return status == 0;
}

/// Has the two namespaces for as long as it lives; this process is in that of the workload.
class Networks {
public:
    Networks() {
        int go[2];
        int ready[2];
        ok = ::pipe(go) == 0 && ::pipe(ready) == 0;
        peer_ = ::fork();
        if (peer_ == 0) {
            ::close(go[1]);
            be_peer(go[0], ready[1]);
        }
        ::close(go[0]);
        char byte = 0;
        ok = ok && ::read(ready[0], &byte, 1) == 1 && ::unshare(CLONE_NEWNET) == 0 &&
             run("ip link set lo up") &&
             run("ip link add w type veth peer name p netns " + std::to_string(peer_)) &&
             ::write(go[1], "g", 1) == 1 && ::read(ready[0], &byte, 1) == 1 && byte == 'u' &&
             run("ip addr add 172.20.0.2/24 dev w") &&
             run("ip -6 addr add 2a00:1::2/64 dev w nodad") && run("ip link set w up") &&
             run("ip route add default via 172.20.0.1") &&
             run("ip -6 route add default via 2a00:1::1");
        go_ = go[1];
        ready_ = ready[0];
    }
    ~Networks() {
        ::close(go_);  // at which the peer ends, whoever we are by now
        ::waitpid(peer_, nullptr, 0);
    }
    Networks(const Networks&) = delete;

    /// What the peer gets that connects to us.
    int inbound(char family) {
        char answer = 0;
        if (::write(go_, &family, 1) != 1 || ::read(ready_, &answer, 1) != 1) return -1;
        return answer;
    }

    bool ok = false;

private:
    [[noreturn]] static void be_peer(int go, int ready) {
        char byte = 0;
        if (::unshare(CLONE_NEWNET) != 0 || ::write(ready, "r", 1) != 1 ||
            ::read(go, &byte, 1) != 1)
            ::_exit(1);
        const bool up = run("ip link set lo up") && run("ip addr add 172.20.0.1/24 dev p") &&
                        run("ip -6 addr add 2a00:1::1/64 dev p nodad") && run("ip link set p up") &&
                        run("ip route add local 0.0.0.0/0 dev lo table main") &&
                        run("ip -6 route add local ::/0 dev lo table main");
        for (const auto port : {web, domain}) listen_everywhere(port);
        const int echo[] = {echo_socket(web), echo_socket(domain)};
        if (::write(ready, up ? "u" : "f", 1) != 1) ::_exit(1);
        for (;;) {
            pollfd waits[] = {{go, POLLIN, 0}, {echo[0], POLLIN, 0}, {echo[1], POLLIN, 0}};
            ::poll(waits, 3, -1);
            if (waits[1].revents != 0) echo_once(echo[0]);
            if (waits[2].revents != 0) echo_once(echo[1]);
            if (waits[0].revents == 0) continue;
            if (::read(go, &byte, 1) != 1) ::_exit(0);
            const char answer = static_cast<char>(
                connect_to(byte == '4' ? "172.20.0.2" : "2a00:1::2", 8'080, silence_ms));
            if (::write(ready, &answer, 1) != 1) ::_exit(1);
        }
    }

    pid_t peer_ = -1;
    int go_ = -1;
    int ready_ = -1;
};

/// Runs `work` in a process of its own, since a namespace cannot be left again.
class NetworkRules : public ::testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0) GTEST_SKIP() << "needs root to make networks";
    }
    template <class Work>
    static void in_own_networks(Work work) {
        const pid_t child = ::fork();
        if (child == 0) {
            {
                Networks networks;
                EXPECT_TRUE(networks.ok) << "the networks could not be made";
                if (networks.ok) work(networks);
            }
            ::_exit(::testing::Test::HasFailure() ? 1 : 0);
        }
        int status = -1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
};

TEST_F(NetworkRules, LetPublicAddressesBeReachedAndNoOthers) {
    in_own_networks([](Networks&) {
        const std::vector<std::string> refused{
            "172.20.0.1", "10.1.2.3",    "169.254.169.254", "192.168.0.1",    "100.64.0.1",
            "8.8.4.4",    "203.0.113.5", "198.18.0.1",      "64:ff9b::a00:1", "2002:a00:1::1",
            "fd00::1",    "2001:db8::1", "2a00:bad::1"};
        for (const auto& address : refused) EXPECT_EQ(connect_to(address, web), 0) << address;
        const auto set = allow_public_only(access);
        ASSERT_TRUE(set) << set.error().message;
        for (const std::string address : {"1.2.3.4", "93.184.216.34", "2a00:1450::7"}) {
            EXPECT_EQ(connect_to(address, web), 0) << address;
            EXPECT_EQ(ask_over_udp(address, web), 0) << address;
        }
        for (const auto& address : refused) {
            const bool v6 = address.find(':') != std::string::npos;
            EXPECT_EQ(connect_to(address, web), v6 ? ECONNREFUSED : EHOSTUNREACH) << address;
            EXPECT_NE(ask_over_udp(address, web), 0) << address;
        }
    });
}

TEST_F(NetworkRules, LetNamesBeAskedAtOneResolver) {
    in_own_networks([](Networks&) {
        ASSERT_TRUE(allow_public_only(access));
        EXPECT_EQ(ask_over_udp("10.0.0.53", domain), 0);
        EXPECT_EQ(connect_to("10.0.0.53", domain), 0);
        EXPECT_EQ(connect_to("10.0.0.53", web), EHOSTUNREACH) << "only its port 53";
        EXPECT_EQ(connect_to("1.2.3.4", domain), EHOSTUNREACH);
        EXPECT_EQ(connect_to("2a00:1450::7", domain), ECONNREFUSED);
        EXPECT_NE(ask_over_udp("1.2.3.4", domain), 0);
    });
}

TEST_F(NetworkRules, LetNothingIn) {
    in_own_networks([](Networks& networks) {
        listen_everywhere(8'080);
        for (const char family : {'4', '6'}) {
            int seen = networks.inbound(family);
            for (int tries = 0; seen != 0 && tries < tries_max; ++tries)
                seen = networks.inbound(family);
            EXPECT_EQ(seen, 0) << family << ": without rules it comes in";
        }
        ASSERT_TRUE(allow_public_only(access));
        EXPECT_EQ(networks.inbound('4'), ETIMEDOUT);
        EXPECT_EQ(networks.inbound('6'), ETIMEDOUT);
        EXPECT_EQ(connect_to("127.0.0.1", 8'080), 0) << "the loopback is the workload's own";
        EXPECT_EQ(connect_to("::1", 8'080), 0);
    });
}

TEST_F(NetworkRules, LetNoRawPacketOutToOthers) {
    in_own_networks([](Networks&) {
        ASSERT_TRUE(allow_public_only(access));
        const Descriptor raw(::socket(AF_INET, SOCK_RAW, 253));
        ASSERT_TRUE(raw);
        for (const std::string text : {"10.1.2.3", "1.2.3.4"}) {
            const auto to = address_of(text, 0);
            EXPECT_EQ(::sendto(raw.get(), "x", 1, 0, reinterpret_cast<const sockaddr*>(&to.bytes),
                               to.size),
                      -1)
                << text << ": neither TCP nor UDP";
        }
    });
}

TEST_F(NetworkRules, AreSetOnceAndNotByAnybody) {
    in_own_networks([](Networks&) {
        ASSERT_TRUE(allow_public_only(access));
        const auto again = allow_public_only({});
        ASSERT_FALSE(again);
        EXPECT_EQ(again.error().code, "network_rules_failed");
        EXPECT_EQ(connect_to("10.0.0.53", domain), 0) << "the first rules are still there";
        ASSERT_EQ(::setresuid(65'534, 65'534, 65'534), 0);
        const auto other = allow_public_only(access);
        ASSERT_FALSE(other);
        EXPECT_NE(other.error().message.find("not permitted"), std::string::npos)
            << other.error().message;
    });
}

}  // namespace
}  // namespace toolshed::shim::network
