// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "config/keys.hpp"

namespace toolshed::config {
namespace {

constexpr std::uintmax_t file_bytes_max = 1024 * 1024;
constexpr std::size_t password_bytes_max = 4 * 1024;
using Values = std::map<std::string, std::string>;

void flatten(const YAML::Node& node, const std::string& path, Values& values,
             std::vector<std::string>& faults) {
    if (node.IsMap()) {
        for (const auto& each : node)
            flatten(each.second, (path.empty() ? "" : path + ".") + each.first.as<std::string>(),
                    values, faults);
    } else if (node.IsSequence()) {
        std::string joined;
        for (const auto& each : node)
            joined += (joined.empty() ? "" : ",") + each.as<std::string>("");
        values[path] = joined;
    } else if (node.IsScalar()) {
        values[path] = node.as<std::string>();
    } else if (!path.empty()) {
        faults.push_back("'" + path + "' has no value");
    }
}

Values read_file(const std::filesystem::path& path, std::vector<std::string>& faults) {
    Values values;
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    if (error || size > file_bytes_max) {
        faults.push_back("cannot read " + path.string() +
                         (error ? ": " + error.message() : ": over 1 MiB"));
        return values;
    }
    try {
        flatten(YAML::LoadFile(path.string()), "", values, faults);
    } catch (const YAML::Exception& bad) {
        faults.push_back(path.string() + ": " + bad.what());
    }
    return values;
}

std::string environment_name(const std::string& key) {
    std::string name = "TOOLSHED_";
    for (const char c : key) {
        if (c == '.')
            name += "__";
        else
            name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return name;
}

std::size_t distance(const std::string& left, const std::string& right) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = i;
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t cost = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, cost}));
        }
    }
    return row.back();
}

std::string nearest(const std::string& name) {
    const auto& keys = all_keys();
    return std::ranges::min_element(keys, {},
                                    [&](const KeyEntry& each) { return distance(each.name, name); })
        ->name;
}

void apply(Config& config, const Values& values, const std::string& where,
           std::vector<std::string>& faults) {
    for (const auto& [name, text] : values) {
        const auto found = std::ranges::find(all_keys(), name, &KeyEntry::name);
        if (found == all_keys().end()) {
            faults.push_back(where + ": unknown key '" + name + "', perhaps '" + nearest(name) +
                             "'");
            continue;
        }
        if (auto set = found->set(config, text); !set)
            faults.push_back(where + ": " + name + ": " + set.error().message);
    }
}

/// Only names that belong to a key count; the client's own variables share the prefix.
Values environment_values(const Values& environment, std::vector<std::string>& faults) {
    Values values;
    for (const auto& entry : all_keys())
        if (const auto found = environment.find(environment_name(entry.name));
            found != environment.end())
            values[entry.name] = found->second;
    for (const auto& [name, text] : environment) {
        const bool nested = name.starts_with("TOOLSHED_") && name.find("__") != std::string::npos;
        const bool known = std::ranges::any_of(
            all_keys(), [&](const KeyEntry& each) { return environment_name(each.name) == name; });
        if (nested && !known) faults.push_back("environment: unknown variable '" + name + "'");
    }
    return values;
}

std::string lookup(const Values& values, const std::string& name) {
    const auto found = values.find(name);
    return found == values.end() ? std::string() : found->second;
}

void apply_defaults(Config& config, const Inputs& inputs) {
    config.data = default_data_directory(inputs.environment, inputs.root);
    const std::string run = lookup(inputs.environment, "XDG_RUNTIME_DIR");
    if (inputs.root)
        config.runtime = "/run/toolshed";
    else
        config.runtime =
            run.empty() ? config.data / "run" : std::filesystem::path(run) / "toolshed";
    const std::string host = lookup(inputs.environment, "DOCKER_HOST");
    if (!host.empty()) config.engine.socket = host;
    for (const char* name :
         {"GIT_SSL_CAINFO", "https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"})
        if (const auto value = lookup(inputs.environment, name); !value.empty())
            config.git.extra_env.push_back(std::string(name) + "=" + value);
}

