// SPDX-License-Identifier: Apache-2.0
#include "docker/client.hpp"

#include <charconv>

#include "base/signal.hpp"
#include "base/within.hpp"
#include "docker/json.hpp"

namespace toolshed::docker {
namespace {

constexpr int our_minor = 41;
constexpr int oldest_minor = 40;

constexpr std::int64_t podman_user_processes = 20'000;

constexpr const char* image_missing = "image_missing";
constexpr const char* workload_missing = "workload_missing";

/// `1.41` → 41; anything else 0.
int minor_of(const std::string& version) {
    int minor = 0;
    if (version.starts_with("1."))
        std::from_chars(version.data() + 2, version.data() + version.size(), minor);
    return minor;
}

/// Counts something for as long as it is under way.
class Counted {
public:
    explicit Counted(int& count) : count_(count) { ++count_; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --count_; }

private:
    int& count_;
};

std::string build_target(const BuildOptions& options) {
    return "/build?dockerfile=" + query_encoded(options.dockerfile) +
           "&t=" + query_encoded(options.tag) +
           "&labels=" + query_encoded(write_labels(options.labels)) +
           (options.network.empty() ? "" : "&networkmode=" + query_encoded(options.network)) +
           (options.use_cache ? "" : "&nocache=1");
}

std::string filter_label(const std::string& label) {
    return query_encoded(R"({"label":[")" + label + R"("]})");
}

}  // namespace

std::string query_encoded(std::string_view value) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            out += c;
        else
            (out += '%').append({digits[byte >> 4], digits[byte & 15]});
    }
    return out;
}

Task<Result<std::string>> Client::prefix() {
    if (!prefix_.empty()) co_return prefix_;
    const auto known = co_await version();
    if (!known) co_return fail(known.error());
    const int minor = std::min(our_minor, minor_of(known->api_version));
    if (minor < oldest_minor)
        co_return fail(Category::unavailable, "engine_too_old",
                       "the container engine speaks API " + known->api_version +
                           "; Toolshed needs 1.40 (Docker 19.03) or newer");
    prefix_ = "/v1." + std::to_string(minor);
    podman_ = known->podman;
    co_return prefix_;
}

Task<Result<Client::Answer>> Client::ask(std::string method, std::string path, std::string body,
                                         Millis limit, std::string content_type) {
    const auto base = co_await prefix();
    if (!base) co_return fail(base.error());
    net::Request request{std::move(method), *base + path};
    if (!body.empty()) request.headers.set("Content-Type", std::move(content_type));
    request.body = std::move(body);
    const auto endpoint = net::Endpoint::unix_socket(config_.socket);
    auto response = co_await http_.send(endpoint, std::move(request), limit);
    if (!response) {
        // Another engine may listen there next time.
        prefix_.clear();
        co_return fail(unreachable(config_.socket, response.error()));
    }
    co_return Answer{response->status, std::move(response->body)};
}

Task<Result<EngineVersion>> Client::version() {
    net::Request request{"GET", "/version"};
    const auto endpoint = net::Endpoint::unix_socket(config_.socket);
    const auto response = co_await http_.send(endpoint, std::move(request), config_.quick_limit);
    if (!response) co_return fail(unreachable(config_.socket, response.error()));
    if (response->status != 200)
        co_return refusal(response->status, response->body, "engine_failed");
    co_return read_version(response->body);
}

Task<Result<bool>> Client::is_podman() {
    const auto known = co_await prefix();
    if (!known) co_return fail(known.error());
    co_return podman_;
}

Task<Result<EngineFeatures>> Client::features() {
    const auto answer = co_await ask("GET", "/info", {}, config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, "engine_failed");
    co_return read_features(answer->body);
}

Task<Result<Image>> Client::inspect_image(std::string reference) {
    const auto answer = co_await ask("GET", "/images/" + query_encoded(reference) + "/json", {},
                                     config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, image_missing);
    co_return read_image(answer->body);
}

Task<Result<std::vector<Image>>> Client::list_images(std::string label) {
    const auto answer =
        co_await ask("GET", "/images/json?filters=" + filter_label(label), {}, config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, image_missing);
    co_return read_image_list(answer->body);
}

Task<Result<std::vector<StoredImage>>> Client::list_all_images() {
    const auto answer = co_await ask("GET", "/images/json?all=1", {}, config_.slow_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, image_missing);
    co_return read_stored_images(answer->body);
}

Task<Result<std::vector<CacheRecord>>> Client::list_build_cache() {
    const auto answer = co_await ask("GET", "/system/df?type=build-cache", {}, config_.slow_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, "engine_failed");
    co_return read_cache_records(answer->body);
}

