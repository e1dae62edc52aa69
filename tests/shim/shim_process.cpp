// SPDX-License-Identifier: Apache-2.0
#include "shim_process.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace toolshed::tests {
namespace {

constexpr int tries_max = 20'000;

/// Gives the machine a moment between two looks at it; what ends the wait is the look.
void pause_briefly() {
    ::poll(nullptr, 0, 2);
}

bool has_ended(pid_t child) {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid == child;
}

[[noreturn]] void run_shim(char** arguments) {
    ::setsid();
    // A process that gave up its rights cannot look for leaks in itself; the others are looked for
    // all the same.
    ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
    ::execv(SHIM_BINARY, arguments);
    ::_exit(127);
}

/// What the engine gives to a workload: three capabilities, no-new-privileges, and a `/proc` of its
/// own.
void become_a_workload() {
    ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    ::mount("proc", "/proc", "proc", 0, nullptr);
    for (int capability = 0; capability < 64; ++capability)
        if (capability != CAP_SETUID && capability != CAP_SETGID && capability != CAP_KILL)
            ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

void enter_own_network() {
    if (::unshare(CLONE_NEWNET) != 0) ::_exit(126);
    const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq loopback{};
    std::memcpy(loopback.ifr_name, "lo", 3);
    loopback.ifr_flags = IFF_UP;
    if (any < 0 || ::ioctl(any, SIOCSIFFLAGS, &loopback) != 0) ::_exit(126);
    ::close(any);
}

/// In a fresh child of the tests. With a namespace, this process stays outside and ends like the
/// shim.
[[noreturn]] void run_in(const Place& place, char** arguments, int number_to) {
    if (place.own_network) enter_own_network();
    if (!place.first_of_namespace) run_shim(arguments);
    if (::unshare(CLONE_NEWPID | CLONE_NEWNS) != 0) ::_exit(126);
    const pid_t first = ::fork();
    if (first == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
        become_a_workload();
        run_shim(arguments);
    }
    if (::write(number_to, &first, sizeof first) != sizeof first) ::_exit(126);
    int state = 0;
    ::waitpid(first, &state, 0);
    ::_exit(WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state));
}

std::string make_folder() {
    std::string name = ::testing::TempDir() + "shim-XXXXXX";
    if (!::mkdtemp(name.data())) ADD_FAILURE() << "mkdtemp " << name;
    ::chmod(name.c_str(), 0755);
    return name;
}

}  // namespace

Wire::Wire(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), std::min(path.size() + 1, sizeof address.sun_path));
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

Wire::~Wire() {
    if (socket_ >= 0) ::close(socket_);
}

void Wire::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count <= 0) return;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void Wire::shut_down_sending() {
    ::shutdown(socket_, SHUT_WR);
}

