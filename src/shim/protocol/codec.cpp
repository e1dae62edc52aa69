// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "shim/protocol/messages.hpp"
#include "shim/protocol/object_reader.hpp"

namespace toolshed::shim {
using nlohmann::json;

namespace {

constexpr std::size_t start_bytes_max =
    8 * 1024 * 1024;  // escapes make JSON larger than what it says
constexpr std::size_t status_bytes_max = 256 * 1024;
constexpr std::size_t small_bytes_max = 1'024;
constexpr ListLimits argv_limits{1'024, 1024 * 1024};
constexpr ListLimits env_limits{4'096, 1024 * 1024};
constexpr std::size_t text_bytes_max = 4'096;
constexpr std::size_t children_max = 64;
constexpr Range milliseconds{0, 366LL * 24 * 3600 * 1000};
constexpr Range message_bytes{1'024, 256LL * 1024 * 1024};
constexpr Range log_bytes{4'096, 64LL * 1024 * 1024};

constexpr std::array<std::pair<State, std::string_view>, 3> state_words{
    {{State::idle, "idle"}, {State::started, "started"}, {State::ending, "ending"}}};

std::string_view word_of(State state) {
    for (const auto& [value, word] : state_words)
        if (value == state) return word;
    return "idle";
}

/// What a child or a log says may hold anything; replacing is right for a status.
std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json json_of(const Reach& reach) {
    return {{"transport", reach.transport},
            {"port", reach.port},
            {"path", reach.path},
            {"host", reach.host}};
}

bool is_transport(std::string_view word) {
    return word == "auto" || word == "stdio" || word == "streamable_http" || word == "sse";
}

/// Nothing in it may break a request's head.
bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

Result<Reach> reach_from(const json& object, const std::string& pointer) {
    ObjectReader reader(object, pointer);
    Reach reach;
    reader.read("transport", reach.transport, text_bytes_max);
    reader.read("port", reach.port, {0, 65'535});
    reader.read("path", reach.path, text_bytes_max);
    if (!is_visible(reach.path) || (!reach.path.empty() && !reach.path.starts_with('/')))
        reader.refuse("path", "must be an absolute path of visible ASCII");
    reader.read("host", reach.host, text_bytes_max);
    if (!is_visible(reach.host)) reader.refuse("host", "must be visible ASCII");
    if (auto done = reader.finish(); !done) return fail(std::move(done).error());
    return reach;
}

/// An old shim says nothing of it.
Result<void> read_reach(ObjectReader& reader, Reach& reach) {
    const auto* const found = reader.find_object("reach");
    if (found == nullptr) return {};
    auto read = reach_from(*found, "/reach");
    if (!read) return fail(std::move(read).error());
    reach = *std::move(read);
    return {};
}

json json_of(const ChildStatus& child) {
    return {{"id", child.id},
            {"running", child.running},
            {"pid", child.pid},
            {"exit_code", child.exit_code},
            {"oom", child.oom},
            {"uptime_ms", child.uptime_ms},
            {"garbage_lines", child.garbage_lines},
            {"garbage_sample", child.garbage_sample},
            {"unmatched_responses", child.unmatched_responses},
            {"declined_requests", child.declined_requests},
            {"notifications", child.notifications},
            {"stderr_bytes", child.stderr_bytes},
            {"ended_by", child.ended_by},
            {"leftovers", child.leftovers},
            {"leftover_sample", child.leftover_sample},
            {"reach", json_of(child.reach)}};
}

Result<ChildStatus> child_from(const json& object, std::string pointer) {
    ObjectReader reader(object, std::move(pointer));
    ChildStatus child;
    reader.require("id");
    reader.read("id", child.id, text_bytes_max);
    if (!is_child_id(child.id)) reader.refuse("id", "is no id of a child");
    reader.read("running", child.running);
    reader.read("pid", child.pid, {});
    reader.read("exit_code", child.exit_code, {-1, 255});
    reader.read("oom", child.oom);
    reader.read("uptime_ms", child.uptime_ms, {});
    reader.read("garbage_lines", child.garbage_lines, {});
    reader.read("garbage_sample", child.garbage_sample, text_bytes_max);
    reader.read("unmatched_responses", child.unmatched_responses, {});
    reader.read("declined_requests", child.declined_requests, {});
    reader.read("notifications", child.notifications, {});
    reader.read("stderr_bytes", child.stderr_bytes, {});
    reader.read("ended_by", child.ended_by, text_bytes_max);
    reader.read("leftovers", child.leftovers, {});
    reader.read("leftover_sample", child.leftover_sample, text_bytes_max);
    child.reach.transport.clear();
    if (auto read = read_reach(reader, child.reach); !read) return fail(std::move(read).error());
    if (auto done = reader.finish(); !done) return fail(std::move(done).error());
    return child;
}

void check_env(ObjectReader& reader, const std::vector<std::string>& env) {
    for (std::size_t i = 0; i < env.size(); ++i) {
        const auto equals = env[i].find('=');
        if (equals == std::string::npos || equals == 0)
            return reader.refuse("env/" + std::to_string(i), "is no NAME=value");
    }
}

void read_state(ObjectReader& reader, State& state) {
    std::string word{word_of(state)};
    reader.read("state", word, text_bytes_max);
    for (const auto& [value, known] : state_words) {
        if (known != word) continue;
        state = value;
        return;
    }
    reader.refuse("state", "is none of idle, started, ending");
}

}  // namespace

bool is_child_id(std::string_view id) {
    return !id.empty() && id.size() <= 32 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::string to_json(const Start& start) {
    json object = {{"argv", start.argv},
                   {"env", start.env},
                   {"cwd", start.cwd},
                   {"user", start.user},
                   {"stop_signal", start.stop_signal},
                   {"home", start.home},
                   {"deadline_ms", start.deadline_ms},
                   {"idle_ms", start.idle_ms},
                   {"renewable", start.renewable},
                   {"end_of_input_ms", start.end_of_input_ms},
                   {"terminate_ms", start.terminate_ms},
                   {"message_bytes_max", start.message_bytes_max},
                   {"log_bytes_max", start.log_bytes_max},
                   {"reach", json_of(start.reach)}};
    if (!start.network.empty()) object["network"] = start.network;
    return dumped(object);
}

Result<Start> start_from(std::string_view text) {
    const auto object = object_from(text, start_bytes_max);
    if (!object) return fail(object.error());
    ObjectReader reader(*object, "");
    Start start;
    reader.require("argv");
    reader.read("argv", start.argv, argv_limits);
    if (start.argv.empty() || start.argv.front().empty())
        reader.refuse("argv", "must name a program");
    reader.read("env", start.env, env_limits);
    check_env(reader, start.env);
    reader.read("cwd", start.cwd, text_bytes_max);
    if (!start.cwd.starts_with('/')) reader.refuse("cwd", "must be an absolute path");
    reader.read("user", start.user, text_bytes_max);
    reader.read("stop_signal", start.stop_signal, text_bytes_max);
    reader.read("home", start.home, text_bytes_max);
    if (!start.home.empty() && !start.home.starts_with('/'))
        reader.refuse("home", "must be an absolute path");
    reader.require("deadline_ms");
    reader.read("deadline_ms", start.deadline_ms, {1, milliseconds.high});
    reader.read("idle_ms", start.idle_ms, milliseconds);
    reader.read("renewable", start.renewable);
    reader.read("end_of_input_ms", start.end_of_input_ms, milliseconds);
    reader.read("terminate_ms", start.terminate_ms, milliseconds);
    reader.read("message_bytes_max", start.message_bytes_max, message_bytes);
    reader.read("log_bytes_max", start.log_bytes_max, log_bytes);
    if (auto read = read_reach(reader, start.reach); !read) return fail(std::move(read).error());
    if (!is_transport(start.reach.transport))
        reader.refuse("reach/transport", "is none of auto, stdio, streamable_http, sse");
    reader.read("network", start.network, text_bytes_max);
    if (!start.network.empty() && start.network != "public")
        reader.refuse("network", "is not 'public'");
    reader.refuse_unknown();
    if (auto done = reader.finish(); !done) return fail(std::move(done).error());
    return start;
}

std::string to_json(const Status& status) {
    auto children = json::array();
    for (const auto& child : status.children) children.push_back(json_of(child));
    return dumped({{"protocol", status.protocol},
                   {"version", status.version},
                   {"state", word_of(status.state)},
                   {"uid_separated", status.uid_separated},
                   {"no_new_privileges", status.no_new_privileges},
                   {"deadline_in_ms", status.deadline_in_ms},
                   {"idle_in_ms", status.idle_in_ms},
                   {"oom_kills", status.oom_kills},
                   {"end_reason", status.end_reason},
                   {"children", std::move(children)}});
}

Result<Status> status_from(std::string_view text) {
    const auto object = object_from(text, status_bytes_max);
    if (!object) return fail(object.error());
    ObjectReader reader(*object, "");
    Status status;
    reader.require("protocol");
    reader.read("protocol", status.protocol, {1, 1'000'000});
    reader.read("version", status.version, text_bytes_max);
    reader.require("state");
    read_state(reader, status.state);
    reader.read("uid_separated", status.uid_separated);
    reader.read("no_new_privileges", status.no_new_privileges);
    reader.read("deadline_in_ms", status.deadline_in_ms, {});
    reader.read("idle_in_ms", status.idle_in_ms, {});
    reader.read("oom_kills", status.oom_kills, {});
    reader.read("end_reason", status.end_reason, text_bytes_max);
    if (const auto* const children = reader.find_array("children", children_max)) {
        for (const auto& entry : *children) {
            auto child = child_from(entry, "/children/" + std::to_string(status.children.size()));
            if (!child) return fail(std::move(child).error());
            status.children.push_back(*std::move(child));
        }
    }
    if (auto done = reader.finish(); !done) return fail(std::move(done).error());
    return status;
}

std::string to_json(const Renew& renew) {
    auto object = json::object();
    if (renew.idle_ms != 0) object["idle_ms"] = renew.idle_ms;
    if (renew.deadline_ms != 0) object["deadline_ms"] = renew.deadline_ms;
    return dumped(object);
}

Result<Renew> renew_from(std::string_view text) {
    const auto object = object_from(text, small_bytes_max);
    if (!object) return fail(object.error());
    ObjectReader reader(*object, "");
    Renew renew;
    reader.read("idle_ms", renew.idle_ms, milliseconds);
    reader.read("deadline_ms", renew.deadline_ms, milliseconds);
    reader.refuse_unknown();
    if (auto done = reader.finish(); !done) return fail(std::move(done).error());
    return renew;
}

std::string to_json(const Hold& hold) {
    return dumped({{"wait_ms", hold.wait_ms}});
}

Result<Hold> hold_from(std::string_view text) {
    const auto object = object_from(text, small_bytes_max);
    if (!object) return fail(object.error());
    ObjectReader reader(*object, "");
    Hold hold;
    reader.require("wait_ms");
    reader.read("wait_ms", hold.wait_ms, {1, 3'600'000});
    reader.refuse_unknown();
    if (auto done = reader.finish(); !done) return fail(std::move(done).error());
    return hold;
}

}  // namespace toolshed::shim
