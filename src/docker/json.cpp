// SPDX-License-Identifier: Apache-2.0
#include "docker/json.hpp"

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "docker/buildkit_trace.hpp"

namespace toolshed::docker {
namespace {

using Json = nlohmann::json;

constexpr std::size_t line_bytes_max = 4 * 1024;

template <class T>
void read(const Json& json, const char* name, T& target) {
    if (const auto found = json.find(name); found != json.end() && !found->is_null())
        found->get_to(target);
}

/// Podman writes out what Docker leaves away, so both are told in the short form.
std::vector<std::string> read_names(const Json& json, const char* name) {
    std::vector<std::string> names;
    read(json, name, names);
    for (auto& each : names)
        for (const std::string_view prefix : {"docker.io/library/", "docker.io/"})
            if (each.starts_with(prefix)) each.erase(0, prefix.size());
    return names;
}

std::vector<std::string> keys_of(const Json& json, const char* name) {
    std::vector<std::string> keys;
    if (const auto found = json.find(name); found != json.end() && found->is_object())
        for (const auto& each : found->items()) keys.push_back(each.key());
    return keys;
}

template <class T>
Result<T> guarded(const std::string& body, T (*reader)(const Json&)) {
    try {
        return reader(Json::parse(body));
    } catch (const Json::exception& bad) {
        return fail(Category::unavailable, "engine_failed",
                    std::string("the container engine's answer cannot be read: ") + bad.what());
    }
}

EngineVersion to_version(const Json& json) {
    EngineVersion version;
    read(json, "Version", version.version);
    read(json, "ApiVersion", version.api_version);
    read(json, "MinAPIVersion", version.min_api_version);
    read(json, "Os", version.os);
    read(json, "Arch", version.architecture);
    for (const auto& each : json.value("Components", Json::array()))
        if (each.is_object() && each.value("Name", "") == "Podman Engine") version.podman = true;
    return version;
}

EngineFeatures to_features(const Json& json) {
    EngineFeatures features;
    read(json, "CgroupVersion", features.cgroup_version);
    read(json, "Driver", features.storage_driver);
    read(json, "MemoryLimit", features.memory_limit);
    read(json, "SwapLimit", features.swap_limit);
    read(json, "CpuCfsQuota", features.cpu_limit);
    read(json, "PidsLimit", features.processes_limit);
    read(json, "SecurityOptions", features.security_options);
    read(json, "MemTotal", features.memory_bytes);
    read(json, "DockerRootDir", features.root_directory);
    return features;
}

Image to_image(const Json& json) {
    Image image;
    read(json, "Id", image.id);
    image.tags = read_names(json, "RepoTags");
    image.references = read_names(json, "RepoDigests");
    read(json, "Os", image.os);
    read(json, "Architecture", image.architecture);
    read(json, "Size", image.size_bytes);
    const Json config = json.value("Config", Json::object());
    read(config, "Entrypoint", image.entrypoint);
    read(config, "Cmd", image.command);
    read(config, "Env", image.env);
    read(config, "WorkingDir", image.working_directory);
    read(config, "User", image.user);
    read(config, "StopSignal", image.stop_signal);
    read(config, "Labels", image.labels);
    image.volumes = keys_of(config, "Volumes");
    image.exposed_ports = keys_of(config, "ExposedPorts");
    return image;
}

std::vector<Image> to_images(const Json& json) {
    std::vector<Image> images;
    for (const auto& each : json) {
        Image image;
        read(each, "Id", image.id);
        image.tags = read_names(each, "RepoTags");
        std::erase(image.tags, "<none>:<none>");
        image.references = read_names(each, "RepoDigests");
        std::erase(image.references, "<none>@<none>");
        read(each, "Size", image.size_bytes);
        read(each, "Labels", image.labels);
        images.push_back(std::move(image));
    }
    return images;
}

std::vector<StoredImage> to_stored_images(const Json& json) {
    std::vector<StoredImage> images;
    for (const auto& each : json) {
        StoredImage image;
        read(each, "Id", image.id);
        read(each, "ParentId", image.parent);
        auto tags = read_names(each, "RepoTags");
        std::erase(tags, "<none>:<none>");
        auto references = read_names(each, "RepoDigests");
        std::erase(references, "<none>@<none>");
        image.named = !tags.empty() || !references.empty();
        read(each, "Size", image.size_bytes);
        read(each, "Created", image.created_s);
        images.push_back(std::move(image));
    }
    return images;
}

std::vector<CacheRecord> to_cache_records(const Json& json) {
    std::vector<CacheRecord> records;
    const auto found = json.find("BuildCache");
    if (found == json.end() || !found->is_array()) return records;
    for (const auto& each : *found) {
        CacheRecord record;
        read(each, "ID", record.id);
        read(each, "InUse", record.in_use);
        read(each, "Size", record.size_bytes);
        read(each, "CreatedAt", record.created_at);
        read(each, "LastUsedAt", record.last_used_at);
        records.push_back(std::move(record));
    }
    return records;
}

Container to_container(const Json& json) {
    Container container;
    read(json, "Id", container.id);
    read(json, "Name", container.name);
    if (container.name.starts_with('/')) container.name.erase(0, 1);
    const Json& state = json.at("State");
    read(state, "Running", container.running);
    read(state, "ExitCode", container.exit_code);
    read(state, "OOMKilled", container.oom_killed);
    read(state, "Status", container.status);
    read(state, "Error", container.error);
    read(json.value("Config", Json::object()), "Labels", container.labels);
    return container;
}

std::vector<Container> to_containers(const Json& json) {
    std::vector<Container> containers;
    for (const auto& each : json) {
        Container container;
        read(each, "Id", container.id);
        std::vector<std::string> names;
        read(each, "Names", names);
        if (!names.empty()) container.name = names.front();
        if (container.name.starts_with('/')) container.name.erase(0, 1);
        read(each, "State", container.status);
        container.running = container.status == "running";
        read(each, "Labels", container.labels);
        containers.push_back(std::move(container));
    }
    return containers;
}

std::string to_id(const Json& json) {
    return json.at("Id").get<std::string>();
}

Json mount_json(const Mount& mount) {
    Json json = {{"Type", mount.kind == Mount::Kind::bind ? "bind" : "volume"},
                 {"Source", mount.source},
                 {"Target", mount.target},
                 {"ReadOnly", mount.read_only}};
    if (mount.no_copy) json["VolumeOptions"] = {{"NoCopy", true}};
    return json;
}

Json host_json(const ContainerSpec& spec) {
    Json json = {{"Memory", spec.memory_bytes},
                 {"MemorySwap", spec.memory_bytes},
                 {"CpuShares", spec.cpu_shares},
                 {"NanoCpus", spec.nano_cpus},
                 {"ReadonlyRootfs", spec.read_only_root},
                 {"CapDrop", {"ALL"}},
                 {"CapAdd", spec.add_capabilities},
                 {"SecurityOpt", {"no-new-privileges"}},
                 {"NetworkMode", spec.network},
                 {"IpcMode", "private"},
                 {"Init", false},
                 {"AutoRemove", false},
                 {"Tmpfs", spec.tmpfs},
                 {"Mounts", Json::array()},
                 {"LogConfig",
                  {{"Type", "json-file"},
                   {"Config", {{"max-size", spec.log_bytes_max}, {"max-file", "1"}}}}}};
    if (!spec.dns.empty()) json["Dns"] = spec.dns;
    if (spec.processes_max > 0) json["PidsLimit"] = spec.processes_max;
    if (spec.open_files_max > 0)
        json["Ulimits"] = {
            {{"Name", "nofile"}, {"Soft", spec.open_files_max}, {"Hard", spec.open_files_max}}};
    if (spec.user_processes_max > 0)
        json["Ulimits"].push_back({{"Name", "nproc"},
                                   {"Soft", spec.user_processes_max},
                                   {"Hard", spec.user_processes_max}});
    for (const auto& mount : spec.mounts) json["Mounts"].push_back(mount_json(mount));
    return json;
}

bool is_disk_full(const std::string& message) {
    return message.find("no space left on device") != std::string::npos ||
           message.find("disk quota exceeded") != std::string::npos;
}

constexpr std::size_t steps_max = 10'000;

/// `… exit code: 3` → 3.
int exit_code_in(const std::string& words) {
    constexpr std::string_view sign = "exit code: ";
    const auto at = words.rfind(sign);
    int code = 0;
    if (at != std::string::npos)
        std::from_chars(words.data() + at + sign.size(), words.data() + words.size(), code);
    return code;
}

/// `[stage-1 2/4] RUN make` → `RUN make`; what looks for a base image is told as its `FROM`.
std::string instruction_in(const std::string& step) {
    constexpr std::string_view metadata = "[internal] load metadata for ";
    if (step.starts_with(metadata)) return "FROM " + step.substr(metadata.size());
    const auto end = step.find("] ");
    return step.starts_with('[') && end != std::string::npos ? step.substr(end + 2) : step;
}

}  // namespace

Result<EngineVersion> read_version(const std::string& body) {
    return guarded(body, to_version);
}
Result<EngineFeatures> read_features(const std::string& body) {
    return guarded(body, to_features);
}
Result<Image> read_image(const std::string& body) {
    return guarded(body, to_image);
}
Result<std::vector<Image>> read_image_list(const std::string& body) {
    return guarded(body, to_images);
}
Result<std::vector<StoredImage>> read_stored_images(const std::string& body) {
    return guarded(body, to_stored_images);
}
Result<std::vector<CacheRecord>> read_cache_records(const std::string& body) {
    return guarded(body, to_cache_records);
}
Result<Container> read_container(const std::string& body) {
    return guarded(body, to_container);
}
Result<std::vector<Container>> read_container_list(const std::string& body) {
    return guarded(body, to_containers);
}
Result<std::string> read_created(const std::string& body) {
    return guarded(body, to_id);
}

std::string write_container(const ContainerSpec& spec) {
    Json json = {
        {"Image", spec.image},     {"User", spec.user},     {"Entrypoint", spec.entrypoint},
        {"Cmd", spec.command},     {"Labels", spec.labels}, {"Healthcheck", {{"Test", {"NONE"}}}},
        {"StopSignal", "SIGTERM"}, {"Tty", false},          {"OpenStdin", false},
        {"AttachStdout", false},   {"AttachStderr", false}, {"HostConfig", host_json(spec)}};
    if (!spec.working_directory.empty()) json["WorkingDir"] = spec.working_directory;
    return json.dump();
}

std::string write_volume(const std::string& name, const Labels& labels) {
    return Json{{"Name", name}, {"Labels", labels}}.dump();
}

std::string write_labels(const Labels& labels) {
    return Json(labels).dump();
}

std::string message_of(const std::string& body) {
    std::string message = body;
    const Json json = Json::parse(body, nullptr, false);
    if (json.is_object()) message = json.value("message", body);
    while (message.ends_with('\n')) message.pop_back();
    return valid_utf8(message.substr(0, 2'048));
}

std::unexpected<Error> refusal(int status, const std::string& body, const char* missing) {
    const std::string message = message_of(body);
    if (is_disk_full(message))
        return fail(Category::exhausted, "disk_full",
                    "the container engine's disk is full: " + message);
    if (status == 404) return fail(Category::not_found, missing, message);
    if (status == 409) return fail(Category::conflict, "name_taken", message);
    if (status == 400) return fail(Category::invalid, "engine_refused", message);
    return fail(Category::unavailable, "engine_failed",
                "the container engine answered " + std::to_string(status) + ": " + message);
}

Error unreachable(const std::string& socket, const Error& cause) {
    return {Category::unavailable, "engine_unavailable",
            "cannot reach the container engine at " + socket + " (" + cause.message +
                "); start it, or name its socket in engine.docker.host"};
}

void BuildOutput::feed(const std::string& bytes) {
    pending_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end; (end = pending_.find('\n', begin)) != std::string::npos; begin = end + 1)
        take(pending_.substr(begin, end - begin));
    pending_.erase(0, begin);
    // An object that never ends is dropped rather than kept for ever.
    if (pending_.size() > 1024 * 1024) pending_.clear();
}

void TransferOutput::feed(const std::string& bytes) {
    pending_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end; (end = pending_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
        const auto first = pending_.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto last = pending_.begin() + static_cast<std::ptrdiff_t>(end);
        const Json json = Json::parse(first, last, nullptr, false);
        if (!json.is_object() || !json.contains("error")) continue;
        const Json detail = json.value("errorDetail", Json::object());
        const Json text = detail.is_object() && detail.contains("message") ? detail.at("message")
                                                                           : json.at("error");
        const std::string words = text.is_string() ? text.get<std::string>() : "failed";
        result_.error = valid_utf8(words.substr(0, 2'048));
    }
    pending_.erase(0, begin);
    if (pending_.size() > 1024 * 1024) pending_.clear();
}

void BuildOutput::take(const std::string& object) {
    const Json json = Json::parse(object, nullptr, false);
    if (!json.is_object()) return;
    if (const auto stream = json.find("stream"); stream != json.end() && stream->is_string())
        say(stream->get<std::string>());
    if (const auto status = json.find("status"); status != json.end() && status->is_string())
        if (!json.contains("progressDetail") || json["progressDetail"].empty())
            say(json.value("id", "") + (json.contains("id") ? ": " : "") +
                status->get<std::string>() + "\n");
    if (const auto aux = json.find("aux"); aux != json.end() && aux->is_object())
        result_.image_id = aux->value("ID", result_.image_id);
    else if (aux != json.end() && aux->is_string() && json.value("id", "") == "moby.buildkit.trace")
        take_trace(aux->get<std::string>());
    if (const auto detail = json.find("errorDetail"); detail != json.end() && detail->is_object()) {
        result_.error = detail->value("message", json.value("error", "failed"));
        result_.exit_code = detail->value("code", exit_code_in(result_.error));
        say(result_.error + "\n");
    }
}

void BuildOutput::take_trace(const std::string& base64) {
    for (auto& event : read_build_trace(base64)) {
        switch (event.kind) {
            case BuildEvent::Kind::started:
                if (steps_.size() < steps_max &&
                    steps_.try_emplace(event.vertex, event.text).second)
                    say(event.text + "\n");
                break;
            case BuildEvent::Kind::output:
                say(event.text);
                break;
            case BuildEvent::Kind::failed:
                if (const auto step = steps_.find(event.vertex); step != steps_.end())
                    result_.instruction = instruction_in(step->second);
                break;
        }
    }
}

void BuildOutput::say(const std::string& text) {
    text_ += text;
    std::size_t begin = 0;
    for (std::size_t end; (end = text_.find('\n', begin)) != std::string::npos; begin = end + 1) {
        std::string line = text_.substr(begin, std::min(end - begin, line_bytes_max));
        // The classic builder colours standard error; colours are no part of a log.
        for (const std::string_view code : {"\x1b[91m", "\x1b[0m"})
            for (std::size_t at; (at = line.find(code)) != std::string::npos;)
                line.erase(at, code.size());
        while (line.ends_with('\r') || line.ends_with(' ')) line.pop_back();
        if (!line.empty()) line_(valid_utf8(line));
    }
    text_.erase(0, begin);
    // A line without an end is told in parts, so that it counts against the log's limit.
    for (; text_.size() > line_bytes_max; text_.erase(0, line_bytes_max))
        line_(cut(text_, line_bytes_max));
}

}  // namespace toolshed::docker
