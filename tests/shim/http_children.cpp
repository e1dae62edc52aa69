// SPDX-License-Identifier: Apache-2.0
// Servers that speak HTTP, one connection at a time: `shim_http_children BEHAVIOUR`.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

constexpr std::string_view accepted = "HTTP/1.1 202 Accepted\r\nContent-Length: 8\r\n\r\nAccepted";

void say(std::string_view text) {
    if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) ::_exit(9);
}

int listen_on(std::uint16_t port) {
    const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener, 16) != 0)
        ::_exit(8);
    return listener;
}

struct Request {
    int connection = -1;
    std::string head;
    std::string body;
    bool is(std::string_view start) const { return head.starts_with(start); }
    std::string id() const {
        const auto at = body.find("\"id\":");
        if (at == std::string::npos) return {};
        return body.substr(at + 5, body.find_first_of(",}", at + 5) - at - 5);
    }
};

Request next_request(int listener) {
    Request request;
    request.connection = ::accept(listener, nullptr, nullptr);
    std::string bytes;
    std::size_t wanted = std::string::npos;
    char part[65'536];
    while (wanted == std::string::npos || bytes.size() < wanted) {
        const auto count = ::read(request.connection, part, sizeof part);
        if (count <= 0) break;
        bytes.append(part, static_cast<std::size_t>(count));
        const auto end = bytes.find("\r\n\r\n");
        if (end == std::string::npos || wanted != std::string::npos) continue;
        const auto length = bytes.find("Content-Length: ");
        wanted =
            end + 4 + (length < end ? std::strtoul(bytes.c_str() + length + 16, nullptr, 10) : 0);
    }
    const auto end = std::min(bytes.find("\r\n\r\n"), bytes.size());
    request.head = bytes.substr(0, end);
    request.body = bytes.substr(std::min(end + 4, bytes.size()));
    return request;
}

void send(int connection, std::string_view bytes) {
    if (::send(connection, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return;
}

void finish(const Request& request, std::string_view bytes) {
    send(request.connection, bytes);
    ::close(request.connection);
}

std::string http(std::string_view status, std::string_view type, const std::string& body) {
    return "HTTP/1.1 " + std::string(status) + "\r\nContent-Type: " + std::string(type) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
           body;
}

std::string answer(const Request& request, const std::string& path) {
    return R"({"jsonrpc":"2.0","id":)" + request.id() + R"(,"result":{"path":")" + path + "\"}}";
}

void json_at(const std::string& path) {
    say("Server listening on http://localhost:8000" + path + "\n{\"level\":\"info\"}\n");
    const int listener = listen_on(8'000);
    for (;;) {
        const auto request = next_request(listener);
        if (!request.is("POST " + path + " ")) {
            finish(request, http("404 Not Found", "text/html", "<html>no</html>"));
        } else if (request.id().empty()) {
            finish(request,
                   "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        } else {
            finish(request, http("200 OK", "application/json", answer(request, path)));
        }
    }
}

void streams() {
    const int listener = listen_on(8'000);
    for (;;) {
        const auto request = next_request(listener);
        const std::string first = R"(data: {"jsonrpc":"2.0","id":"s1","method":"roots/list"})"
                                  "\n\n";
        if (!request.id().empty() && request.body.find("\"method\"") != std::string::npos)
            finish(request,
                   http("200 OK", "text/event-stream",
                        first + "event: message\ndata: " + answer(request, "/mcp") + "\n\n"));
        else
            finish(request,
                   "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
}

void sse() {
    const int listener = listen_on(8'000);
    int stream = -1;
    for (;;) {
        const auto request = next_request(listener);
        if (request.is("GET /sse ")) {
            stream = request.connection;
            send(stream,
                 "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
                 "event: endpoint\ndata: /messages?sessionId=7\n\n");
        } else if (request.is("POST /messages?sessionId=7 ")) {
            finish(request, accepted);
            if (!request.id().empty())
                send(stream, "event: message\ndata: " + answer(request, "/sse") + "\n\n");
        } else {
            finish(request, http("404 Not Found", "text/plain", "no"));
        }
    }
}

/// Speaks stdio, slowly, and has a web page beside it.
void stdio_with_page() {
    const int listener = listen_on(9'000);
    std::thread page([listener] {
        for (;;) finish(next_request(listener), http("200 OK", "text/html", "<html>page</html>"));
    });
    page.detach();
    std::string line;
    for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1;) {
        if (c != '\n') {
            line += c;
            continue;
        }
        ::poll(nullptr, 0, 400);
        Request request;
        request.body = std::exchange(line, {});
        say(answer(request, "stdio") + "\n");
    }
    ::_exit(0);
}

void dies_at_request() {
    const int listener = listen_on(8'000);
    next_request(listener);
    ::_exit(7);
}

void refuses_host() {
    const int listener = listen_on(8'000);
    for (;;) {
        const auto request = next_request(listener);
        if (request.head.find("\r\nHost: mcp.example:8000\r\n") != std::string::npos)
            finish(request, http("200 OK", "application/json", answer(request, "/mcp")));
        else
            finish(request, http("403 Forbidden", "text/plain", "host not allowed"));
    }
}

}  // namespace

int main(int count, char** arguments) {
    const std::map<std::string, void (*)()> behaviours{
        {"json", [] { json_at("/mcp"); }},
        {"json-at-root", [] { json_at("/"); }},
        {"json-elsewhere", [] { json_at("/api/tools"); }},
        {"streams", streams},
        {"sse", sse},
        {"stdio-with-page", stdio_with_page},
        {"dies-at-request", dies_at_request},
        {"refuses-host", refuses_host},
    };
    const auto found = behaviours.find(count > 1 ? arguments[1] : "");
    if (found == behaviours.end()) return 2;
    found->second();
    return 0;
}
