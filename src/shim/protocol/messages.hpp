// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

/// The control protocol between daemon and shim: HTTP/1.1 on the workload's Unix socket, JSON
/// bodies, version in every status. Nothing in it is trusted by the daemon. Routes:
///
///   GET    /v1/status                                          → Status
///   POST   /v1/hold      {"wait_ms": n}                         prolongs the wait for `start` (at
///   most 1 h from now) POST   /v1/start     Start                                  once; the same
///   body again is a success, another one 409 POST   /v1/renew     {"idle_ms"?: n, "deadline_ms"?:
///   n}      moves the idle limit; `deadline_ms` only if `renewable` PUT    /v1/children/{id}
///   starts the server's process (again, if one runs: it is ended first) POST /v1/children/{id}/mcp
///   one JSON-RPC message, header `Toolshed-Timeout-Ms`  → 200 the response | 202 DELETE
///   /v1/children/{id}                                    end of input, SIGTERM, SIGKILL; answers
///   when it is gone GET    /v1/logs?offset=n                                    text from byte n
///   on; headers `Toolshed-Log-Offset` (where it
///                                                               begins: later than n when the ring
///                                                               lost some), `Toolshed-Log-Next`
///   POST   /v1/stop                                             ends everything; the shim exits
///   with the main child's code
///
///   POST   /v1/children/{id}/attach
///     → 101, from then on lines both ways: each a whole JSON-RPC message, until either side closes
///     or the child has ended. Over stdio one at a time (409), and meanwhile `…/mcp` is refused;
///     over HTTP each is a conversation of its own. Lines of the child that are no messages are
///     log. Where it cannot answer a request, the shim answers -32603 in its place.
///
/// Failures are `{"error": {"code", "message"}}`: `bad_request` 400, `no_child` 404, `conflict`
/// 409, `message_too_large` 413, `server_exited` `server_oom` `spawn_failed` `unsafe_workload` 502,
/// `not_started` 503, `connection_lost` 502, `timeout` `protocol_error` 504
/// (`protocol_error`: within the time the server sent bytes that answered nothing).
namespace toolshed::shim {

inline constexpr int protocol_version = 3;
/// A newer daemon still takes over workloads whose shim speaks this one.
inline constexpr int previous_protocol_version = 2;

/// The uid that the shim runs as inside every workload; no image may use it as its USER.
inline constexpr std::uint32_t shim_uid = 899'999'999;
inline constexpr std::string_view socket_directory = "/run/toolshed-link";
inline constexpr std::string_view socket_name = "control.sock";
/// A sized tmpfs for HOME, TMPDIR and XDG_*.
inline constexpr std::string_view home_directory = "/run/toolshed-home";
inline constexpr std::string_view shim_path = "/run/toolshed-shim/toolshed-shim";
/// What PID 1 ends with when it cannot serve: no private folder, no socket.
inline constexpr int exit_cannot_serve = 71;
/// What PID 1 ends with when the network rules could not be put in force.
inline constexpr int exit_without_network_rules = 72;

/// How the server is spoken to. Where it is not said, the shim finds out: it speaks stdio and
/// watches for a port on which the server listens.
struct Reach {
    std::string transport = "auto";  ///< or `stdio`, `streamable_http`, `sse`
    std::int64_t port = 0;           ///< on which it listens; 0 = any. With `auto`, tried first
    std::string path = "";           ///< empty = the usual ones
    std::string host = "";           ///< the `Host` that it insists on; empty = `localhost:PORT`

