// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "shim/network/rules.hpp"
#include "shim/protocol/messages.hpp"

namespace toolshed::shim {

/// The command line of `toolshed-shim`.
struct Options {
    enum class Command { serve, version };
    Command command = Command::serve;
    std::string socket_dir = {};
    std::uint32_t uid = shim_uid;            ///< what the shim becomes when it starts as root
    std::vector<std::string> writable = {};  ///< directories that everybody may write to
    Millis start_wait{60'000};               ///< without a `start` for so long the shim ends
    /// Puts network rules in force before anything else is done; nothing = leave the network alone.
    std::optional<network::PublicAccess> public_access = {};
    bool allow_unsafe = false;  ///< serve without no-new-privileges and a private directory
};

inline constexpr std::string_view usage =
    "usage: toolshed-shim serve --socket-dir DIR [--uid N] [--writable PATH]... "
    "[--start-wait-ms N] [--allow-unsafe]\n"
    "       [--network public [--resolver ADDRESS] [--denied PREFIX]...]\n"
    "       toolshed-shim --version\n";

/// Reads the arguments after the program's name. `invalid` `usage` names the wrong one.
Result<Options> parse_options(std::span<const char* const> arguments);

}  // namespace toolshed::shim
