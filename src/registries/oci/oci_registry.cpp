// SPDX-License-Identifier: Apache-2.0
#include "registries/oci/oci_registry.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace toolshed::registries::oci {
namespace {

const std::string digest_prefix = "sha256:";

bool is_digest(std::string_view text) {
    return text.size() == digest_prefix.size() + 64 && text.starts_with(digest_prefix) &&
           text.substr(digest_prefix.size()).find_first_not_of("0123456789abcdef") ==
               std::string_view::npos;
}

std::unexpected<Error> mismatch(const std::string& what) {
    return fail(Category::conflict, "digest_mismatch",
                what + "; nothing is launched from what was not built here");
}

bool has_any(const std::string& text, std::initializer_list<std::string_view> signs) {
    return std::ranges::any_of(
        signs, [&](std::string_view sign) { return text.find(sign) != std::string::npos; });
}

/// The id of the image that a manifest describes; empty where it describes none.
std::string config_digest(const std::string& manifest) {
    const auto json = nlohmann::json::parse(manifest, nullptr, false);
    if (!json.is_object() || !json.contains("config") || !json.at("config").is_object()) return {};
    const auto& config = json.at("config");
    const auto digest = config.find("digest");
    if (digest == config.end() || !digest->is_string()) return {};
    return digest->get<std::string>();
}

}  // namespace

std::string OciRegistry::full_name(std::string name) const {
    return client_.authority() + "/" + config_.repository_prefix + "/" + name;
}

std::optional<std::string> OciRegistry::repository_of(const std::string& name) const {
    const std::string host = client_.authority() + "/";
    if (!name.starts_with(host)) return std::nullopt;
    const auto end = std::min(name.find_first_of(":@", host.size()), name.size());
    return name.substr(host.size(), end - host.size());
}

std::string OciRegistry::credentials_for(const std::string& name) const {
    // Another registry is told nothing of ours.
    if (config_.username.empty() || !repository_of(name)) return R"({"username":"","password":""})";
    return R"({"username":)" + json_quoted(config_.username) + R"(,"password":)" +
           json_quoted(config_.password) + R"(,"serveraddress":)" +
           json_quoted(client_.authority()) + "}";
}

/// The engine tells a registry's refusal in words only.
Error OciRegistry::transfer_error(const std::string& words, const std::string& code) const {
    if (has_any(words, {"no space left on device", "disk quota exceeded"}))
        return {Category::exhausted, "disk_full",
                "the disk of the container engine or of the image registry is full: " + words};
    const std::string where = "the image registry at " + config_.url;
    if (has_any(words, {"unauthorized", "no basic auth credentials", "authentication required",
                        "denied", "forbidden", "Forbidden"}))
        return {Category::denied, "registry_denied",
                where + " refused the engine: " + words +
                    "; set registry.username and registry.password_file to an account that may "
                    "push and pull below '" +
                    config_.repository_prefix + "'"};
    if (code == "pull_failed" && has_any(words, {"manifest unknown", "not found", "name unknown",
                                                 "NAME_UNKNOWN", "unknown blob", "blob unknown"}))
        return {Category::not_found, "image_missing", where + " no longer has the image: " + words};
    if (has_any(words, {"connection refused", "connection reset", "no such host", "timeout",
                        "deadline exceeded", "EOF",
                        "x509:", "tls:", "server gave HTTP response to HTTPS client",
                        "network is unreachable", "no route to host", "server misbehaving",
                        "Service Unavailable", "Bad Gateway"}))
        return {Category::unavailable, "registry_unavailable",
                "the container engine cannot use " + where + ": " + words +
                    "; start it, or correct registry.url"};
    return {Category::unavailable, code, where + " and the container engine: " + words};
}

Task<Result<void>> OciRegistry::push(std::string name) {
    const std::string credentials = credentials_for(name);
    const auto ended = co_await engine_.push_image(std::move(name), credentials);
    if (!ended && ended.error().code == "engine_failed")
        co_return fail(transfer_error(ended.error().message, "push_failed"));
    if (!ended) co_return fail(ended.error());
    if (!ended->error.empty()) co_return fail(transfer_error(ended->error, "push_failed"));
    co_return Result<void>{};
}

