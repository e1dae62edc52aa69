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
    const std::string state = step.value("state", "");
    if (state == "running" || state == "pending") return;
    std::string name = step.value("kind", "");
    name.resize(11, ' ');
    std::string time = step.contains("duration_ms") ? duration(step.value("duration_ms", 0.0)) : "";
    time.insert(0, time.size() < 9 ? 9 - time.size() : 0, ' ');
    output.line("  " + mark(state) + " " + name + time + "  " + step.value("detail", ""));
    if (!step.contains("error") || !step["error"].is_object()) return;
    output.line("      " + step["error"].value("code", "") + ": " +
                step["error"].value("message", ""));
    if (step.contains("log_tail"))
        for (const auto& line : step["log_tail"]) output.line("      | " + line.get<std::string>());
}

void show_result(const Output& output, const Json& run) {
    double total = 0;
    for (const auto& step : run["steps"])
        if (step["duration_ms"].is_number()) total += step["duration_ms"].get<double>();
    const std::string state = run.value("state", "");
    std::string text = state + " in " + duration(total);
    if (const std::string message = run.value("message", ""); !message.empty())
        text += " (" + message + ")";
    output.line("  " + text);
    for (const auto& finding : run["evidence"]["findings"])
        output.line("  ! " + finding.value("code", "") + ": " + finding.value("detail", ""));
    if (state == "failed" || state == "timed_out")
        output.line("  log: toolshed run logs " + run.value("id", ""));
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
    const std::string state = run->body.value("state", "");
    return state == "passed" || state == "skipped" ? 0 : 1;
}

}  // namespace toolshed::cli
