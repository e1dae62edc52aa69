// SPDX-License-Identifier: Apache-2.0
#include "config/keys.hpp"

#include <charconv>

namespace toolshed::config {
namespace {

std::unexpected<Error> bad_value(const std::string& text, const char* expected) {
    return fail(Category::invalid, "bad_value", "'" + text.substr(0, 64) + "' is no " + expected);
}

Result<void> read_value(Millis& target, const std::string& text) {
    const auto value = parse_duration(text);
    if (!value) return fail(value.error());
    target = *value;
    return {};
}
Result<void> read_value(bool& target, const std::string& text) {
    if (text != "true" && text != "false") return bad_value(text, "true or false");
    target = text == "true";
    return {};
}
Result<void> read_value(std::string& target, const std::string& text) {
    target = text;
    return {};
}
Result<void> read_value(std::filesystem::path& target, const std::string& text) {
    if (text.empty() || text.front() != '/') return bad_value(text, "absolute path");
    target = text;
    return {};
}
Result<void> read_value(LocalSources& target, const std::string& text) {
    bool allowed = false;
    if (auto read = read_value(allowed, text); !read) return read;
    target = allowed ? LocalSources::allowed : LocalSources::refused;
    return {};
}
Result<void> read_value(NetworkProfile& target, const std::string& text) {
    if (text != "none" && text != "public")
        return bad_value(text, "network profile (none, public)");
    target = text == "none" ? NetworkProfile::none : NetworkProfile::public_only;
    return {};
}
using builders::docker::BuilderKind;
constexpr std::array<std::pair<std::string_view, BuilderKind>, 3> builder_kinds{
    {{"auto", BuilderKind::automatic},
     {"classic", BuilderKind::classic},
     {"buildkit", BuilderKind::buildkit}}};
Result<void> read_value(BuilderKind& target, const std::string& text) {
    for (const auto& [word, kind] : builder_kinds) {
        if (word != text) continue;
        target = kind;
        return {};
    }
    return bad_value(text, "builder (auto, classic, buildkit)");
}
using builders::docker::BuildNetwork;
Result<void> read_value(BuildNetwork& target, const std::string& text) {
    if (text != "open" && text != "none") return bad_value(text, "build network (open, none)");
    target = text == "none" ? BuildNetwork::none : BuildNetwork::open;
    return {};
}
Result<void> read_value(std::vector<std::string>& target, const std::string& text) {
    target.clear();
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        if (end > begin) target.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return {};
}
template <std::integral T>
Result<void> read_value(T& target, const std::string& text) {
    const auto value = parse_size(text);
    if (!value) return fail(value.error());
    if (*value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return bad_value(text, "number in range");
    target = static_cast<T>(*value);
    return {};
}

std::string show_value(const Millis& value) {
    const auto ms = value.count();
    if (ms % 3'600'000 == 0 && ms > 0) return std::to_string(ms / 3'600'000) + "h";
    if (ms % 60'000 == 0 && ms > 0) return std::to_string(ms / 60'000) + "m";
    if (ms % 1'000 == 0) return std::to_string(ms / 1'000) + "s";
    return std::to_string(ms) + "ms";
}
std::string show_value(bool value) {
    return value ? "true" : "false";
}
std::string show_value(const std::string& value) {
    return value;
}
std::string show_value(const std::filesystem::path& value) {
    return value.string();
}
std::string show_value(LocalSources value) {
    return show_value(value == LocalSources::allowed);
}
std::string show_value(NetworkProfile value) {
    return std::string(to_string(value));
}
std::string show_value(BuilderKind value) {
    for (const auto& [word, kind] : builder_kinds)
        if (kind == value) return std::string(word);
    return {};
}
std::string show_value(BuildNetwork value) {
    return value == BuildNetwork::none ? "none" : "open";
}
std::string show_value(const std::vector<std::string>& value) {
    std::string text;
    for (const auto& each : value) text += (text.empty() ? "" : ",") + each;
    return text;
}
template <std::integral T>
std::string show_value(const T& value) {
    const auto number = static_cast<std::uint64_t>(value);
    if (number >= 1 << 20 && number % (1 << 20) == 0) return std::to_string(number >> 20) + "MiB";
    if (number >= 1 << 10 && number % (1 << 10) == 0) return std::to_string(number >> 10) + "KiB";
    return std::to_string(number);
}

/// A key whose place in the config `at` finds.
template <class Find>
KeyEntry key(std::string name, std::string meaning, Find at) {
    return {std::move(name), std::move(meaning),
            [at](Config& config, const std::string& text) { return read_value(at(config), text); },
            [at](const Config& config) { return show_value(at(const_cast<Config&>(config))); }};
}

template <class Find>
KeyEntry secret(std::string name, std::string meaning, Find at) {
    KeyEntry entry = key(std::move(name), std::move(meaning), at);
    entry.show = [at](const Config& config) {
        return at(const_cast<Config&>(config)).empty() ? std::string() : std::string("(set)");
    };
    return entry;
}

#define AT(field) [](Config& c) -> auto& { return c.field; }

void add_daemon_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(
        key("listen", "address and port of the API; port 0 takes a free one", AT(listen)));
    keys.push_back(key("allowed_hosts", "further Host names that are served, comma separated",
                       AT(allowed_hosts)));
    keys.push_back(key("data", "data directory: store, blobs, logs, token", AT(data)));
    keys.push_back(key("runtime", "directory of sockets", AT(runtime)));
    keys.push_back(
        key("logs.bytes_max", "size of the log of one run or session", AT(log_bytes_max)));
    keys.push_back(key("test.crash_at", "crash point at which the daemon ends itself; for tests",
                       AT(crash_at)));
    keys.push_back(key("sign_ins.lifetime", "a browser is signed in for so long",
                       AT(settings.sign_ins.lifetime)));
    keys.push_back(key("sign_ins.sign_ins_max", "browsers signed in at once; the oldest one goes",
                       AT(settings.sign_ins.sign_ins_max)));
    keys.push_back(key("http.connections_max", "open connections", AT(http.connections_max)));
    keys.push_back(key("http.header_bytes_max", "head of a request", AT(http.header_bytes_max)));
    keys.push_back(key("http.body_bytes_max", "body of a request", AT(http.body_bytes_max)));
    keys.push_back(
        key("http.header_limit", "time for the head of a request", AT(http.header_limit)));
    keys.push_back(key("http.body_limit", "time for the body of a request", AT(http.body_limit)));
    keys.push_back(
        key("http.idle_limit", "time between requests of a connection", AT(http.idle_limit)));
    keys.push_back(
        key("http.write_limit", "time for a peer to take what is sent", AT(http.write_limit)));
    keys.push_back(key("http.drain_limit", "time for requests in flight when the daemon stops",
                       AT(http.drain_limit)));
}

void add_adapter_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("engine.docker.host", "socket of the container engine, unix:///path",
                       AT(engine.socket)));
    keys.push_back(key("engine.docker.quick_limit", "time for a quick request to the engine",
                       AT(engine.quick_limit)));
    keys.push_back(key("engine.docker.slow_limit", "time for a start, stop or removal",
                       AT(engine.slow_limit)));
    keys.push_back(key("builder.kind",
                       "auto: the classic builder, and BuildKit where a Dockerfile needs it; "
                       "classic; buildkit",
                       AT(builder.kind)));
    keys.push_back(key("builder.network",
                       "what build instructions reach: open, the engine's default network; none",
                       AT(builder.network)));
    keys.push_back(
        key("builder.context_bytes_max", "size of a build context", AT(builder.context_bytes_max)));
    keys.push_back(key("builder.context_files_max", "files in a build context",
                       AT(builder.context_files_max)));
    keys.push_back(key("builder.log_bytes_max", "output of a build", AT(builder.log_bytes_max)));
    keys.push_back(
        key("builder.image_bytes_max", "size of a built image", AT(builder.image_bytes_max)));
    keys.push_back(key("builder.memory_bytes",
                       "memory of each build instruction, kept by the classic builder",
                       AT(builder.memory_bytes)));
    keys.push_back(
        key("builder.silence_limit", "time a build may say nothing", AT(engine.build_silence)));
    keys.push_back(
        key("sources.git.allow_local",
            "whether file:// and paths are accepted; lets API callers read local repositories",
            AT(settings.catalogue.local_sources)));
    keys.push_back(key("sources.git.bytes_max", "size of a repository's tree", AT(git.bytes_max)));
    keys.push_back(key("sources.git.files_max", "files in a repository's tree", AT(git.files_max)));
    keys.push_back(key("sources.git.extra_env",
                       "NAME=value for git, comma separated: certificates, proxies",
                       AT(git.extra_env)));
}

