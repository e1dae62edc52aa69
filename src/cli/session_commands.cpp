// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <fstream>
#include <iterator>

#include "cli/commands.hpp"
#include "cli/connect.hpp"

namespace toolshed::cli {
namespace {

const std::string sessions = "/api/v1/sessions";

void show(const Output& output, const Json& session) {
    output.line("id        " + text_of(session, "id"));
    output.line("state     " + text_of(session, "state"));
    output.line("server    " + text_of(session, "server_id"));
    output.line("digest    " + text_of(session, "digest"));
    output.line("endpoint  " + text_of(session, "endpoint"));
    output.line("idle at   " + text_of(session, "idle_expires_at"));
    output.line("ends at   " + text_of(session, "expires_at"));
    if (part_of(session, "end_reason").is_string())
        output.line("ended     " + text_of(session, "end_reason"));
    if (part_of(session, "error").is_object())
        output.line("error     " + text_of(part_of(session, "error"), "code") + ": " +
                    text_of(part_of(session, "error"), "message"));
}

Error error_in(const Json& body, const char* otherwise) {
    Error error{Category::unavailable, otherwise, "the session did not become active"};
    const Json& given = part_of(body, "error");
    if (given.is_object()) error.code = word_of(given, "code");
    if (given.is_object()) error.message = word_of(given, "message");
    return error;
}

}  // namespace

int session_start(const Session& session, const std::string& server, bool wait) {
    const Json body = {{"server_id", server}};
    auto started = session.api.ask("POST", sessions, body.dump());
    if (!started) return session.output.error(started.error());
    const std::string id = word_of(started->body, "id");
    if (wait) {
        started = session.api.ask("GET", sessions + "/" + id + "?wait=ready");
        if (!started) return session.output.error(started.error());
        if (word_of(started->body, "state") != "active")
            return session.output.error(error_in(started->body, "not_ready"));
    }
    session.output.raw_object(started->raw);
    const Json& ready = part_of(started->body, "ready_ms");
    session.output.line(id +
                        (ready.is_number() ? "  ready in " + duration(ready.get<double>()) : ""));
    return 0;
}

int connect(const Session& session, const std::string& target) {
    const auto complain = [&](const Error& error) {
        std::fprintf(stderr, "toolshed: %s\n", printable(error.message).c_str());
        return exit_code(error);
    };
    std::string id = target;
    const bool own = !target.starts_with("ses_");
    if (own) {
        const Json body = {{"server_id", target}};
        auto started = session.api.ask("POST", sessions, body.dump());
        if (!started) return complain(started.error());
        id = word_of(started->body, "id");
        started = session.api.ask("GET", sessions + "/" + id + "?wait=ready");
        if (!started) return complain(started.error());
        if (word_of(started->body, "state") != "active")
            return complain(error_in(started->body, "not_ready"));
    }
    const auto carried = carry_stdio(session.api.address(), id);
    if (own) {
        const auto ended = session.api.ask("DELETE", sessions + "/" + id);
        if (!ended && carried) return complain(ended.error());
    }
    return carried ? 0 : complain(carried.error());
}

int session_list(const Session& session, bool live) {
    const auto page = session.api.ask("GET", sessions + "?limit=1000" + (live ? "&live=true" : ""));
    if (!page) return session.output.error(page.error());
    session.output.raw_object(page->raw);
    std::vector<std::vector<std::string>> rows;
    for (const auto& each : part_of(page->body, "items"))
        rows.push_back({text_of(each, "id"), text_of(each, "state"), text_of(each, "server_id"),
                        text_of(each, "created_at"), text_of(each, "end_reason")});
    session.output.table({"SESSION", "STATE", "SERVER", "CREATED", "ENDED BY"}, rows);
    return 0;
}

namespace {
int show_answer(const Session& session, const Result<ApiAnswer>& answer) {
    if (!answer) return session.output.error(answer.error());
    session.output.raw_object(answer->raw);
    if (!session.output.is_json()) show(session.output, answer->body);
    return 0;
}
}  // namespace

int session_show(const Session& session, const std::string& id) {
    return show_answer(session, session.api.ask("GET", sessions + "/" + id));
}

int session_renew(const Session& session, const std::string& id) {
    return show_answer(session, session.api.ask("POST", sessions + "/" + id + "/renew"));
}

int session_stop(const Session& session, const std::string& id) {
    const auto stopped = session.api.ask("DELETE", sessions + "/" + id);
    if (!stopped) return session.output.error(stopped.error());
    session.output.raw_object(stopped->raw);
    return 0;
}

Result<std::string> call_parameters(const CallOptions& options) {
    std::string params = options.params;
    if (params.starts_with('@')) {
        std::ifstream file(params.substr(1), std::ios::binary);
        if (!file) return fail(Category::invalid, "bad_params", "cannot read " + params.substr(1));
        params.assign(std::istreambuf_iterator<char>(file), {});
    }
    if (!params.empty() && !Json::parse(params, nullptr, false).is_object())
        return fail(Category::invalid, "bad_params", "--params must be a JSON object");
    if (options.arguments.empty()) return params.empty() ? "{}" : params;
    Json object = params.empty() ? Json::object() : Json::parse(params);
    for (const auto& argument : options.arguments) {
        const auto equals = argument.find('=');
        if (equals == std::string::npos || equals == 0)
            return fail(Category::invalid, "bad_params", "write key=value, not '" + argument + "'");
        const std::string value = argument.substr(equals + 1);
        const Json json = Json::parse(value, nullptr, false);
        object[argument.substr(0, equals)] =
            json.is_discarded() || json.is_string() ? Json(value) : json;
    }
    return object.dump();
}

namespace {

/// What a person wants to see of a result: its texts, or the whole of it.
std::string readable(const Json& result) {
    std::string text;
    if (part_of(result, "content").is_array())
        for (const auto& part : part_of(result, "content")) {
            if (!text.empty()) text += '\n';
            text += part.is_object() && word_of(part, "type") == "text" ? word_of(part, "text")
                                                                        : part.dump();
        }
    return text.empty() ? result.dump(2) : text;
}

std::string encoded(const std::string& text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) != 0 || c == '-' || c == '_' || c == '.')
            out += c;
        else
            (out += '%').append({digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

}  // namespace

int tool_call(const Session& session, const CallOptions& options) {
    const auto params = call_parameters(options);
    if (!params) return session.output.error(params.error());
    const std::string path =
        sessions + "/" + options.target + "/tools/" + encoded(options.tool) + "/execute";
    const auto call = session.api.ask("POST", path, R"({"params":)" + *params + "}");
    if (!call) return session.output.error(call.error());
    const std::string outcome = word_of(call->body, "outcome");
    session.output.raw_object(call->raw);
    if (outcome == "ok") {
        session.output.line(readable(part_of(call->body, "result")));
        return 0;
    }
    if (!session.output.is_json()) {
        std::string text = outcome;
        if (call->body.contains("result"))
            text += ": " + readable(part_of(call->body, "result"));
        else if (call->body.contains("rpc_error"))
            text += ": " + part_of(call->body, "rpc_error").dump();
        else if (call->body.contains("error"))
            text += " (" + word_of(part_of(call->body, "error"), "code") +
                    "): " + word_of(part_of(call->body, "error"), "message");
        std::fprintf(stderr, "toolshed: %s\n", printable(text).c_str());
    }
    return 1;
}

int show_doctor(const Output& output, const std::string& report) {
    const Json json = json_from(report);
    output.raw_object(report);
    for (const auto& check : part_of(json, "checks")) {
        std::string name = word_of(check, "name");
        name.resize(10, ' ');
        output.line(std::string(flag_of(check, "ok") ? "✓ " : "✗ ") + name +
                    word_of(check, "detail"));
    }
    if (!part_of(json, "capabilities").empty()) output.line("\nwhat the engine can do");
    for (const auto& each : part_of(json, "capabilities")) {
        std::string name = word_of(each, "name");
        name.resize(16, ' ');
        output.line(std::string(flag_of(each, "available") ? "  ✓ " : "  – ") + name +
                    word_of(each, "detail"));
    }
    return flag_of(json, "ok") ? 0 : 1;
}

}  // namespace toolshed::cli