/// The file's one line. A secret has no business on a command line, where every process reads it.
void read_password(Config& config, std::vector<std::string>& faults) {
    const auto& path = config.registry_password_file;
    if (path.empty()) return;
    if (!config.registry.password.empty()) {
        faults.push_back("registry.password_file: registry.password is given too");
        return;
    }
    std::ifstream file(path, std::ios::binary);
    std::string text(password_bytes_max + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    if (text.empty() || text.size() > password_bytes_max)
        faults.push_back("registry.password_file: cannot read a password from " + path.string());
    config.registry.password = std::move(text);
}

/// What the machine itself says is asked for at each launch; what an operator wrote is judged now.
void check_network(const Config& config, std::vector<std::string>& faults) {
    auto settings = config.network;
    if (settings.resolver.empty()) settings.resolver = "192.0.2.53";
    if (const auto checked = engines::docker::network_access(settings, "", {}); !checked)
        faults.push_back(checked.error().message);
}

void check_registry(Config& config, std::vector<std::string>& faults) {
    read_password(config, faults);
    const auto& ca_file = config.registry.ca_file;
    if (!ca_file.empty() && ca_file.front() != '/')
        faults.push_back("registry.ca_file: write an absolute path");
    if (const auto checked = registries::oci::check_config(config.registry); !checked)
        faults.push_back(checked.error().message);
}

}  // namespace

std::map<std::string, std::string> read_environment(char** environ) {
    Values values;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string_view::npos)
            values.emplace(text.substr(0, equals), text.substr(equals + 1));
    }
    return values;
}

std::filesystem::path default_data_directory(const Values& environment, bool root) {
    if (root) return "/var/lib/toolshed";
    const std::string data = lookup(environment, "XDG_DATA_HOME");
    if (!data.empty()) return std::filesystem::path(data) / "toolshed";
    return std::filesystem::path(lookup(environment, "HOME")) / ".local/share/toolshed";
}

Result<Config> read_config(const Inputs& inputs) {
    Config config;
    std::vector<std::string> faults;
    apply_defaults(config, inputs);
    if (!inputs.file.empty())
        apply(config, read_file(inputs.file, faults), inputs.file.string(), faults);
    apply(config, environment_values(inputs.environment, faults), "environment", faults);
    apply(config, inputs.flags, "command line", faults);
    if (inputs.flags.contains("registry.password"))
        faults.push_back("command line: registry.password: every process could read it there");
    if (config.engine.socket.starts_with("unix://")) config.engine.socket.erase(0, 7);
    if (config.engine.socket.find("://") != std::string::npos || config.engine.socket.empty() ||
        config.engine.socket.front() != '/')
        faults.push_back("engine.docker.host: this version reaches an engine by unix:///path only");
    check_network(config, faults);
    check_registry(config, faults);
    if (!faults.empty()) {
        std::string message = "the configuration has mistakes:";
        for (const auto& fault : faults) message += "\n  " + fault;
        return fail(Category::invalid, "bad_config", std::move(message));
    }
    config.git.local = config.settings.catalogue.local_sources;
    config.git.home = config.data / "git-home";
    config.settings.verification.scratch = config.data / "scratch";
    return config;
}

std::string config_text(const Config& config) {
    std::string text;
    for (const auto& entry : all_keys()) text += entry.name + ": " + entry.show(config) + "\n";
    return text;
}

std::string config_table_markdown() {
    std::string table = "| Key | Default | Meaning |\n|---|---|---|\n";
    const Config defaults;
    for (const auto& entry : all_keys())
        table +=
            "| `" + entry.name + "` | " +
            (entry.show(defaults).empty() ? std::string("–") : "`" + entry.show(defaults) + "`") +
            " | " + entry.meaning + " |\n";
    return table;
}

}  // namespace toolshed::config