bool Wire::fill() {
    char part[65'536];
    const auto count = ::recv(socket_, part, sizeof part, 0);
    if (count <= 0) return false;
    buffer_.append(part, static_cast<std::size_t>(count));
    return true;
}

Reply Wire::receive() {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
        if (!fill()) return {};
    Reply reply;
    std::istringstream head(buffer_.substr(0, end));
    std::string line;
    std::getline(head, line);
    reply.status = std::stoi(line.substr(9, 3));
    while (std::getline(head, line)) {
        const auto colon = line.find(": ");
        auto value = line.substr(colon + 2);
        if (value.ends_with('\r')) value.pop_back();
        reply.fields[line.substr(0, colon)] = value;
    }
    buffer_.erase(0, end + 4);
    if (reply.status == 100) return reply;
    const auto length = std::stoul(reply.fields.at("Content-Length"));
    while (buffer_.size() < length)
        if (!fill()) return {};
    reply.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return reply;
}

ShimProcess::ShimProcess(std::vector<std::string> more, Place place) : folder_(make_folder()) {
    const auto socket_dir = folder_ + "/link";
    ::mkdir(socket_dir.c_str(), 0700);
    if (::geteuid() == 0 && ::chown(socket_dir.c_str(), shim::shim_uid, shim::shim_uid) != 0)
        ADD_FAILURE() << "chown " << socket_dir;
    std::vector<std::string> arguments{SHIM_BINARY, "serve", "--socket-dir", socket_dir};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::vector<char*> pointers;
    for (auto& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    int numbers[2];
    if (::pipe2(numbers, O_CLOEXEC) != 0) ADD_FAILURE() << "pipe";
    waited_ = ::fork();
    if (waited_ == 0) run_in(place, pointers.data(), numbers[1]);
    ::close(numbers[1]);
    pid_ = waited_;
    if (place.first_of_namespace && ::read(numbers[0], &pid_, sizeof pid_) != sizeof pid_)
        ADD_FAILURE() << "no namespace";
    ::close(numbers[0]);
    for (int i = 0; i < tries_max && ::access(socket_path().c_str(), F_OK) != 0; ++i) {
        if (has_ended(waited_)) return;
        pause_briefly();
    }
}

ShimProcess::~ShimProcess() {
    if (!ended_) {
        ::kill(pid_, SIGKILL);
        wait();
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string ShimProcess::socket_path() const {
    return folder_ + "/link/control.sock";
}

std::string ShimProcess::http(std::string_view method, std::string_view target,
                              std::string_view body, std::string_view fields) {
    std::string bytes =
        std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n";
    bytes += fields;
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    bytes += body;
    return bytes;
}

Reply ShimProcess::request(std::string_view method, std::string_view target, std::string_view body,
                           std::string_view fields) {
    Wire wire(socket_path());
    wire.send(http(method, target, body, fields));
    return wire.receive();
}

shim::Start ShimProcess::start_body(const std::string& behaviour) const {
    shim::Start start{.argv = {CHILDREN_BINARY, behaviour}, .deadline_ms = 60'000};
    // The network of this machine is no workload's; only tests with one of their own look for
    // ports.
    start.reach.transport = "stdio";
    // Sanitizers of the children program would not survive the loss of every right.
    start.env = {"ASAN_OPTIONS=detect_leaks=0", "GIVEN=a=b"};
    start.end_of_input_ms = 10'000;
    start.terminate_ms = 10'000;
    return start;
}

void ShimProcess::run(const shim::Start& body) {
    const auto started = start(body);
    ASSERT_EQ(started.status, 200) << started.body;
    const auto put = request("PUT", "/v1/children/main");
    ASSERT_EQ(put.status, 200) << put.body;
}

Reply ShimProcess::call(std::string_view id, std::string_view method, int timeout_ms) {
    const auto message = R"({"jsonrpc":"2.0","id":)" + std::string(id) + R"(,"method":")" +
                         std::string(method) + "\"}";
    return request("POST", "/v1/children/main/mcp", message,
                   "Toolshed-Timeout-Ms: " + std::to_string(timeout_ms) + "\r\n");
}

shim::Status ShimProcess::status() {
    const auto reply = request("GET", "/v1/status");
    const auto status = shim::status_from(reply.body);
    if (!status) {
        ADD_FAILURE() << reply.status << ' ' << reply.body;
        return {};
    }
    return *status;
}

shim::ChildStatus ShimProcess::main_child() {
    for (const auto& child : status().children)
        if (child.id == "main") return child;
    ADD_FAILURE() << "no child main";
    return {};
}

shim::ChildStatus ShimProcess::wait_for_main_to_end() {
    for (int i = 0; i < tries_max; ++i) {
        const auto child = main_child();
        if (!child.running) return child;
        pause_briefly();
    }
    ADD_FAILURE() << "main does not end";
    return {};
}

std::string ShimProcess::wait_for_log(std::string_view text) {
    std::string log;
    for (int i = 0; i < tries_max; ++i) {
        log = logs();
        if (log.find(text) != std::string::npos) return log;
        pause_briefly();
    }
    ADD_FAILURE() << "no '" << text << "' in the log:\n" << log.substr(0, 2'000);
    return log;
}

void ShimProcess::signal(int number) const {
    ::kill(pid_, number);
}

int ShimProcess::wait() {
    int state = 0;
    ::waitpid(waited_, &state, 0);
    ended_ = true;
    return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
}

bool is_alive(pid_t pid) {
    const auto stat = text_of_file("/proc/" + std::to_string(pid) + "/stat");
    const auto name_end = stat.rfind(") ");
    return name_end != std::string::npos && stat[name_end + 2] != 'Z' && stat[name_end + 2] != 'X';
}

bool goes_away(pid_t pid) {
    for (int i = 0; i < tries_max && is_alive(pid); ++i) pause_briefly();
    return !is_alive(pid);
}

std::string text_of_file(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace toolshed::tests
