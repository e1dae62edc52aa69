// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "mcp/client.hpp"
#include "mcp/envelope.hpp"

namespace toolshed::engines::fake {

enum class Behaviour { answers, never_answers, dies, runs_out_of_memory, writes_garbage };

struct ScriptedTool {
    std::string name;
    Behaviour behaviour = Behaviour::answers;
    std::string result = R"({"content":[{"type":"text","text":"ok"}]})";  ///< raw JSON object
    Millis takes{1};
};

/// What an MCP server in an image does.
struct ServerScript {
    std::vector<ScriptedTool> tools = {{"echo"}};
    mcp::Era era = mcp::Era::legacy;
    std::string revision = "2025-11-25";  ///< that a legacy one answers with
    Behaviour behaviour =
        Behaviour::answers;       ///< `dies`: exits as soon as it starts; others: to every request
    bool dies_on_probe = false;   ///< exits on `server/discover`
    bool unstable_tools = false;  ///< every process lists one tool more of its own
    bool cannot_spawn = false;
    Millis start_takes{50};
    Millis answer_takes{1};
    std::size_t page_size = 0;  ///< of the tool list; 0 = all on one
    int exit_code = 1;
};

/// What comes of one request.
struct Reaction {
    Behaviour behaviour = Behaviour::answers;
    Millis takes{0};
    std::string answer = {};
    std::string tool = {};  ///< set when a tool ran
};

/// One process of a scripted MCP server. Stricter than real ones: what a client must not do is an
/// error and is told to `violations`, which outlives the process.
class FakeServer {
public:
    /// `number` differs for every process.
    FakeServer(ServerScript script, int number, std::vector<std::string>& violations);

    Reaction take_request(const mcp::Envelope& envelope);
    void take_notification(const mcp::Envelope& envelope);

    const ServerScript& script() const { return script_; }
    bool initialized() const { return phase_ == Phase::initialized; }

private:
    enum class Phase { fresh, answered_initialize, initialized };

    Reaction result(const mcp::Envelope& envelope, std::string json) const;
    Reaction error(const mcp::Envelope& envelope, int code, std::string_view message) const;
    Reaction violation(const mcp::Envelope& envelope, int code, const std::string& what);
    Reaction dispatch(const mcp::Envelope& envelope);
    Reaction discover(const mcp::Envelope& envelope) const;
    Reaction initialize(const mcp::Envelope& envelope);
    Reaction list_tools(const mcp::Envelope& envelope) const;
    Reaction call_tool(const mcp::Envelope& envelope);

    ServerScript script_;
    Phase phase_ = Phase::fresh;
    std::set<std::string> ids_;
    std::vector<std::string>& violations_;
};

}  // namespace toolshed::engines::fake
