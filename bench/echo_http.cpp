// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "echo_server.hpp"

namespace toolshed::bench {
namespace {

int listen_on(int port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    const int yes = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    socklen_t size = sizeof address;
    auto* const name = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listener, name, size) != 0 || ::listen(listener, 1024) != 0) return -1;
    ::getsockname(listener, name, &size);
    std::printf("listening on http://127.0.0.1:%d/mcp\n", ntohs(address.sin_port));
    std::fflush(stdout);
    return listener;
}

/// Clients of this are ours or nginx: they name the length one way or another in letters' case.
std::size_t body_length(std::string_view head) {
    for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "})
        if (const auto at = head.find(name); at != std::string_view::npos)
            return std::strtoul(head.data() + at + name.size(), nullptr, 10);
    return 0;
}

std::string http_answer(std::string_view head, std::string_view body) {
    if (!head.starts_with("POST ")) return "HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n";
    const auto answer = echo_answer(body);
    if (!answer) return "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n";
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMcp-Session-Id: bench\r\n"
           "Content-Length: " +
           std::to_string(answer->size()) + "\r\n\r\n" + *answer;
}

/// Answers every whole request in `in`; what is sent at once is small enough for the socket.
bool answer_all(int socket, std::string& in) {
    for (;;) {
        const auto end = in.find("\r\n\r\n");
        if (end == std::string::npos) return true;
        const std::string_view head(in.data(), end);
        const std::size_t whole = end + 4 + body_length(head);
        if (in.size() < whole) return true;
        const std::string out =
            http_answer(head, std::string_view(in).substr(end + 4, whole - end - 4));
        in.erase(0, whole);
        if (::send(socket, out.data(), out.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(out.size()))
            return false;
    }
}

bool take(int socket, std::string& in) {
    std::array<char, 16 * 1024> part{};
    const ssize_t count = ::recv(socket, part.data(), part.size(), 0);
    if (count <= 0) return false;
    in.append(part.data(), static_cast<std::size_t>(count));
    return answer_all(socket, in);
}

}  // namespace

int serve_http(int port) {
    const int listener = listen_on(port);
    if (listener < 0) return 1;
    const int poll = ::epoll_create1(0);
    const auto watch = [&](int socket) {
        epoll_event event{.events = EPOLLIN, .data = {.fd = socket}};
        ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
    };
    watch(listener);
    std::map<int, std::string> received;
    std::array<epoll_event, 64> events{};
    for (;;) {
        const int count = ::epoll_wait(poll, events.data(), events.size(), -1);
        for (int each = 0; each < count; ++each) {
            const int socket = events[static_cast<std::size_t>(each)].data.fd;
            if (socket == listener) {
                const int client = ::accept(listener, nullptr, nullptr);
                if (client < 0) continue;
                const int yes = 1;
                ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
                watch(client);
            } else if (!take(socket, received[socket])) {
                received.erase(socket);
                ::close(socket);
            }
        }
    }
}

}  // namespace toolshed::bench
