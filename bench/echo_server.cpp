// SPDX-License-Identifier: Apache-2.0
//
// An MCP server with one tool, `echo`, that costs as little as it can: over standard input and
// output, or with `http [PORT]` over HTTP. What stands before it is what the bench measures.
#include "echo_server.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>

#include "mcp/envelope.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::bench {
namespace {

constexpr std::string_view initialize_result =
    R"({"protocolVersion":"2025-11-25","capabilities":{"tools":{}},)"
    R"("serverInfo":{"name":"bench-echo","version":"1"}})";
constexpr std::string_view tools_result =
    R"({"tools":[{"name":"echo","description":"Says what it is told.","inputSchema":)"
    R"({"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}}]})";

std::string result_of(const mcp::Envelope& envelope) {
    if (envelope.method == "initialize") return std::string(initialize_result);
    if (envelope.method == "tools/list") return std::string(tools_result);
    if (envelope.method == "ping") return "{}";
    if (envelope.method != "tools/call") return {};
    const auto text = mcp::member(mcp::member(envelope.params, "arguments"), "text");
    return R"({"content":[{"type":"text","text":)" + std::string(text.empty() ? R"("")" : text) +
           "}]}";
}

bool write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

/// All lines that one read brought are answered with one write.
int serve_stdio() {
    std::string in;
    std::array<char, 64 * 1024> part{};
    for (;;) {
        const ssize_t count = ::read(STDIN_FILENO, part.data(), part.size());
        if (count <= 0) return 0;
        in.append(part.data(), static_cast<std::size_t>(count));
        std::string out;
        std::size_t begin = 0;
        for (std::size_t end = 0; (end = in.find('\n', begin)) != std::string::npos;
             begin = end + 1) {
            const auto answer = echo_answer(std::string_view(in).substr(begin, end - begin));
            if (answer) out.append(*answer) += '\n';
        }
        in.erase(0, begin);
        if (!write_all(out)) return 1;
    }
}

}  // namespace

std::optional<std::string> echo_answer(std::string_view message) {
    const auto envelope = mcp::index_message(message);
    if (!envelope || !envelope->is_request()) return std::nullopt;
    std::string answer = R"({"jsonrpc":"2.0","id":)" + std::string(envelope->id);
    const std::string result = result_of(*envelope);
    if (result.empty())
        answer += R"(,"error":{"code":-32601,"message":"Method not found"}})";
    else
        answer.append(R"(,"result":)").append(result) += '}';
    return answer;
}

}  // namespace toolshed::bench

int main(int count, char** arguments) {
    if (count > 1 && std::string_view(arguments[1]) == "http")
        return toolshed::bench::serve_http(count > 2 ? std::atoi(arguments[2]) : 0);
    return toolshed::bench::serve_stdio();
}
