// SPDX-License-Identifier: Apache-2.0
#include "shim/options.hpp"

#include <charconv>
#include <optional>
#include <string_view>

namespace toolshed::shim {
namespace {

constexpr std::int64_t start_wait_ms_max = 3'600'000;
constexpr std::int64_t uid_max = INT32_MAX;
constexpr std::size_t denied_max = 256;

std::unexpected<Error> misused(std::string message) {
    return fail(Category::invalid, "usage", std::move(message));
}

Result<std::int64_t> number_from(std::string_view name, std::string_view text, std::int64_t high) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > high)
        return misused(std::string(name) + " must be a number from 1 to " + std::to_string(high));
    return value;
}

/// The options behind `--network public`.
Result<void> set_access(Options& options, std::string_view name, std::string_view value) {
    if (name == "--network") {
        if (value != "public") return misused("--network must be 'public'");
        options.public_access.emplace();
        return {};
    }
    if (!options.public_access) return misused(std::string(name) + " needs --network before it");
    const auto prefix = network::prefix_from(value);
    if (!prefix) return misused(std::string(name) + ": " + prefix.error().message);
    auto& access = *options.public_access;
    if (name == "--resolver") {
        if (prefix->length != static_cast<int>(prefix->size()) * 8)
            return misused("--resolver must be one address");
        access.resolver = *prefix;
        return {};
    }
    if (access.denied.size() == denied_max)
        return misused("more than " + std::to_string(denied_max) + " --denied");
    access.denied.push_back(*prefix);
    return {};
}

Result<void> set(Options& options, std::string_view name, std::string_view value) {
    if (name == "--socket-dir" || name == "--writable") {
        if (!value.starts_with('/'))
            return misused(std::string(name) + " must be an absolute path");
        if (name == "--writable")
            options.writable.emplace_back(value);
        else
            options.socket_dir = value;
        return {};
    }
    if (name == "--uid") {
        const auto uid = number_from(name, value, uid_max);
        if (!uid) return fail(uid.error());
        options.uid = static_cast<std::uint32_t>(*uid);
        return {};
    }
    if (name == "--start-wait-ms") {
        const auto wait = number_from(name, value, start_wait_ms_max);
        if (!wait) return fail(wait.error());
        options.start_wait = Millis(*wait);
        return {};
    }
    if (name == "--network" || name == "--resolver" || name == "--denied")
        return set_access(options, name, value);
    return misused("unknown option '" + std::string(name) + "'");
}

}  // namespace

Result<Options> parse_options(std::span<const char* const> arguments) {
    Options options;
    if (arguments.empty()) return misused("a command is missing");
    const std::string_view command = arguments.front();
    if (command == "--version") {
        options.command = Options::Command::version;
        return options;
    }
    if (command != "serve") return misused("unknown command '" + std::string(command) + "'");
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string_view name = arguments[i];
        if (name == "--allow-unsafe") {
            options.allow_unsafe = true;
            continue;
        }
        if (i + 1 == arguments.size())
            return misused("'" + std::string(name) + "' is unknown or has no value");
        if (auto done = set(options, name, arguments[++i]); !done)
            return fail(std::move(done).error());
    }
    if (options.socket_dir.empty()) return misused("--socket-dir is missing");
    return options;
}

}  // namespace toolshed::shim