Task<Result<void>> Client::remove_cache_record(std::string id) {
    const std::string target =
        "/build/prune?all=true&filters=" + query_encoded(R"({"id":[")" + id + R"("]})");
    const auto answer = co_await ask("POST", target, {}, config_.slow_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status >= 300) co_return refusal(answer->status, answer->body, "engine_failed");
    co_return Result<void>{};
}

Task<Result<void>> Client::tag_image(std::string reference, std::string name) {
    const auto colon = name.rfind(':');
    const std::string path = "/images/" + query_encoded(reference) +
                             "/tag?repo=" + query_encoded(name.substr(0, colon)) +
                             "&tag=" + query_encoded(name.substr(colon + 1));
    const auto answer = co_await ask("POST", path, {}, config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status >= 300) co_return refusal(answer->status, answer->body, image_missing);
    co_return Result<void>{};
}

Task<Result<void>> Client::remove_image(std::string reference) {
    if (builds_ > 0) co_return Result<void>{};
    const Counted counted(removals_);
    const auto answer =
        co_await ask("DELETE", "/images/" + query_encoded(reference), {}, config_.slow_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status < 300 || answer->status == 404 || answer->status == 409)
        co_return Result<void>{};
    co_return refusal(answer->status, answer->body, image_missing);
}

Task<Result<std::string>> Client::import_image(std::string tar, std::string tag) {
    const auto colon = tag.rfind(':');
    const std::string path =
        "/images/create?fromSrc=-&repo=" + query_encoded(tag.substr(0, colon)) +
        "&tag=" + query_encoded(tag.substr(colon + 1));
    const auto answer =
        co_await ask("POST", path, std::move(tar), config_.slow_limit, "application/x-tar");
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, image_missing);
    const auto image = co_await inspect_image(tag);
    if (!image) co_return fail(image.error());
    co_return image->id;
}

Task<Result<std::string>> Client::create_container(ContainerSpec spec) {
    if (const auto known = co_await prefix(); !known) co_return fail(known.error());
    if (podman_) spec.user_processes_max = podman_user_processes;
    const auto answer = co_await ask("POST", "/containers/create?name=" + query_encoded(spec.name),
                                     write_container(spec), config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 201) co_return refusal(answer->status, answer->body, image_missing);
    co_return read_created(answer->body);
}

Task<Result<void>> Client::start_container(std::string name) {
    const auto answer = co_await ask("POST", "/containers/" + query_encoded(name) + "/start", {},
                                     config_.slow_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status == 204 || answer->status == 304) co_return Result<void>{};
    co_return refusal(answer->status, answer->body, workload_missing);
}

Task<Result<Container>> Client::inspect_container(std::string name) {
    const auto answer = co_await ask("GET", "/containers/" + query_encoded(name) + "/json", {},
                                     config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, workload_missing);
    co_return read_container(answer->body);
}

Task<Result<std::vector<Container>>> Client::list_containers(std::string label) {
    const auto answer = co_await ask("GET", "/containers/json?all=1&filters=" + filter_label(label),
                                     {}, config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, workload_missing);
    co_return read_container_list(answer->body);
}

Task<Result<void>> Client::remove_container(std::string name) {
    const std::string path = "/containers/" + query_encoded(name);
    Millis pause{10};
    for (Millis waited{0};; waited += pause, pause = std::min(pause * 2, Millis(500))) {
        const auto answer = co_await ask("DELETE", path + "?force=1&v=1", {}, config_.slow_limit);
        if (!answer) co_return fail(answer.error());
        if (answer->status == 204 || answer->status == 404) co_return Result<void>{};
        // 409: somebody else's removal of it is under way; it is gone soon.
        if (answer->status != 409 || waited > config_.slow_limit)
            co_return refusal(answer->status, answer->body, workload_missing);
        co_await clock_.sleep(pause);
    }
}

Task<Result<void>> Client::put_archive(std::string name, std::string path, std::string tar) {
    const auto answer = co_await ask(
        "PUT", "/containers/" + query_encoded(name) + "/archive?path=" + query_encoded(path),
        std::move(tar), config_.slow_limit, "application/x-tar");
    if (!answer) co_return fail(answer.error());
    if (answer->status != 200) co_return refusal(answer->status, answer->body, workload_missing);
    co_return Result<void>{};
}

Task<Result<void>> Client::create_volume(std::string name, Labels labels) {
    const auto answer =
        co_await ask("POST", "/volumes/create", write_volume(name, labels), config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status >= 300) co_return refusal(answer->status, answer->body, "engine_failed");
    co_return Result<void>{};
}