void add_registry_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("registry.url",
                       "image registry, https://HOST[:PORT]; plain http with 127.0.0.0/8; empty: "
                       "none",
                       AT(registry.url)));
    keys.push_back(key("registry.repository_prefix", "what names of pushed images begin with",
                       AT(registry.repository_prefix)));
    keys.push_back(
        key("registry.username", "account that may push and pull", AT(registry.username)));
    keys.push_back(key("registry.password_file", "file whose only line is its password",
                       AT(registry_password_file)));
    keys.push_back(secret("registry.password", "the password itself; better in the environment",
                          AT(registry.password)));
    keys.push_back(key("registry.ca_file",
                       "PEM of who vouches for the registry; empty: whom the machine believes",
                       AT(registry.ca_file)));
    keys.push_back(key("registry.request_limit", "time for one request to the registry",
                       AT(registry.request_limit)));
    keys.push_back(key("registry.silence_limit", "time a push or pull may say nothing",
                       AT(engine.transfer_silence)));
}

void add_plan_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("network.resolver",
                       "address of the resolver of profile public; empty: the machine's own",
                       AT(network.resolver)));
    keys.push_back(key("network.denied",
                       "blocks that profile public refuses beside those that are not public, comma "
                       "separated",
                       AT(network.denied)));
    keys.push_back(key("workload.network", "default network profile: none or public",
                       AT(settings.catalogue.plan_defaults.network)));
    keys.push_back(key("workload.memory_bytes", "default memory of a workload",
                       AT(settings.catalogue.plan_defaults.limits.memory_bytes)));
    keys.push_back(key("workload.cpu_weight_milli",
                       "default share of a processor under contention, thousandths",
                       AT(settings.catalogue.plan_defaults.limits.cpu_weight_milli)));
    keys.push_back(key("workload.cpu_ceiling_milli", "default ceiling, thousandths of a processor",
                       AT(settings.catalogue.plan_defaults.limits.cpu_ceiling_milli)));
    keys.push_back(key("workload.processes_max", "default number of processes",
                       AT(settings.catalogue.plan_defaults.limits.processes_max)));
    keys.push_back(key("workload.scratch_bytes", "default size of each writable folder",
                       AT(settings.catalogue.plan_defaults.limits.scratch_bytes)));
    keys.push_back(key("workload.open_files_max", "default number of open files",
                       AT(settings.catalogue.plan_defaults.limits.open_files_max)));
    keys.push_back(key("catalogue.servers_max", "servers", AT(settings.catalogue.servers_max)));
}

