// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "shim/protocol/messages.hpp"

namespace toolshed::tests {

struct Reply {
    int status = 0;  ///< 0 = the connection broke
    std::map<std::string, std::string> fields = {};
    std::string body = {};
};

/// A connection to a Unix socket that blocks; closed with the object.
class Wire {
public:
    explicit Wire(const std::string& path);
    Wire(const Wire&) = delete;
    ~Wire();

    void send(std::string_view bytes);
    /// Tells the other side that nothing more will be sent.
    void shut_down_sending();
    Reply receive();

private:
    bool fill();

    int socket_ = -1;
    std::string buffer_;
};

/// Where a shim runs.
struct Place {
    bool first_of_namespace =
        false;                 ///< as PID 1, with the rights of a workload and no-new-privileges
    bool own_network = false;  ///< with nothing but a loopback of its own; needs root
};

/// One toolshed-shim as a process of ours, in a session of its own, with a socket folder of its
/// own. Ends it at the latest when the object goes.
class ShimProcess {
public:
    explicit ShimProcess(std::vector<std::string> more = {"--allow-unsafe"}, Place place = {});
    ShimProcess(const ShimProcess&) = delete;
    ~ShimProcess();

    Reply request(std::string_view method, std::string_view target, std::string_view body = "",
                  std::string_view fields = "");
    /// A `start` that runs `behaviour` of the children program.
    shim::Start start_body(const std::string& behaviour) const;
    Reply start(const shim::Start& start) { return request("POST", "/v1/start", to_json(start)); }
    /// Starts the workload and its child `main`; fails the test unless both went well.
    void run(const shim::Start& start);
    void run(const std::string& behaviour) { run(start_body(behaviour)); }

    /// A request with the given id and method to child `main`.
    Reply call(std::string_view id, std::string_view method = "m", int timeout_ms = 20'000);
    shim::Status status();
    shim::ChildStatus main_child();
    std::string logs() { return request("GET", "/v1/logs").body; }
    /// Asks for the status until child `main` has ended.
    shim::ChildStatus wait_for_main_to_end();
    /// Asks for the logs until they hold `text`.
    std::string wait_for_log(std::string_view text);

    /// The bytes of an HTTP request.
    static std::string http(std::string_view method, std::string_view target,
                            std::string_view body = "", std::string_view fields = "");

    void signal(int number) const;
    /// Waits for its end; exit code or 128 + signal.
    int wait();
    pid_t pid() const { return pid_; }
    std::string socket_path() const;
    const std::string& folder() const { return folder_; }

private:
    std::string folder_;
    pid_t pid_ = -1;     ///< of the shim, as seen from here
    pid_t waited_ = -1;  ///< of the process that ends with the shim's exit code
    bool ended_ = false;
};

/// Whether a process with this number is there and no zombie.
bool is_alive(pid_t pid);

/// Asks until the process is gone; false after many tries.
bool goes_away(pid_t pid);

std::string text_of_file(const std::string& path);

}  // namespace toolshed::tests
