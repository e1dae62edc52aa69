// SPDX-License-Identifier: Apache-2.0
// Servers that behave and servers that do not: `shim_children BEHAVIOUR`. Each reads requests line
// by line.
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>

namespace {

void write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const auto count = ::write(descriptor, text.data(), text.size());
        if (count <= 0) ::_exit(9);
        text.remove_prefix(static_cast<std::size_t>(count));
    }
}

void say(std::string_view text) {
    write_all(STDOUT_FILENO, text);
}
void complain(std::string_view text) {
    write_all(STDERR_FILENO, text);
}

bool read_line(std::string& line) {
    line.clear();
    for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1;) {
        if (c == '\n') return true;
        line += c;
    }
    return false;
}

/// The raw id of a request that the tests wrote: the digits behind `"id":`.
std::string id_of(const std::string& line) {
    const auto at = line.find("\"id\":");
    if (at == std::string::npos) return {};
    const auto start = at + 5;
    return line.substr(start, line.find_first_of(",}", start) - start);
}

std::string answer(const std::string& id, const std::string& result) {
    return R"({"result":)" + result + R"(,"jsonrpc":"2.0","id":)" + id + "}\n";
}

[[noreturn]] void wait_for_ever() {
    for (;;) ::pause();
}

void echo() {
    for (std::string line; read_line(line);)
        if (const auto id = id_of(line); !id.empty()) say(answer(id, R"({"echo":  )" + line + "}"));
}

void garbage_first() {
    say("Server listening on stdio\r\n\n \xFF\xFE\n[1,2]\n");
    echo();
}

void wrong_id() {
    for (std::string line; read_line(line);) say(answer("\"other\"", "{}"));
}

void late() {
    std::string first, second;
    read_line(first);
    read_line(second);
    say(answer(id_of(first), "1") + answer(id_of(second), "2"));
    echo();
}

void dies_during_call() {
    std::string line;
    read_line(line);
    complain("first\nfatal: \xFF no database\n");
    ::_exit(4);
}

void answers_and_dies() {
    std::string line;
    read_line(line);
    say(answer(id_of(line), "{\"last\":true}"));
    ::_exit(5);
}

void ignores_end_of_input() {
    echo();
    wait_for_ever();
}

void ignores_everything() {
    ::signal(SIGTERM, SIG_IGN);
    echo();
    wait_for_ever();
}

/// Leaves a grandchild in a session of its own, which holds the pipes open; prints its number.
void orphan() {
    const auto middle = ::fork();
    if (middle == 0) {
        ::setsid();
        const auto grandchild = ::fork();
        if (grandchild == 0) {
            ::signal(SIGTERM, SIG_IGN);
            complain("grandchild " + std::to_string(::getpid()) + "\n");
            wait_for_ever();
        }
        ::_exit(0);
    }
    ::waitpid(middle, nullptr, 0);
    echo();
}

