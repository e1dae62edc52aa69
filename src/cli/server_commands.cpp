// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/progress.hpp"

namespace toolshed::cli {
namespace {

const std::string servers = "/api/v1/servers";

std::string short_of(const std::string& text) {
    return text.substr(0, 7);
}

std::vector<std::string> server_row(const Json& server) {
    const Json& revision = part_of(server, "current_revision");
    return {text_of(server, "name"),
            text_of(server, "status"),
            revision.is_object() ? short_of(word_of(revision, "commit")) : "–",
            revision.is_object() ? part_of(revision, "tools").dump() : "–",
            text_of(server, "source"),
            text_of(server, "id")};
}

void show_revision(const Output& output, const Json& revision) {
    output.line("commit    " + text_of(revision, "commit"));
    output.line("digest    " + text_of(revision, "digest"));
    const Json& protocol = part_of(revision, "protocol");
    output.line("protocol  " + text_of(protocol, "revision") + " over " +
                text_of(part_of(protocol, "transport"), "kind"));
    output.line("tools     " + text_of(revision, "tools"));
    output.line("verified  " + text_of(revision, "verified_at"));
}

}  // namespace

int server_add(const Session& session, const AddOptions& options) {
    Json body = {{"source", options.source}};
    if (!options.name.empty()) body["name"] = options.name;
    if (!options.writable.empty()) body["settings"]["writable_paths"] = options.writable;
    if (options.memory_bytes > 0) body["settings"]["memory_bytes"] = options.memory_bytes;
    if (!options.network.empty()) body["settings"]["network"] = options.network;
    if (!options.transport.empty()) body["settings"]["transport"]["kind"] = options.transport;
    if (options.port > 0) body["settings"]["transport"]["port"] = options.port;
    if (!options.path.empty()) body["settings"]["transport"]["path"] = options.path;
    if (!options.host.empty()) body["settings"]["transport"]["host"] = options.host;
    const auto added = session.api.ask("POST", servers, body.dump());
    if (!added) return session.output.error(added.error());
    const std::string run = word_of(added->body, "run_id");
    if (options.wait) {
        session.output.line(word_of(added->body, "name") + " (" + word_of(added->body, "id") + ")");
        return watch_run(session.api, session.output, run);
    }
    session.output.raw_object(added->raw);
    session.output.line(word_of(added->body, "id") + "  verification " + run);
    return 0;
}

int server_list(const Session& session) {
    const auto page = session.api.ask("GET", servers + "?limit=1000");
    if (!page) return session.output.error(page.error());
    session.output.raw_object(page->raw);
    std::vector<std::vector<std::string>> rows;
    for (const auto& server : part_of(page->body, "items")) rows.push_back(server_row(server));
    session.output.table({"NAME", "STATUS", "COMMIT", "TOOLS", "SOURCE", "ID"}, rows);
    return 0;
}

int server_show(const Session& session, const std::string& server) {
    const auto found = session.api.ask("GET", servers + "/" + server);
    if (!found) return session.output.error(found.error());
    session.output.raw_object(found->raw);
    const Json& body = found->body;
    session.output.line("name      " + text_of(body, "name"));
    session.output.line("id        " + text_of(body, "id"));
    session.output.line("source    " + text_of(body, "source"));
    session.output.line("status    " + text_of(body, "status"));
    if (part_of(body, "current_revision").is_object())
        show_revision(session.output, part_of(body, "current_revision"));
    if (part_of(body, "last_run").is_object())
        session.output.line("last run  " + text_of(part_of(body, "last_run"), "id") + " " +
                            text_of(part_of(body, "last_run"), "state"));
    return 0;
}

int server_verify(const Session& session, const std::string& server, bool force, bool wait) {
    const Json body = {{"force", force}};
    const auto run =
        session.api.ask("POST", servers + "/" + server + "/verifications", body.dump());
    if (!run) return session.output.error(run.error());
    const std::string id = word_of(run->body, "id");
    if (wait) return watch_run(session.api, session.output, id);
    session.output.raw_object(run->raw);
    session.output.line(id);
    return 0;
}

namespace {

int show_tools(const Session& session, const std::string& path) {
    const auto tools = session.api.ask("GET", path);
    if (!tools) return session.output.error(tools.error());
    session.output.raw_object(tools->raw);
    std::vector<std::vector<std::string>> rows;
    for (const auto& tool : part_of(tools->body, "items")) {
        std::string text = word_of(tool, "description");
        text = text.substr(0, text.find('\n'));
        if (text.size() > 80) text = text.substr(0, 77) + "...";
        rows.push_back({text_of(tool, "name"), text});
    }
    session.output.table({"TOOL", "DESCRIPTION"}, rows);
    return 0;
}

}  // namespace

int server_tools(const Session& session, const std::string& server) {
    return show_tools(session, servers + "/" + server + "/tools");
}

int tool_list(const Session& session, const std::string& target) {
    return show_tools(session, "/api/v1/sessions/" + target + "/tools");
}

int server_remove(const Session& session, const std::string& server) {
    const auto removed = session.api.ask("DELETE", servers + "/" + server);
    if (!removed) return session.output.error(removed.error());
    session.output.object(Json::object());
    return 0;
}

}  // namespace toolshed::cli