    friend bool operator==(const Reach&, const Reach&) = default;
};

/// What to run and for how long. Children share it.
struct Start {
    std::vector<std::string> argv;
    std::vector<std::string> env =
        {};  ///< `NAME=value`; the child gets exactly these plus HOME, TMPDIR, XDG_* where absent
    std::string cwd = "/";
    std::string user = "";  ///< the image's USER: `` (root), uid, name, `user:group`
    std::string stop_signal = "SIGTERM";
    std::string home = "";  ///< writable folder for HOME, TMPDIR and XDG_*; empty = leave alone
    std::int64_t deadline_ms = 0;  ///< hard end of everything, from the moment of `start`; > 0
    std::int64_t idle_ms = 0;  ///< end after so long without a message or call in flight; 0 = never
    bool renewable = false;    ///< instances: the deadline is a lease
    std::int64_t end_of_input_ms = 2'000;  ///< grace between end of input and the stop signal
    std::int64_t terminate_ms = 3'000;     ///< grace between the stop signal and SIGKILL
    std::int64_t message_bytes_max = 8 * 1024 * 1024;
    std::int64_t log_bytes_max = 256 * 1024;  ///< size of the log ring
    Reach reach = {};
    /// `public`: refused unless that profile's rules are in force. Empty = the engine gave no
    /// network; then it is not written, so that an older shim understands.
    std::string network = {};

    friend bool operator==(const Start&, const Start&) = default;
};

struct ChildStatus {
    std::string id;
    bool running = false;
    std::int64_t pid = 0;
    int exit_code = -1;          ///< 128 + signal when a signal ended it; -1 while it runs
    bool oom = false;            ///< the control group's kill counter rose when it died by SIGKILL
    std::int64_t uptime_ms = 0;  ///< how long it ran or has run
    std::int64_t garbage_lines = 0;        ///< lines on stdout that were no JSON-RPC message
    std::string garbage_sample = {};       ///< the first such line, at most 200 bytes, valid UTF-8
    std::int64_t unmatched_responses = 0;  ///< responses to no open request
    std::int64_t declined_requests =
        0;  ///< requests that the server made and that were declined with -32601
    std::int64_t notifications = 0;  ///< notifications that nobody was there to take
    std::int64_t stderr_bytes = 0;
    /// What made it end when it was told to: `end_of_input`, `stop_signal`, `kill`; empty when it
    /// runs, ended by itself, or an older shim does not tell.
    std::string ended_by = {};
    std::int64_t leftovers = 0;         ///< processes of it that were there after its end
    std::string leftover_sample = {};  ///< the first one's name
    Reach reach = {};  ///< as found; `transport` empty = not yet
};

enum class State { idle, started, ending };

struct Status {
    int protocol = protocol_version;
    std::string version = {};
    State state = State::idle;
    bool uid_separated = false;  ///< server and shim run under different uids
    bool no_new_privileges = false;
    std::int64_t deadline_in_ms = 0;
    std::int64_t idle_in_ms = 0;
    std::int64_t oom_kills = 0;
    std::string end_reason = {};  ///< while ending: `deadline`, `idle`, `stop`, `signal`
    std::vector<ChildStatus> children = {};
};

struct Renew {
    std::int64_t idle_ms = 0;
    std::int64_t deadline_ms = 0;
};

struct Hold {
    std::int64_t wait_ms = 0;  ///< 1 to 3,600,000, from now
};

/// Whether `id` may name a child: `[a-z0-9-]{1,32}`.
bool is_child_id(std::string_view id);

/// JSON both ways. Reading refuses with `invalid` `bad_request` and a pointer: wrong type, missing
/// or unknown member (in `Start`), argv empty, over 1,024 arguments or 1 MiB in all (so for env,
/// with 4,096 entries), NUL in a text, entries of env that are no `NAME=value`, numbers outside
/// their range, ids of children outside `[a-z0-9-]{1,32}`. In `Start` only `argv` and `deadline_ms`
/// must be there; the others have the defaults above. Members that a newer peer added to `Status`
/// are ignored.
std::string to_json(const Start& start);
Result<Start> start_from(std::string_view json);
std::string to_json(const Status& status);
Result<Status> status_from(std::string_view json);
std::string to_json(const Renew& renew);
Result<Renew> renew_from(std::string_view json);
std::string to_json(const Hold& hold);
Result<Hold> hold_from(std::string_view json);

}  // namespace toolshed::shim
