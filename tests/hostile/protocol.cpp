// SPDX-License-Identifier: Apache-2.0
//
// Answers that are late, wrong, broken, too many or for nobody.
#include <poll.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "behaviour.hpp"

namespace hostile {
namespace {

constexpr std::size_t giant = 48UL << 20;

std::string repeated(std::string_view part, std::size_t times) {
    std::string all;
    all.reserve(part.size() * times);
    for (std::size_t i = 0; i < times; ++i) all += part;
    return all;
}

/// A mode that says `line` instead of the answer to `initialize`, with `ID` as its id.
bool instead_of_initialize(const Request& request, std::string line) {
    if (request.method != "initialize") return false;
    if (const auto at = line.find("ID"); at != std::string::npos)
        line.replace(at, 2, request.id.dump());
    say(line);
    return true;
}

std::string initialize_answer(const std::string& more) {
    const std::string whole = initialized().dump();
    return R"({"jsonrpc":"2.0","id":ID,"result":)" + whole.substr(0, whole.size() - 1) + more +
           "}}";
}

/// A mode that sends `line` so many times before the first list and then answers well.
bool flood_before_list(const Request& request, const std::string& line, std::size_t times) {
    if (request.method != "tools/list") return false;
    constexpr std::size_t batch = 1'000;
    for (std::size_t sent = 0; sent < times; sent += batch)
        write_bytes(repeated(line + "\n", batch));
    return false;
}

void echo_garbage() {
    for (int c; (c = std::getchar()) != EOF;)
        if (c == '\n') say("this is no JSON");
}

constexpr Mode modes[] = {
    {"exits", [] { std::_Exit(3); }},
    {"silent", wait_for_ever},
    {"garbage", echo_garbage},
    {"banner", [] { say("Welcome to the server!"); }},
    {"exits_on_discover", nullptr,
     [](const Request& request) {
         if (request.method == "server/discover") std::_Exit(3);
         return false;
     }},
    {"ignores_end", nullptr, nullptr, wait_for_ever},
    {"closes_output",
     [] {
         ::close(STDOUT_FILENO);
         wait_for_ever();
     }},
    {"half_line", nullptr,
     [](const Request&) {
         write_bytes(R"({"jsonrpc":"2.0","id":)");
         return true;
     }},
    {"slow_line", nullptr,
     [](const Request&) {
         for (;;) {
             write_bytes(" ");
             ::poll(nullptr, 0, 100);
         }
         return true;
     }},
    {"giant_line", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         write_bytes(R"({"jsonrpc":"2.0","result":{"x":")");
         write_bytes(std::string(giant, 'x'));
         say("\"}}");
         return true;
     }},
    {"endless_line", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         for (const std::string block(1 << 20, ' ');;) write_bytes(block);
         return true;
     }},
    {"giant_numbers", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, initialize_answer(R"(,"_meta":{"n":1e999999,"m":)" +
                                                                 std::string(100'000, '9') + "}"));
     }},
    {"giant_id", nullptr,
     [](const Request& request) {
         return instead_of_initialize(
             request, R"({"jsonrpc":"2.0","result":{},"id":)" + std::string(200'000, '9') + "}");
     }},
    {"deep_nesting", nullptr,
     [](const Request& request) {
         return instead_of_initialize(
             request,
             initialize_answer(R"(,"x":)" + repeated("[", 1'000'000) + repeated("]", 1'000'000)));
     }},
    {"duplicate_keys", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"2.0","id":ID,"result":{},"result":)" +
                                                   initialized().dump() + "}");
     }},
    {"invalid_utf8", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request,
                                      initialize_answer(",\"x\":\"\xC0\xAF\xED\xA0\x80\""));
     }},
    {"nul_bytes", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request,
                                      initialize_answer(",\"x\":\"" + std::string(9, '\0') + "\""));
     }},
    {"wrong_id", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         reply("not-yours", Json::object());
         return true;
     }},
    {"null_id", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"2.0","id":null,"result":{}})");
     }},
    {"text_id", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"2.0","id":"ID","result":{}})");
     }},
    {"batch", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"([{"jsonrpc":"2.0","id":ID,"result":{}}])");
     }},
    {"old_json_rpc", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"1.0","id":ID,"result":{}})");
     }},
    {"http_on_stdio", nullptr,
     [](const Request& request) {
         return instead_of_initialize(
             request, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id\":ID}");
     }},
    {"error_is_text", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"2.0","id":ID,"error":"no"})");
     }},
    {"error_is_empty", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"2.0","id":ID,"error":{}})");
     }},
    {"error_and_result", nullptr,
     [](const Request& request) {
         return instead_of_initialize(
             request,
             R"({"jsonrpc":"2.0","id":ID,"result":{},"error":{"code":1,"message":"both"}})");
     }},
    {"neither_error_nor_result", nullptr,
     [](const Request& request) {
         return instead_of_initialize(request, R"({"jsonrpc":"2.0","id":ID})");
     }},
    {"unknown_revision", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         reply(request.id, {{"protocolVersion", "1999-01-01"}, {"capabilities", Json::object()}});
         return true;
     }},
    {"revision_is_number", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         reply(request.id, {{"protocolVersion", 20250618}, {"capabilities", Json::object()}});
         return true;
     }},
    {"duplicate_answers", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         reply(request.id, initialized());
         reply(request.id, {{"protocolVersion", "1999-01-01"}});
         return true;
     }},
    {"answers_to_nobody", nullptr,
     [](const Request& request) {
         return flood_before_list(request, R"({"jsonrpc":"2.0","id":987654321,"result":{}})",
                                  20'000);
     }},
    {"requests_first", nullptr,
     [](const Request& request) {
         if (request.method == "initialize")
             say(R"({"jsonrpc":"2.0","id":77,"method":"roots/list"})");
         return false;
     }},
    {"request_flood", nullptr,
     [](const Request& request) {
         return flood_before_list(
             request, R"({"jsonrpc":"2.0","id":77,"method":"sampling/createMessage"})", 1'000);
     }},
    // It reads none of the answers that it asks for.
    {"deaf_request_flood",
     [] {
         for (;;) say(R"({"jsonrpc":"2.0","id":77,"method":"sampling/createMessage"})");
     }},
    {"notification_flood", nullptr,
     [](const Request& request) {
         return flood_before_list(
             request, R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})", 100'000);
     }},
    {"progress_flood", nullptr,
     [](const Request& request) {
         return flood_before_list(
             request,
             R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1}})",
             100'000);
     }},
    {"garbage_flood", nullptr,
     [](const Request& request) { return flood_before_list(request, "no JSON at all", 100'000); }},
    {"endless_notifications", nullptr,
     [](const Request& request) {
         if (request.method != "initialize") return false;
         for (;;) say(R"({"jsonrpc":"2.0","method":"notifications/message"})");
         return true;
     }},
};

void die_after_answer(const Request& request) {
    ::alarm(1);
    reply(request.id, text("fine"));
}

constexpr Call calls[] = {
    {"dies_in_call", [](const Request&) { std::_Exit(9); }},
    {"silent_call", [](const Request&) {}},
    {"slow_call",
     [](const Request& request) {
         ::sleep(4);
         reply(request.id, text("fine"));
     }},
    {"dies_after_call", die_after_answer},
    {"rpc_error", [](const Request& request) { refuse(request.id, "no such tool"); }},
    {"result_is_text", [](const Request& request) { reply(request.id, "text"); }},
    {"result_is_array", [](const Request& request) { reply(request.id, Json::array()); }},
    {"garbage_in_call",
     [](const Request& request) {
         say("Warning: something that is no JSON");
         reply(request.id, text("fine"));
     }},
    {"answers_twice",
     [](const Request& request) {
         reply(request.id, text("fine"));
         reply(request.id, text("a second answer"));
     }},
    {"answers_another",
     [](const Request& request) { reply(request.id.get<long>() + 1, text("for another call")); }},
    {"malformed_answer",
     [](const Request& request) {
         say(R"({"jsonrpc":"2.0","id":)" + request.id.dump() + R"(,"result":{"content":[})");
     }},
    {"nested_answer",
     [](const Request& request) {
         say(R"({"jsonrpc":"2.0","id":)" + request.id.dump() + R"(,"result":)" +
             repeated("[", 1'000'000) + repeated("]", 1'000'000) + "}");
     }},
    {"asks_for_input",
     [](const Request& request) {
         reply(request.id, {{"resultType", "input_required"}, {"inputRequests", Json::object()}});
     }},
    {"hides_an_error",
     [](const Request& request) {
         say(R"({"jsonrpc":"2.0","id":)" + request.id.dump() +
             R"(,"result":{"content":[],"isError":true,"isError":false}})");
     }},
    {"progress_in_call",
     [](const Request& request) {
         write_bytes(repeated(
             R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}})"
             "\n",
             50'000));
         reply(request.id, text("fine"));
     }},
};

}  // namespace

std::span<const Mode> protocol_modes() {
    return modes;
}
std::span<const Call> protocol_calls() {
    return calls;
}

}  // namespace hostile
