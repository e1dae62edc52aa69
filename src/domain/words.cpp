// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "domain/run.hpp"
#include "domain/session.hpp"

namespace toolshed {
namespace {

// The words of each enumeration in the order of its enumerators.
constexpr std::array<std::string_view, 9> run_states = {
    "queued",    "running",   "cancelling",         "passed", "failed", "skipped",
    "cancelled", "timed_out", "needs_configuration"};
constexpr std::array<std::string_view, 13> step_kinds = {
    "resolve",   "fetch", "build", "push",   "define", "launch",  "ready",
    "negotiate", "list",  "probe", "record", "stop",   "document"};
constexpr std::array<std::string_view, 5> step_states = {"pending", "running", "succeeded",
                                                         "failed", "skipped"};
constexpr std::array<std::string_view, 5> session_states = {"launching", "active", "ending",
                                                            "ended", "failed"};
constexpr std::array<std::string_view, 7> outcomes = {
    "ok", "tool_error", "protocol_error", "transport_error", "timeout", "denied", "not_ready"};

template <class Enum, std::size_t N>
Result<Enum> from_word(const std::array<std::string_view, N>& words, std::string_view word,
                       std::string_view code) {
    const auto found = std::ranges::find(words, word);
    if (found != words.end()) return static_cast<Enum>(found - words.begin());
    std::string known;
    for (const auto& each : words) known += (known.empty() ? "" : ", ") + std::string(each);
    return fail(Category::invalid, std::string(code),
                "'" + std::string(word.substr(0, 64)) + "' is none of: " + known);
}

template <class Enum, std::size_t N>
std::string_view to_word(const std::array<std::string_view, N>& words, Enum value) {
    return words.at(static_cast<std::size_t>(value));
}

}  // namespace

std::string_view to_string(RunState state) {
    return to_word(run_states, state);
}
std::string_view to_string(StepKind kind) {
    return to_word(step_kinds, kind);
}
std::string_view to_string(StepState state) {
    return to_word(step_states, state);
}
std::string_view to_string(SessionState state) {
    return to_word(session_states, state);
}
std::string_view to_string(Outcome outcome) {
    return to_word(outcomes, outcome);
}

Result<RunState> run_state_from(std::string_view word) {
    return from_word<RunState>(run_states, word, "unknown_state");
}
Result<StepKind> step_kind_from(std::string_view word) {
    return from_word<StepKind>(step_kinds, word, "unknown_step");
}
Result<StepState> step_state_from(std::string_view word) {
    return from_word<StepState>(step_states, word, "unknown_state");
}
Result<SessionState> session_state_from(std::string_view word) {
    return from_word<SessionState>(session_states, word, "unknown_state");
}
Result<Outcome> outcome_from(std::string_view word) {
    return from_word<Outcome>(outcomes, word, "unknown_outcome");
}

bool is_terminal(RunState state) {
    return state != RunState::queued && state != RunState::running && state != RunState::cancelling;
}

bool is_terminal(SessionState state) {
    return state == SessionState::ended || state == SessionState::failed;
}

Step* find_step(Run& run, StepKind kind) {
    const auto found = std::ranges::find(run.steps, kind, &Step::kind);
    return found == run.steps.end() ? nullptr : &*found;
}

const Step* find_step(const Run& run, StepKind kind) {
    const auto found = std::ranges::find(run.steps, kind, &Step::kind);
    return found == run.steps.end() ? nullptr : &*found;
}

}  // namespace toolshed
