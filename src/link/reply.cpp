// SPDX-License-Identifier: Apache-2.0
#include "link/reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/text.hpp"

namespace toolshed::link {
namespace {

constexpr std::size_t message_bytes_max = 4 * 1024;
constexpr std::size_t failure_bytes_max = 64 * 1024;
constexpr std::size_t sample_bytes_max = 200;
constexpr std::size_t processes_max = 16;
constexpr std::uint64_t log_offset_max = std::uint64_t{1} << 62;

struct Known {
    std::string_view code;
    Category category;
    std::string_view ours;
};

/// What a shim may say; any other word of its is `link_refused`.
constexpr std::array<Known, 9> known_codes = {{
    {"server_exited", Category::unavailable, "server_exited"},
    {"server_oom", Category::unavailable, "server_oom"},
    {"spawn_failed", Category::unavailable, "spawn_failed"},
    {"unsafe_workload", Category::denied, "unsafe_workload"},
    {"timeout", Category::timed_out, "timeout"},
    {"protocol_error", Category::invalid, "protocol_error"},
    {"message_too_large", Category::exhausted, "result_too_large"},
    {"connection_lost", Category::unavailable, "connection_lost"},
    {"no_child", Category::unavailable, "no_child"},
}};

std::unexpected<Error> refused(const std::string& why) {
    return fail(Category::invalid, "link_refused", "the workload's shim " + why);
}

std::string text_of(const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<Finding> findings_of(const shim::ChildStatus& child) {
    std::vector<Finding> findings;
    const auto add = [&](std::int64_t count, const char* code, const std::string& what,
                         const std::string& evidence = {}) {
        if (count > 0)
            findings.push_back(
                {code, std::to_string(count) + " " + what, cut(evidence, sample_bytes_max)});
    };
    add(child.garbage_lines, "stdout_garbage", "lines on standard output are no MCP messages",
        child.garbage_sample);
    add(child.unmatched_responses, "unmatched_responses", "answers belong to no request");
    add(child.declined_requests, "server_requests_declined",
        "requests of the server were declined");
    add(child.leftovers, "orphan_children", "processes were still there after the server's end",
        child.leftover_sample);
    const bool killed = child.ended_by == "kill";
    if (killed)
        findings.push_back({"ignores_stop_signal", "its stop signal did not end it in time"});
    // Servers that speak HTTP do not read their input.
    if (child.reach.transport == "stdio" && (killed || child.ended_by == "stop_signal"))
        findings.push_back({"ignores_end_of_input", "the end of its input did not end it in time",
                            killed ? "ended by SIGKILL" : "ended by its stop signal"});
    return findings;
}

/// What cannot be is as good as not known.
Transport transport_of(const shim::Reach& reach) {
    const Transport transport{reach.transport, reach.port, reach.path, reach.host};
    return check_transport(transport) ? transport : Transport{};
}

std::optional<std::uint64_t> number_in(const net::Response& response, std::string_view name) {
    const auto text = response.headers.find(name);
    std::uint64_t value = 0;
    if (!text) return std::nullopt;
    const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (failed != std::errc{} || end != text->data() + text->size()) return std::nullopt;
    return value;
}

}  // namespace

Error lost_error(const Error& cause) {
    if (cause.code == "response_too_large")
        return {Category::exhausted, "result_too_large", cause.message};
    if (cause.category == Category::timed_out)
        return {Category::unavailable, "link_lost", "the workload's shim does not answer in time"};
    return {Category::unavailable, "link_lost",
            "the workload's shim is gone: " + cut(cause.message, message_bytes_max)};
}

Error refusal(const net::Response& response) {
    std::string code, message;
    if (response.body.size() <= failure_bytes_max) {
        const auto json = nlohmann::json::parse(response.body, nullptr, false);
        const auto error = json.is_object() ? json.value("error", nlohmann::json()) : json;
        if (error.is_object()) {
            code = text_of(error, "code");
            message = cut(text_of(error, "message"), message_bytes_max);
        }
    }
    if (message.empty()) message = "it answered with status " + std::to_string(response.status);
    const auto known = std::ranges::find(known_codes, code, &Known::code);
    if (known == known_codes.end()) return refused("refused: " + message).error();
    return {known->category, std::string(known->ours), message};
}

Result<LinkStatus> read_status(const net::Response& response) {
    if (response.status != 200) return fail(refusal(response));
    const auto status = shim::status_from(response.body);
    if (!status)
        return refused("sent a status that cannot be read: " +
                       cut(status.error().message, message_bytes_max));
    if (status->protocol > shim::protocol_version ||
        status->protocol < shim::previous_protocol_version)
        return refused("speaks protocol " + std::to_string(status->protocol) + ", this daemon " +
                       std::to_string(shim::protocol_version));
    LinkStatus link;
    link.started = status->state != shim::State::idle;
    link.ending = status->state == shim::State::ending;
    link.end_reason = cut(status->end_reason, 64);
    link.deadline_in = Millis(status->deadline_in_ms);
    link.idle_in = Millis(status->idle_in_ms);
    link.uid_separated = status->uid_separated;
    for (const auto& child : status->children) {
        if (link.processes.size() == processes_max) break;
        link.processes.push_back({child.id, child.running, child.exit_code, child.oom,
                                  Millis(child.uptime_ms), findings_of(child),
                                  transport_of(child.reach)});
    }
    return link;
}

Result<WorkloadLog> read_log(const net::Response& response, std::uint64_t asked,
                             std::size_t bytes_max) {
    if (response.status != 200) return fail(refusal(response));
    const auto offset = number_in(response, "Toolshed-Log-Offset").value_or(asked);
    if (offset < asked || offset > log_offset_max)
        return refused("sent a log that begins at " + std::to_string(offset) + " instead of " +
                       std::to_string(asked));
    WorkloadLog log;
    const std::size_t taken = std::min(response.body.size(), bytes_max);
    log.text = valid_utf8(std::string_view(response.body).substr(0, taken));
    log.offset = offset;
    log.next_offset = offset + taken;
    return log;
}

}  // namespace toolshed::link