void floods_output() {
    const std::string line(4'000, 'x');
    for (;;) say(line + "\n");
}

void floods_without_line_end() {
    const std::string part(65'536, 'x');
    for (;;) say(part);
}

void floods_errors() {
    for (int i = 0; i < 20'000; ++i) complain("line " + std::to_string(i) + "\n");
    echo();
    for (;;) complain("more\n");
}

/// To `big` with the id behind the result, as most servers write it; to `front` with the id in
/// front; echoes the rest.
void big() {
    for (std::string line; read_line(line);) {
        const auto id = id_of(line);
        const std::string data(10 * 1024 * 1024, 'b');
        if (line.find("\"big\"") != std::string::npos)
            say(answer(id, "\"" + data + "\""));
        else if (line.find("\"front\"") != std::string::npos)
            say(R"({"jsonrpc":"2.0","id":)" + id + R"(,"result":")" + data + "\"}\n");
        else
            say(answer(id, "{}"));
    }
}

/// Asks for roots, sampling and a ping before it answers, and tells what it got.
void asks_client() {
    std::string line, reply;
    read_line(line);
    const auto id = id_of(line);
    std::string replies;
    for (const std::string method : {"ping", "roots/list"}) {
        say(R"({"jsonrpc":"2.0","id":"q-)" + method + R"(","method":")" + method + "\"}\n");
        read_line(reply);
        replies += (replies.empty() ? "" : ",") + reply;
    }
    say(R"({"jsonrpc":"2.0","method":"notifications/message","params":{}})"
        "\n");
    say(answer(id, "[" + replies + "]"));
    echo();
}

/// Sends pings for ever and reads nothing.
void pings_without_reading() {
    for (long i = 0;; ++i)
        say(R"({"jsonrpc":"2.0","id":)" + std::to_string(i) + R"(,"method":"ping"})" + "\n");
}

void reads_nothing() {
    wait_for_ever();
}

void closes_input() {
    ::close(STDIN_FILENO);
    wait_for_ever();
}

void partial_line() {
    std::string line;
    read_line(line);
    const auto whole = answer(id_of(line), "\"no line end\"");
    say(whole.substr(0, whole.size() - 1));
    ::_exit(0);
}

std::string text_of(const char* path) {
    std::string text;
    char part[4'096];
    const int file = ::open(path, O_RDONLY);
    for (ssize_t count; (count = ::read(file, part, sizeof part)) > 0;)
        text.append(part, static_cast<std::size_t>(count));
    ::close(file);
    return text;
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += ' ';
        else if (c == '"' || c == '\\')
            out += std::string("\\") + c;
        else
            out += c;
    }
    return out + "\"";
}

/// Tells who and where it is, and what it can do to the shim.
void describes_itself() {
    std::string line;
    read_line(line);
    std::string out = "{\"status\":" + quoted(text_of("/proc/self/status"));
    char folder[4'096] = "";
    out += ",\"cwd\":" + quoted(::getcwd(folder, sizeof folder) ? folder : "");
    out += ",\"oom\":" + quoted(text_of("/proc/self/oom_score_adj"));
    for (const char* name : {"HOME", "TMPDIR", "XDG_CACHE_HOME", "GIVEN", "USER"}) {
        const char* const value = ::getenv(name);
        out += ",\"" + std::string(name) + "\":" + quoted(value ? value : "(none)");
    }
    std::string descriptors;
    for (int fd = 0; fd < 256; ++fd)
        if (::fcntl(fd, F_GETFD) >= 0) descriptors += std::to_string(fd) + " ";
    out += ",\"descriptors\":" + quoted(descriptors);
    out += ",\"kill\":" + std::to_string(::kill(::getppid(), SIGTERM));
    const int memory = ::open(("/proc/" + std::to_string(::getppid()) + "/mem").c_str(), O_RDONLY);
    out += ",\"memory\":" + std::string(memory < 0 ? "false" : "true");
    const int errors = ::open("/dev/stderr", O_WRONLY);
    out += ",\"dev_stderr\":" + std::string(errors < 0 ? "false" : "true") + "}";
    say(answer(id_of(line), out));
    echo();
}

}  // namespace

int main(int count, char** arguments) {
    const std::map<std::string, void (*)()> behaviours{
        {"echo", echo},
        {"garbage-first", garbage_first},
        {"wrong-id", wrong_id},
        {"late", late},
        {"dies-during-call", dies_during_call},
        {"answers-and-dies", answers_and_dies},
        {"ignores-end-of-input", ignores_end_of_input},
        {"ignores-everything", ignores_everything},
        {"orphan", orphan},
        {"floods-output", floods_output},
        {"floods-without-line-end", floods_without_line_end},
        {"floods-errors", floods_errors},
        {"big", big},
        {"asks-client", asks_client},
        {"pings-without-reading", pings_without_reading},
        {"reads-nothing", reads_nothing},
        {"closes-input", closes_input},
        {"partial-line", partial_line},
        {"describes-itself", describes_itself},
        {"exits-with-3", [] { ::_exit(3); }},
    };
    const auto found = behaviours.find(count > 1 ? arguments[1] : "");
    if (found == behaviours.end()) return 2;
    found->second();
    return 0;
}
