// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.hpp"

namespace toolshed::cli {
namespace {

std::string mark(const std::string& state) {
    if (state == "succeeded") return "✓";
    if (state == "failed") return "✗";
    return "–";
}

void show_step(const Output& output, const Json& step) {
    const std::string state = word_of(step, "state");
    if (state == "running" || state == "pending") return;
    std::string name = word_of(step, "kind");
    name.resize(11, ' ');
    std::string time = step.contains("duration_ms") ? duration(number_of(step, "duration_ms")) : "";
    time.insert(0, time.size() < 9 ? 9 - time.size() : 0, ' ');
    output.line("  " + mark(state) + " " + name + time + "  " + word_of(step, "detail"));
    if (!part_of(step, "error").is_object()) return;
    output.line("      " + word_of(part_of(step, "error"), "code") + ": " +
                word_of(part_of(step, "error"), "message"));
    for (const auto& line : part_of(step, "log_tail"))
        output.line("      | " + (line.is_string() ? line.get<std::string>() : line.dump()));
}

void show_result(const Output& output, const Json& run) {
    double total = 0;
    for (const auto& step : part_of(run, "steps")) total += number_of(step, "duration_ms");
    const std::string state = word_of(run, "state");
    std::string text = state + " in " + duration(total);
    if (const std::string message = word_of(run, "message"); !message.empty())
        text += " (" + message + ")";
    output.line("  " + text);
    for (const auto& finding : part_of(part_of(run, "evidence"), "findings")) {
        output.line("  ! " + word_of(finding, "code") + ": " + word_of(finding, "detail"));
        if (const auto mend = word_of(finding, "mend"); !mend.empty()) output.line("    " + mend);
    }
    if (state == "failed" || state == "timed_out" || state == "needs_configuration")
        output.line("  log: toolshed run logs " + word_of(run, "id"));
}

}  // namespace

int watch_run(const ApiClient& api, const Output& output, const std::string& run_id) {
    const std::string path = "/api/v1/verifications/" + run_id;
    const auto followed = api.follow(path + "/events", [&](const ApiEvent& event) {
        if (event.type == "step") show_step(output, event.data);
        return true;
    });
    if (!followed) return output.error(followed.error());
    const auto run = api.ask("GET", path);
    if (!run) return output.error(run.error());
    if (output.is_json())
        output.object(run->body);
    else
        show_result(output, run->body);
    const std::string state = word_of(run->body, "state");
    return state == "passed" || state == "skipped" ? 0 : 1;
}

}  // namespace toolshed::cli
