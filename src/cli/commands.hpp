// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/output.hpp"

/// One function a command; each answers the exit code.
namespace toolshed::cli {

struct Session {
    ApiClient api;
    Output output;
};

struct AddOptions {
    std::string source, name;
    std::vector<std::string> writable;  ///< folders that the server may write
    std::int64_t memory_bytes = 0;      ///< 0 = the default
    std::string network;                ///< profile; empty = the default
    std::string transport, path, host;  ///< empty = found out
    std::int64_t port = 0;
    bool wait = false;
};
int server_add(const Session& session, const AddOptions& options);
int server_list(const Session& session);
int server_show(const Session& session, const std::string& server);
int server_verify(const Session& session, const std::string& server, bool force, bool wait);
int server_tools(const Session& session, const std::string& server);
int server_remove(const Session& session, const std::string& server);

int run_list(const Session& session, const std::string& server);
int run_show(const Session& session, const std::string& run);
int run_logs(const Session& session, const std::string& run, bool follow);
int run_cancel(const Session& session, const std::string& run);
struct StepOptions {
    std::string step, server, image;
};
int run_step(const Session& session, const StepOptions& options);

int session_start(const Session& session, const std::string& server, bool wait);
int session_list(const Session& session, bool live);
int session_show(const Session& session, const std::string& id);
int session_renew(const Session& session, const std::string& id);
int session_stop(const Session& session, const std::string& id);
int session_logs(const Session& session, const std::string& id, bool follow);

/// `target`: a session, or a server, for which a session is started and ended with the input.
int connect(const Session& session, const std::string& target);

int tool_list(const Session& session, const std::string& target);
struct CallOptions {
    std::string target, tool, params;
    std::vector<std::string> arguments;  ///< `key=value`
};
int tool_call(const Session& session, const CallOptions& options);

/// Removes what is no longer needed, or tells what that is.
int gc(const Session& session, bool dry_run);

/// Prints a doctor's report: 0 when everything is well.
int show_doctor(const Output& output, const std::string& report);

/// The parameters of a call: `--params` JSON or `@FILE`, and `key=value` pairs, whose values are
/// JSON where they parse as such, else text. `invalid` `bad_params`.
Result<std::string> call_parameters(const CallOptions& options);

}  // namespace toolshed::cli
