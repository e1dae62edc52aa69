// SPDX-License-Identifier: Apache-2.0
#include "cli/cli.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "cli/commands.hpp"

namespace toolshed::cli {
namespace {

std::string lookup(const std::map<std::string, std::string>& values, const std::string& name,
                   const std::string& otherwise) {
    const auto found = values.find(name);
    return found == values.end() || found->second.empty() ? otherwise : found->second;
}

/// Everything that the command line can say, and the command that was chosen.
class CommandLine {
public:
    explicit CommandLine(const Hooks& hooks) : hooks_(hooks) {
        app_.require_subcommand(1);
        app_.set_version_flag("--version", "toolshed " TOOLSHED_VERSION);
        app_.add_flag("--json", json_, "print one JSON object");
        app_.add_option("--data", data_, "data directory of the daemon: where its token lies");
        app_.fallthrough();
        add_serve();
        add_server();
        add_run();
        add_session();
        add_tool();
        add_rest();
    }

    int run(int argc, char** argv) {
        try {
            app_.parse(argc, argv);
        } catch (const CLI::ParseError& stop) {
            // Help and version are no mistakes.
            return app_.exit(stop) == 0 ? 0 : 2;
        }
        return chosen_();
    }

private:
    using Command = std::function<int(const cli::Session&)>;

    cli::Session session() const {
        const auto url = lookup(hooks_.environment, "TOOLSHED_URL", "http://127.0.0.1:7070");
        std::string token = lookup(hooks_.environment, "TOOLSHED_TOKEN", "");
        if (token.empty()) {
            const std::filesystem::path data =
                !data_.empty() ? std::filesystem::path(data_)
                               : std::filesystem::path(lookup(
                                     hooks_.environment, "TOOLSHED_DATA",
                                     config::default_data_directory(hooks_.environment, hooks_.root)
                                         .string()));
            std::ifstream(data / "admin-token") >> token;
        }
        return {ApiClient({url, token}), Output(json_)};
    }

    CLI::App* add(CLI::App* parent, const char* name, const char* help, Command command) {
        CLI::App* sub = parent->add_subcommand(name, help);
        sub->callback(
            [this, command] { chosen_ = [this, command] { return command(session()); }; });
        return sub;
    }
    CLI::App* group(const char* name, const char* help) {
        CLI::App* sub = app_.add_subcommand(name, help);
        sub->require_subcommand(1);
        return sub;
    }

    void add_serve();
    void add_server();
    void add_run();
    void add_session();
    void add_tool();
    void add_rest();

