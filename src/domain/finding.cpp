// SPDX-License-Identifier: Apache-2.0
#include "domain/finding.hpp"

#include <algorithm>
#include <array>

namespace toolshed {
namespace {

using enum Severity;

constexpr std::array<FindingKind, 21> kinds{{
    {"ambiguous_tool", warning, "A tool's definition has the same member twice",
     "write each member once: readers differ in which of the two they take"},
    {"build_network_open", info, "Its build could reach what the engine's network reaches",
     "vendor what the build needs, so that operators can set builder.network to none"},
    {"duplicate_tool", warning, "Two tools have the same name",
     "give each tool a name of its own; the first of the two is kept"},
    {"ignores_end_of_input", warning, "The server goes on when its input ends",
     "end the process when standard input ends, or clients leave it running"},
    {"ignores_stop_signal", warning, "The server had to be killed",
     "end the process on its stop signal within a few seconds"},
    {"list_truncated", warning, "The tool list was cut",
     "offer fewer or smaller tools, and end the list's pages"},
    {"long_tool_name", warning, "A tool's name is too long for many clients",
     "use at most 128 characters"},
    {"more_findings", info, "There are more findings of this sort", "mend those that are named"},
    {"nameless_tool", warning, "A tool has no name", "name every tool"},
    {"needs_network", warning, "The server asked for the network and has none",
     "if it needs it, verify it with network profile public (--network public)"},
    {"orphan_children", warning, "Processes were left behind when the server ended",
     "end child processes, those in sessions of their own too, before exiting"},
    {"second_list_failed", warning, "A fresh process did not list its tools",
     "make starting the server repeatable: no lock, no port and no file of an earlier process"},
    {"server_requests_declined", info, "The server asked the client something and was declined",
     "work without sampling, elicitation and roots where a client does not declare them"},
    {"slow_start", warning, "The server takes long to answer first",
     "do less before the first answer: install at build time, load data when it is asked for"},
    {"stdout_garbage", warning, "Standard output holds more than messages",
     "write logs to standard error: some clients fail at the first other line"},
    {"tool_invalid", warning, "A tool's definition is not what the protocol asks for",
     "give it an inputSchema that is an object of JSON Schema"},
    {"tool_too_large", warning, "A tool's definition is over the limit and was left out",
     "shorten its description and schema"},
    {"unmatched_responses", warning, "The server answered what nobody had asked",
     "answer each request once, with its own id"},
    {"unstable_tools", warning, "A fresh process lists other tools",
     "list the same tools in every process, or say so with list_changed"},
    {"volume_hidden", info, "A declared volume hides what the image has there",
     "keep what the server needs out of VOLUME folders, or create it at start"},
    {"write_refused", warning, "The server tried to write where it may not",
     "write below HOME or TMPDIR, or verify it with that folder writable (--writable FOLDER)"},
}};
static_assert(std::ranges::is_sorted(kinds, {}, &FindingKind::code));

}  // namespace

std::string_view to_string(Severity severity) {
    return severity == info ? "info" : "warning";
}

std::span<const FindingKind> finding_kinds() {
    return kinds;
}

FindingKind kind_of_finding(std::string_view code) {
    const auto found = std::ranges::find(kinds, code, &FindingKind::code);
    return found != kinds.end() ? *found : FindingKind{code, info, code, ""};
}

std::string finding_table_markdown() {
    std::string table = "| Code | Severity | What it means | What to do |\n|---|---|---|---|\n";
    for (const auto& kind : kinds)
        table.append("| `")
            .append(kind.code)
            .append("` | ")
            .append(to_string(kind.severity))
            .append(" | ")
            .append(kind.title)
            .append(" | ")
            .append(kind.mend)
            .append(" |\n");
    return table;
}

}  // namespace toolshed