void add_gateway_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("gateway.start_limit", "time for a server's process to answer first",
                       AT(gateway.start_limit)));
    keys.push_back(key("gateway.request_limit", "time that a server may say nothing to a request",
                       AT(gateway.request_limit)));
    keys.push_back(key("gateway.keep_alive", "time between comments on an open stream",
                       AT(gateway.keep_alive)));
    keys.push_back(key("gateway.plain_answer_wait",
                       "time for an answer to come as plain JSON; after it a stream begins",
                       AT(gateway.plain_answer_wait)));
    keys.push_back(key("gateway.session_idle", "how long a client's protocol session may be unused",
                       AT(gateway.session_idle)));
    keys.push_back(key("gateway.handshake_limit",
                       "how long one may be unused that was opened and not initialized",
                       AT(gateway.handshake_limit)));
    keys.push_back(key("gateway.sessions_per_target", "protocol sessions with one workload",
                       AT(gateway.sessions_per_target)));
    keys.push_back(key("gateway.upstreams_per_target",
                       "processes, or conversations over HTTP, of one workload for clients",
                       AT(gateway.upstreams_per_target)));
    keys.push_back(key("gateway.stream_bytes_max", "bytes that a client's stream may be behind",
                       AT(gateway.stream_bytes_max)));
    keys.push_back(key("gateway.unsent_bytes_max", "bytes that a server may be behind",
                       AT(gateway.unsent_bytes_max)));
}

void add_house_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("house.clean_every", "how often what is no longer needed is removed",
                       AT(settings.house.clean_every)));
    keys.push_back(key("house.images_per_server",
                       "newest verified images that are kept of a server, at least 2",
                       AT(settings.house.images_per_server)));
    keys.push_back(key("house.runs_per_server", "ended runs that are kept of a server",
                       AT(settings.house.runs_per_server)));
    keys.push_back(
        key("house.runs_age", "how long an ended run is kept", AT(settings.house.runs_age)));
    keys.push_back(key("house.sessions_per_server", "ended sessions that are kept of a server",
                       AT(settings.house.sessions_per_server)));
    keys.push_back(key("house.sessions_age", "how long an ended session is kept",
                       AT(settings.house.sessions_age)));
    keys.push_back(key("house.logs_age", "how long the log of an ended run or session is kept",
                       AT(settings.house.logs_age)));
    keys.push_back(key("house.cache_age", "how long unused build cache of ours is kept",
                       AT(settings.house.cache_age)));
    keys.push_back(
        key("house.cache_bytes_max", "build cache of ours", AT(settings.house.cache_bytes_max)));
    keys.push_back(key("house.blob_grace", "how long content that nothing names yet is kept",
                       AT(settings.house.blob_grace)));
    keys.push_back(key("house.disk_low_bytes",
                       "free space below which only 2 images of a server and no build cache are "
                       "kept",
                       AT(settings.house.disk_low_bytes)));
    keys.push_back(key("house.disk_full_bytes", "free space below which no build begins",
                       AT(settings.house.disk_full_bytes)));
    keys.push_back(key("house.report_items_max", "removals that a report names one by one",
                       AT(settings.house.report_items_max)));
}

