// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/commands.hpp"
#include "cli/progress.hpp"

namespace toolshed::cli {
namespace {

const std::string runs = "/api/v1/verifications";

int show_log(const Session& session, const std::string& path, bool follow) {
    if (follow && !session.output.is_json()) {
        const auto followed = session.api.follow(path + "?follow=true", [](const ApiEvent& event) {
            if (event.type == "log")
                std::fputs(printable(word_of(event.data, "text")).c_str(), stdout);
            std::fflush(stdout);
            return event.type != "end";
        });
        return followed ? 0 : session.output.error(followed.error());
    }
    const auto log = session.api.ask("GET", path);
    if (!log) return session.output.error(log.error());
    session.output.raw_object(log->raw);
    if (!session.output.is_json())
        std::fputs(printable(word_of(log->body, "text")).c_str(), stdout);
    return 0;
}

}  // namespace

int run_list(const Session& session, const std::string& server) {
    const std::string path = server.empty() ? runs : "/api/v1/servers/" + server + "/verifications";
    const auto page = session.api.ask("GET", path);
    if (!page) return session.output.error(page.error());
    session.output.raw_object(page->raw);
    std::vector<std::vector<std::string>> rows;
    for (const auto& run : part_of(page->body, "items"))
        rows.push_back({text_of(run, "id"), text_of(run, "state"),
                        text_of(part_of(run, "evidence"), "commit").substr(0, 7),
                        text_of(run, "created_at"),
                        part_of(run, "error").is_object() ? text_of(part_of(run, "error"), "code")
                                                          : text_of(run, "message")});
    session.output.table({"RUN", "STATE", "COMMIT", "CREATED", "NOTE"}, rows);
    return 0;
}

int run_show(const Session& session, const std::string& run) {
    const auto found = session.api.ask("GET", runs + "/" + run);
    if (!found) return session.output.error(found.error());
    if (session.output.is_json()) {
        session.output.raw_object(found->raw);
        return 0;
    }
    // The events of a run that has ended are its steps in order, so they are shown the same way.
    const int code = watch_run(session.api, session.output, run);
    return code == 3 ? code : 0;
}

int run_logs(const Session& session, const std::string& run, bool follow) {
    return show_log(session, runs + "/" + run + "/logs", follow);
}

int session_logs(const Session& session, const std::string& id, bool follow) {
    return show_log(session, "/api/v1/sessions/" + id + "/logs", follow);
}

int run_cancel(const Session& session, const std::string& run) {
    const auto cancelled = session.api.ask("POST", runs + "/" + run + "/cancel");
    if (!cancelled) return session.output.error(cancelled.error());
    session.output.raw_object(cancelled->raw);
    return 0;
}

int run_step(const Session& session, const StepOptions& options) {
    Json body = {{"server_id", options.server}, {"step", options.step}};
    if (!options.image.empty()) body["image"] = options.image;
    const auto run = session.api.ask("POST", runs + "/steps", body.dump());
    if (!run) return session.output.error(run.error());
    return watch_run(session.api, session.output, word_of(run->body, "id"));
}

}  // namespace toolshed::cli