Task<Result<bool>> Client::has_volume(std::string name) {
    const auto answer =
        co_await ask("GET", "/volumes/" + query_encoded(name), {}, config_.quick_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status == 200) co_return true;
    if (answer->status == 404) co_return false;
    co_return refusal(answer->status, answer->body, "engine_failed");
}

Task<Result<void>> Client::remove_volume(std::string name) {
    const auto answer =
        co_await ask("DELETE", "/volumes/" + query_encoded(name), {}, config_.slow_limit);
    if (!answer) co_return fail(answer.error());
    if (answer->status < 300 || answer->status == 404) co_return Result<void>{};
    co_return refusal(answer->status, answer->body, "engine_failed");
}

Task<Result<BuildResult>> Client::build(BuildOptions options, net::BodySource context,
                                        std::function<void(std::string)> line) {
    // From here on no removal begins, and those that have begun end first.
    const Counted counted(builds_);
    while (removals_ > 0) co_await clock_.sleep(Millis(5));
    const auto base = co_await prefix();
    if (!base) co_return fail(base.error());
    if (!options.buildkit_id.empty())
        co_return co_await build_with_buildkit(*base, std::move(options), std::move(context),
                                               std::move(line));
    std::string target = *base + build_target(options) + "&rm=1&forcerm=1";
    if (options.memory_bytes > 0)
        target += "&memory=" + std::to_string(options.memory_bytes) +
                  "&memswap=" + std::to_string(options.memory_bytes);
    auto stream = co_await open_build(std::move(target), std::move(context));
    if (!stream) co_return fail(std::move(stream).error());
    co_return co_await read_build(*std::move(stream), std::move(line));
}

/// The head comes only once the engine has read the whole context, so it may take as long as a slow
/// step.
Task<Result<std::unique_ptr<net::ResponseStream>>> Client::open_build(std::string target,
                                                                      net::BodySource context) {
    net::Request request{"POST", std::move(target), {{"Content-Type", "application/x-tar"}}};
    auto stream =
        co_await http_.open(net::Endpoint::unix_socket(config_.socket), std::move(request),
                            config_.build_silence, std::move(context));
    if (!stream && stream.error().category != Category::exhausted &&
        stream.error().category != Category::invalid)
        co_return fail(unreachable(config_.socket, stream.error()));
    co_return stream;
}

/// Without a session: the engine asks for the context, which comes as a request of its own. The
/// build ends with the connection of the first request.
Task<Result<BuildResult>> Client::build_with_buildkit(std::string base, BuildOptions options,
                                                      net::BodySource context,
                                                      std::function<void(std::string)> line) {
    const auto id = query_encoded(options.buildkit_id);
    const std::string upload = base + "/build?version=2&remote=upload-request&buildid=";
    const std::string build =
        base + build_target(options) + "&version=2&remote=upload-request&buildid=" + id;
    co_return co_await first_of(read_opened(build, std::move(line)),
                                send_context(upload + "upload-request:" + id, std::move(context)));
}

/// Ends only when it fails: what becomes of the build is told elsewhere.
Task<Result<BuildResult>> Client::send_context(std::string target, net::BodySource context) {
    const auto stream = co_await open_build(std::move(target), std::move(context));
    if (!stream) co_return fail(stream.error());
    Signal never(co_await boost::asio::this_coro::executor);
    co_await never.wait();
    co_return BuildResult{};
}

Task<Result<BuildResult>> Client::read_opened(std::string target,
                                              std::function<void(std::string)> line) {
    auto stream = co_await open_build(std::move(target), {});
    if (!stream) co_return fail(std::move(stream).error());
    co_return co_await read_build(*std::move(stream), std::move(line));
}

Task<Result<BuildResult>> Client::read_build(std::unique_ptr<net::ResponseStream> stream,
                                             std::function<void(std::string)> line) {
    const int status = stream->status();
    BuildOutput output(std::move(line));
    std::string refused;
    for (;;) {
        auto part = co_await stream->read_some(config_.build_silence);
        if (!part) co_return fail(unreachable(config_.socket, part.error()));
        if (!*part) break;
        if (status == 200)
            output.feed(**part);
        else if (refused.size() < 64 * 1024)
            refused += **part;
    }
    if (status != 200) {
        const std::string message = message_of(refused);
        if (status == 400) co_return BuildResult{{}, message, 0};
        co_return refusal(status, refused, image_missing);
    }
    co_return output.result();
}

}  // namespace toolshed::docker