void add_flow_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("verification.pipeline_limit", "time for a whole run",
                       AT(settings.verification.pipeline_limit)));
    keys.push_back(key("verification.resolve_limit", "time for step resolve",
                       AT(settings.verification.resolve_limit)));
    keys.push_back(key("verification.fetch_limit", "time for step fetch",
                       AT(settings.verification.fetch_limit)));
    keys.push_back(key("verification.build_limit", "time for step build",
                       AT(settings.verification.build_limit)));
    keys.push_back(
        key("verification.push_limit", "time for step push", AT(settings.verification.push_limit)));
    keys.push_back(key("verification.launch_limit", "time for step launch",
                       AT(settings.verification.launch_limit)));
    keys.push_back(key("verification.slow_start", "a first answer after so long is a finding",
                       AT(settings.verification.slow_start)));
    keys.push_back(key("verification.engine_wait", "time a run waits for an engine that went away",
                       AT(settings.verification.engine_wait)));
    keys.push_back(key("verification.active_runs_max", "runs at once; others wait",
                       AT(settings.verification.active_runs_max)));
    keys.push_back(key("verification.plan_bytes_max",
                       "bytes of an image's command, environment and volumes",
                       AT(settings.verification.plan_bytes_max)));
    keys.push_back(key("verification.queued_runs_max", "runs that wait",
                       AT(settings.verification.queued_runs_max)));
}

void add_session_keys(std::vector<KeyEntry>& keys) {
    keys.push_back(key("sessions.idle_limit", "a session ends after so long without a call",
                       AT(settings.sessions.idle_limit)));
    keys.push_back(key("sessions.absolute_limit", "a session ends after so long whatever happens",
                       AT(settings.sessions.absolute_limit)));
    keys.push_back(key("sessions.launch_limit", "time for a session to become active",
                       AT(settings.sessions.launch_limit)));
    keys.push_back(
        key("sessions.sessions_max", "live sessions", AT(settings.sessions.sessions_max)));
    keys.push_back(key("sessions.sessions_per_owner_max", "live sessions of one owner",
                       AT(settings.sessions.sessions_per_owner_max)));
    keys.push_back(
        key("calls.call_limit", "default time for a tool call", AT(settings.calls.call_limit)));
    keys.push_back(key("calls.params_bytes_max", "size of a call's parameters",
                       AT(settings.calls.params_bytes_max)));
    keys.push_back(key("calls.recorded_bytes_max", "bytes of request and result kept in the record",
                       AT(settings.calls.recorded_bytes_max)));
    keys.push_back(
        key("calls.record_age", "how long a call's record is kept", AT(settings.calls.record_age)));
    keys.push_back(key("calls.in_flight_per_session_max", "calls at once in one session",
                       AT(settings.calls.in_flight_per_session_max)));
    keys.push_back(
        key("reconciler.sweep_every", "time between sweeps", AT(settings.reconciler.sweep_every)));
    keys.push_back(key("mcp.probe_limit", "silence after which a server counts as legacy",
                       AT(settings.mcp.probe_limit)));
    keys.push_back(key("mcp.negotiate_limit", "time for a server's first answer",
                       AT(settings.mcp.negotiate_limit)));
    keys.push_back(
        key("mcp.list_limit", "time for all pages of a tool list", AT(settings.mcp.list_limit)));
    keys.push_back(key("mcp.pages_max", "pages of a tool list", AT(settings.mcp.pages_max)));
    keys.push_back(key("mcp.tools_max", "tools of a server", AT(settings.mcp.tools_max)));
    keys.push_back(
        key("mcp.tool_bytes_max", "definition of one tool", AT(settings.mcp.tool_bytes_max)));
    keys.push_back(
        key("mcp.list_bytes_max", "definitions of all tools", AT(settings.mcp.list_bytes_max)));
    keys.push_back(
        key("mcp.result_bytes_max", "result of a call", AT(settings.mcp.result_bytes_max)));
}

#undef AT

}  // namespace

const std::vector<KeyEntry>& all_keys() {
    static const std::vector<KeyEntry> keys = [] {
        std::vector<KeyEntry> made;
        add_daemon_keys(made);
        add_adapter_keys(made);
        add_registry_keys(made);
        add_plan_keys(made);
        add_flow_keys(made);
        add_session_keys(made);
        add_house_keys(made);
        add_gateway_keys(made);
        return made;
    }();
    return keys;
}

}  // namespace toolshed::config
