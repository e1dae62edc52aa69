// SPDX-License-Identifier: Apache-2.0
#include "load_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

#include "mcp/envelope.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::bench {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";

int connect_to(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
    return socket;
}

bool same_letters(std::string_view one, std::string_view other) {
    if (one.size() != other.size()) return false;
    for (std::size_t at = 0; at < one.size(); ++at)
        if ((one[at] | 0x20) != (other[at] | 0x20)) return false;
    return true;
}

std::string_view field(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos;
         at = head.find("\r\n", at)) {
        at += 2;
        if (at + name.size() >= head.size()) return {};
        if (!same_letters(head.substr(at, name.size()), name) || head[at + name.size()] != ':')
            continue;
        std::string_view value = head.substr(at + name.size() + 1);
        value = value.substr(0, value.find("\r\n"));
        while (value.starts_with(' ')) value.remove_prefix(1);
        return value;
    }
    return {};
}

std::size_t number_in(std::string_view text, int base) {
    std::size_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

std::string last_message(std::string_view events) {
    const auto at = events.rfind("data: {");
    if (at == std::string_view::npos) return {};
    const auto data = events.substr(at + 6);
    return std::string(data.substr(0, data.find('\n')));
}

std::string text_of(int connection, std::int64_t call) {
    return "c" + std::to_string(connection) + "-" + std::to_string(call);
}

}  // namespace

LoadConnection::LoadConnection(const Endpoint& endpoint, int number)
    : endpoint_(endpoint), number_(number), socket_(connect_to(endpoint.port)) {}

LoadConnection::~LoadConnection() {
    ::close(socket_);
}

void LoadConnection::initialize() {
    send(
        "POST",
        R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",)"
        R"("capabilities":{},"clientInfo":{"name":"load","version":"1"}}})");
}

void LoadConnection::tell_initialized() {
    send("POST", R"({"jsonrpc":"2.0","method":"notifications/initialized"})");
}

void LoadConnection::call(Moment intended) {
    intended_ = intended;
    ++calls_;
    send("POST", R"({"jsonrpc":"2.0","id":)" + std::to_string(calls_) +
                     R"(,"method":"tools/call","params":{"name":"echo","arguments":{"text":")" +
                     text_of(number_, calls_) + R"("}}})");
}

void LoadConnection::listen() {
    head_only_ = true;
    send("GET", {});
}

void LoadConnection::send(std::string_view method, const std::string& body) {
    std::string out(method);
    out += " " + endpoint_.path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(endpoint_.port);
    out += method == "GET" ? "\r\nAccept: text/event-stream"
                           : "\r\nContent-Type: application/json\r\nAccept: application/json, "
                             "text/event-stream\r\nContent-Length: " +
                                 std::to_string(body.size());
    if (!endpoint_.token.empty()) out += "\r\nAuthorization: Bearer " + endpoint_.token;
    if (!session_.empty())
        out += "\r\nMcp-Session-Id: " + session_ + "\r\nMCP-Protocol-Version: 2025-11-25";
    out.append(head_end).append(body);
    busy_ = true;
    if (::send(socket_, out.data(), out.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(out.size()))
        throw std::runtime_error("cannot send");
}

bool LoadConnection::read() {
    std::array<char, 16 * 1024> part{};
    const ssize_t count = ::recv(socket_, part.data(), part.size(), 0);
    if (count <= 0) return false;
    in_.append(part.data(), static_cast<std::size_t>(count));
    return true;
}

/// All chunks put together once the last one is there.
std::optional<std::string> LoadConnection::chunked_body(std::size_t begin) {
    std::string body;
    for (std::size_t at = begin;;) {
        const auto line = in_.find("\r\n", at);
        if (line == std::string::npos) return std::nullopt;
        const std::size_t size = number_in(std::string_view(in_).substr(at, line - at), 16);
        at = line + 2;
        if (in_.size() < at + size + 2) return std::nullopt;
        body.append(in_, at, size);
        at += size + 2;
        if (size > 0) continue;
        in_.erase(0, at);
        return body;
    }
}

std::optional<HttpAnswer> LoadConnection::take_answer() {
    const auto end = in_.find(head_end);
    if (end == std::string::npos) return std::nullopt;
    const std::string head = in_.substr(0, end);
    const std::size_t begin = end + head_end.size();
    HttpAnswer answer{static_cast<int>(number_in(std::string_view(head).substr(9, 3), 10)), {}};
    if (head_only_) {
        in_.clear();
    } else if (!field(head, "Transfer-Encoding").empty()) {
        auto body = chunked_body(begin);
        if (!body) return std::nullopt;
        answer.body = std::move(*body);
    } else {
        const std::size_t size = number_in(field(head, "Content-Length"), 10);
        if (in_.size() < begin + size) return std::nullopt;
        answer.body = in_.substr(begin, size);
        in_.erase(0, begin + size);
    }
    if (field(head, "Content-Type").starts_with("text/event-stream"))
        answer.body = last_message(answer.body);
    if (const auto session = field(head, "Mcp-Session-Id"); !session.empty()) session_ = session;
    busy_ = false;
    return answer;
}

bool LoadConnection::is_mine(const HttpAnswer& answer) const {
    const auto envelope = mcp::index_message(answer.body);
    if (!envelope || answer.status != 200 || envelope->id != std::to_string(calls_)) return false;
    bool found = false;
    mcp::for_each_element(mcp::member(envelope->result, "content"), [&](std::string_view content) {
        found = mcp::string_value(mcp::member(content, "text")) == text_of(number_, calls_);
        return false;
    });
    return found;
}

}  // namespace toolshed::bench
