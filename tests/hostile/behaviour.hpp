// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

/// What the parts of the hostile server share: the tables of its modes, calls and probes, one file
/// for each subject.
namespace hostile {

using Json = nlohmann::json;

struct Request {
    std::string method;
    Json id;
    Json params;
};

/// A way in which a whole server misbehaves; named by the first argument of the program.
struct Mode {
    std::string_view name;
    void (*begin)() = nullptr;                 ///< before anything is read
    bool (*answer)(const Request&) = nullptr;  ///< true = dealt with; else it is answered well
    void (*at_end)() = nullptr;                ///< when the input has ended
};

/// A way in which a tool misbehaves; named by the tool, or by the mode for the tool `misbehave`.
struct Call {
    std::string_view name;
    void (*answer)(const Request&);
};

/// Something that a sandbox refuses. `attempt` answers an empty text when it was refused, with
/// `why` set; else what it has got.
struct Probe {
    std::string_view name;
    std::string (*attempt)(std::string& why);
};

std::span<const Mode> protocol_modes();
std::span<const Mode> list_modes();
std::span<const Mode> resource_modes();
std::span<const Mode> word_modes();
std::span<const Call> protocol_calls();
std::span<const Call> resource_calls();
std::span<const Call> word_calls();
std::span<const Probe> kernel_probes();
std::span<const Probe> file_probes();

void write_bytes(std::string_view bytes);
void say(std::string_view line);
void reply(const Json& id, const Json& result);
void refuse(const Json& id, const char* message);
Json tool(const std::string& name, const std::string& description = "does nothing");
Json text(const std::string& content);
Json initialized();
[[noreturn]] void wait_for_ever();
void eat_memory();

}  // namespace hostile