    const Hooks& hooks_;
    CLI::App app_{"Toolshed takes an MCP server from a Git URL to a live, verified endpoint.",
                  "toolshed"};
    std::function<int()> chosen_;
    bool json_ = false, wait_ = false, force_ = false, follow_ = false, live_ = false,
         dry_run_ = false, stdio_ = false;
    std::string data_, listen_, target_, memory_;
    ServeRequest serve_;
    AddOptions add_;
    StepOptions step_;
    CallOptions call_;
};

void CommandLine::add_serve() {
    CLI::App* sub = app_.add_subcommand("serve", "run the daemon");
    sub->add_option("--config", serve_.config_file, "configuration file (YAML)");
    sub->add_option("--listen", listen_, "HOST:PORT; port 0 takes a free one");
    sub->add_flag("--stop-workloads", serve_.stop_workloads,
                  "end all workloads when the daemon ends");
    sub->add_flag("--print-config", serve_.print_config, "print the configuration and end");
    sub->callback([this] {
        chosen_ = [this] {
            if (!data_.empty()) serve_.flags["data"] = std::filesystem::absolute(data_).string();
            if (!listen_.empty()) serve_.flags["listen"] = listen_;
            return hooks_.serve(serve_);
        };
    });
}

void CommandLine::add_server() {
    CLI::App* servers = group("server", "the catalogue of MCP servers");
    auto* sub =
        add(servers, "add", "register a Git repository and verify it", [this](const auto& s) {
            add_.wait = wait_;
            if (!memory_.empty()) {
                const auto bytes = config::parse_size(memory_);
                if (!bytes) return s.output.error(bytes.error());
                add_.memory_bytes = static_cast<std::int64_t>(*bytes);
            }
            return server_add(s, add_);
        });
    sub->add_option("SOURCE", add_.source, "https://host/owner/repo[@ref][#folder]")->required();
    sub->add_option("--name", add_.name, "name; else made from the source");
    sub->add_option("--writable", add_.writable,
                    "folder that the server may write; may be repeated");
    sub->add_option("--network", add_.network, "none, or public: it may reach public addresses");
    sub->add_option("--transport", add_.transport,
                    "stdio, streamable_http or sse, when it cannot be found out");
    sub->add_option("--port", add_.port, "port on which an HTTP server listens");
    sub->add_option("--path", add_.path, "path of its endpoint");
    sub->add_option("--host-header", add_.host, "Host that it insists on");
    sub->add_option("--memory", memory_, "memory of its workloads, such as 1GiB");
    sub->add_flag("--wait", wait_, "show the steps and wait for the end");
    add(servers, "list", "all servers", [](const auto& s) { return server_list(s); });
    const auto with_target = [this](CLI::App* command) {
        command->add_option("SERVER", target_, "name or id")->required();
        return command;
    };
    with_target(add(servers, "show", "one server",
                    [this](const auto& s) { return server_show(s, target_); }));
    sub = with_target(add(servers, "verify", "verify again", [this](const auto& s) {
        return server_verify(s, target_, force_, wait_);
    }));
    sub->add_flag("--force", force_, "also when nothing changed");
    sub->add_flag("--wait", wait_, "show the steps and wait for the end");
    with_target(add(servers, "tools", "the verified tools",
                    [this](const auto& s) { return server_tools(s, target_); }));
    with_target(add(servers, "remove", "remove with its images, runs and sessions",
                    [this](const auto& s) { return server_remove(s, target_); }));
}

void CommandLine::add_run() {
    CLI::App* runs = group("run", "verification runs");
    auto* sub = add(runs, "list", "all runs, newest first",
                    [this](const auto& s) { return run_list(s, target_); });
    sub->add_option("--server", target_, "only of this server");
    add(runs, "show", "one run with its steps",
        [this](const auto& s) { return run_show(s, target_); })
        ->add_option("RUN", target_)
        ->required();
    sub = add(runs, "logs", "what the build and the server wrote",
              [this](const auto& s) { return run_logs(s, target_, follow_); });
    sub->add_option("RUN", target_)->required();
    sub->add_flag("--follow", follow_, "until the end");
    add(runs, "cancel", "end a run", [this](const auto& s) { return run_cancel(s, target_); })
        ->add_option("RUN", target_)
        ->required();
    sub = add(runs, "step", "run one stage by itself",
              [this](const auto& s) { return run_step(s, step_); });
    sub->add_option("NAME", step_.step,
                    "resolve, fetch, build, define, launch, ready, negotiate, list")
        ->required();
    sub->add_option("--server", step_.server, "name or id")->required();
    sub->add_option("--image", step_.image, "image instead of the verified one");
}

void CommandLine::add_session() {
    CLI::App* sessions = group("session", "playground sessions");
    auto* sub = add(sessions, "start", "start from the verified image",
                    [this](const auto& s) { return session_start(s, target_, wait_); });
    sub->add_option("SERVER", target_, "name or id")->required();
    sub->add_flag("--wait", wait_, "wait until it is active");
    add(sessions, "list", "all sessions, newest first", [this](const auto& s) {
        return session_list(s, live_);
    })->add_flag("--live", live_, "only those that have not ended");
    const auto with_target = [this](CLI::App* command) {
        command->add_option("SESSION", target_)->required();
        return command;
    };
    with_target(add(sessions, "show", "one session",
                    [this](const auto& s) { return session_show(s, target_); }));
    with_target(add(sessions, "renew", "move the idle limit",
                    [this](const auto& s) { return session_renew(s, target_); }));
    with_target(add(sessions, "stop", "end it",
                    [this](const auto& s) { return session_stop(s, target_); }));
    with_target(add(sessions, "logs", "what the server wrote", [this](const auto& s) {
        return session_logs(s, target_, follow_);
    }))->add_flag("--follow", follow_, "until the end");
}

void CommandLine::add_tool() {
    CLI::App* tools = group("tool", "tools of a session");
    add(tools, "list", "as the running server lists them",
        [this](const auto& s) { return tool_list(s, target_); })
        ->add_option("SESSION", target_)
        ->required();
    auto* sub =
        add(tools, "call", "call one", [this](const auto& s) { return tool_call(s, call_); });
    sub->add_option("SESSION", call_.target)->required();
    sub->add_option("TOOL", call_.tool)->required();
    sub->add_option("--params", call_.params, "JSON object, or @FILE");
    sub->add_option("ARGUMENTS", call_.arguments, "key=value");
}

void CommandLine::add_rest() {
    auto* connecting =
        add(&app_, "connect", "speak MCP with a session on standard input and output",
            [this](const auto& s) { return connect(s, target_); });
    connecting->add_option("TARGET", target_, "a session, or a server to start one of")->required();
    connecting->add_flag("--stdio", stdio_, "the way to speak; there is no other yet")->required();
    add(&app_, "gc", "remove what is no longer needed: old images, runs, logs, build cache",
        [this](const auto& s) { return gc(s, dry_run_); })
        ->add_flag("--dry-run", dry_run_, "only tell what would go, and why");
    add(&app_, "doctor", "what works, what does not, how to mend it",
        [this](const cli::Session& s) {
            const auto report = s.api.ask("GET", "/api/v1/doctor");
            if (report) return show_doctor(s.output, report->raw);
            if (report.error().code == "server_unreachable")
                return show_doctor(s.output, hooks_.local_doctor());
            return s.output.error(report.error());
        });
    // For the project's own tests; of no use to anybody else.
    add(&app_, "crash-points", "", [this](const cli::Session&) {
        std::cout << hooks_.crash_points();
        return 0;
    })->group("");
}

}  // namespace

int run(int argc, char** argv, const Hooks& hooks) {
    return CommandLine(hooks).run(argc, argv);
}

}  // namespace toolshed::cli
