// SPDX-License-Identifier: Apache-2.0
//
// An MCP server that tries to get somewhere over the network, as its tools are told, and says how
// the kernel answered. It listens on port 8080, for others to try.
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <string>

#include "shim/network/netlink.hpp"

namespace {

using Json = nlohmann::json;
using toolshed::shim::network::NetlinkMessages;
using toolshed::shim::network::NetlinkSocket;

constexpr int limit_ms = 10'000;

std::string word(int error) {
    return error == 0 ? "done" : std::strerror(error);
}

int connect_to(const std::string& address, int port) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    if (::inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1) return EINVAL;
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    int error = 0;
    if (::connect(socket, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) error = errno;
    if (error == EINPROGRESS) {
        pollfd wait{socket, POLLOUT, 0};
        socklen_t size = sizeof error;
        if (::poll(&wait, 1, limit_ms) == 0)
            error = ETIMEDOUT;
        else
            ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    ::close(socket);
    return error;
}

std::string flush_rules() {
    auto socket = NetlinkSocket::open(NETLINK_NETFILTER);
    if (!socket) return socket.error().message;
    NetlinkMessages messages;
    messages.begin(NFNL_MSG_BATCH_BEGIN, 0, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
    messages.end();
    messages.begin(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_DELTABLE, NLM_F_ACK, NFPROTO_INET, 0);
    messages.put_text(NFTA_TABLE_NAME, "toolshed");
    messages.end();
    messages.begin(NFNL_MSG_BATCH_END, 0, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
    messages.end();
    const auto done = socket->transact(messages, 1);
    return done ? "done" : done.error().message;
}

std::string attempt(const std::string& what) {
    const auto told = [](long result) { return word(result < 0 ? errno : 0); };
    if (what == "flush") return flush_rules();
    if (what == "raw") return told(::socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    if (what == "packet") return told(::socket(AF_PACKET, SOCK_RAW, 0));
    if (what == "namespace") return told(::unshare(CLONE_NEWUSER | CLONE_NEWNET));
    if (what == "join")
        return told(::syscall(SYS_setns, ::open("/proc/1/ns/net", 0), CLONE_NEWNET));
    if (what == "interfaces") {
        std::string names;
        auto* const first = ::if_nameindex();
        for (auto* each = first; each != nullptr && each->if_index != 0; ++each)
            names += (names.empty() ? "" : " ") + std::string(each->if_name);
        return names;
    }
    return "no such attempt";
}

std::string called(const Json& params) {
    const auto arguments = params.value("arguments", Json::object());
    if (params.value("name", "") == "connect")
        return word(connect_to(arguments.value("address", ""), arguments.value("port", 0)));
    return attempt(arguments.value("what", ""));
}

Json answer(const std::string& method, const Json& params) {
    if (method == "initialize")
        return {{"protocolVersion", "2025-06-18"},
                {"capabilities", {{"tools", Json::object()}}},
                {"serverInfo", {{"name", "network-probe"}, {"version", "1"}}}};
    if (method == "tools/list") {
        Json tools = Json::array();
        for (const char* name : {"connect", "attempt"})
            tools.push_back({{"name", name}, {"inputSchema", {{"type", "object"}}}});
        return {{"tools", tools}};
    }
    if (method == "tools/call")
        return {{"content", {{{"type", "text"}, {"text", called(params)}}}}};
    return nullptr;
}

void handle(const Json& message) {
    if (!message.is_object() || !message.contains("method") || !message.contains("id")) return;
    Json reply{{"jsonrpc", "2.0"}, {"id", message["id"]}};
    auto result = answer(message["method"], message.value("params", Json::object()));
    if (result.is_null())
        reply["error"] = {{"code", -32601}, {"message", "Method not found"}};
    else
        reply["result"] = std::move(result);
    std::puts(reply.dump().c_str());
    std::fflush(stdout);
}

void listen_for_others() {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(8'080);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&any), sizeof any) != 0 ||
        ::listen(listener, 16) != 0)
        std::perror("listen");
}

}  // namespace

int main() {
    listen_for_others();
    std::string line;
    for (int c; (c = std::getchar()) != EOF;) {
        if (c != '\n') {
            line += static_cast<char>(c);
            continue;
        }
        handle(Json::parse(line, nullptr, false));
        line.clear();
    }
}