Task<Result<void>> OciRegistry::pull(std::string reference) {
    const std::string credentials = credentials_for(reference);
    const auto ended = co_await engine_.pull_image(std::move(reference), credentials);
    if (!ended && ended.error().code == "engine_failed")
        co_return fail(transfer_error(ended.error().message, "pull_failed"));
    if (!ended) co_return fail(ended.error());
    if (!ended->error.empty()) co_return fail(transfer_error(ended->error, "pull_failed"));
    co_return Result<void>{};
}

Task<Result<net::Response>> OciRegistry::manifest(std::string method, std::string repository,
                                                  std::string reference) {
    const std::string target = "/v2/" + repository + "/manifests/" + reference;
    return client_.ask(std::move(method), target, "repository:" + repository + ":pull");
}

Task<Result<std::optional<std::string>>> OciRegistry::digest_of_tag(std::string repository,
                                                                    std::string tag) {
    const auto head = co_await manifest("HEAD", repository, tag);
    if (!head) co_return fail(head.error());
    if (head->status == 404) co_return std::optional<std::string>{};
    if (const auto told = head->headers.find("Docker-Content-Digest")) {
        if (!is_digest(*told)) co_return mismatch("the registry names a digest that is none");
        co_return std::optional(std::string(*told));
    }
    // The field is optional in the protocol; the manifest's own bytes say the same.
    const auto whole = co_await manifest("GET", repository, tag);
    if (!whole) co_return fail(whole.error());
    if (whole->status == 404) co_return std::optional<std::string>{};
    co_return std::optional(digest_prefix + sha256_hex(whole->body));
}

Task<Result<void>> OciRegistry::check_manifest(std::string repository, std::string digest,
                                               Digest image) {
    const auto whole = co_await manifest("GET", repository, digest);
    if (!whole) co_return fail(whole.error());
    if (whole->status == 404)
        co_return mismatch("the registry names the manifest " + digest + " and does not have it");
    if (digest_prefix + sha256_hex(whole->body) != digest)
        co_return mismatch("the registry gives another manifest under " + digest);
    // An engine that keeps images by their manifest has that as the id.
    if (digest != image.value && config_digest(whole->body) != image.value)
        co_return mismatch("the manifest " + digest + " is not of the image " + image.value);
    co_return Result<void>{};
}

Task<Result<std::optional<PushedImage>>> OciRegistry::find(std::string name, Digest image) {
    const auto repository = repository_of(name);
    if (!repository) co_return std::optional<PushedImage>{};
    const std::string tag = name.substr(name.rfind(':') + 1);
    const auto digest = co_await digest_of_tag(*repository, tag);
    if (!digest) co_return fail(digest.error());
    if (!*digest) co_return std::optional<PushedImage>{};
    if (auto checked = co_await check_manifest(*repository, **digest, image); !checked)
        co_return fail(checked.error());
    co_return std::optional(
        PushedImage{client_.authority() + "/" + *repository, {Digest::Kind::manifest, **digest}});
}

Task<Result<bool>> OciRegistry::has(std::string reference) {
    const auto repository = repository_of(reference);
    const std::string digest = reference.substr(reference.rfind('@') + 1);
    if (!repository || !is_digest(digest)) co_return false;
    const auto head = co_await manifest("HEAD", *repository, digest);
    if (!head) co_return fail(head.error());
    co_return head->status != 404;
}

Task<Result<std::string>> OciRegistry::check() {
    const auto answer = co_await client_.ask("GET", "/v2/", {});
    if (!answer) co_return fail(answer.error());
    if (answer->status == 404)
        co_return fail(Category::unavailable, "registry_unavailable",
                       "what answers at " + config_.url +
                           " is no image registry; correct "
                           "registry.url");
    const std::string who =
        config_.username.empty() ? "without a user name" : "as '" + config_.username + "'";
    co_return config_.url + " answers " + who + "; images are kept below '" +
        config_.repository_prefix + "'";
}

}  // namespace toolshed::registries::oci
