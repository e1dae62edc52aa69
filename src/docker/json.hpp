// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "docker/types.hpp"

/// The API's JSON, both ways. Reading is lenient about absent members; a body that is no JSON of
/// the expected shape is `unavailable` `engine_failed`.
namespace toolshed::docker {

Result<EngineVersion> read_version(const std::string& body);
Result<EngineFeatures> read_features(const std::string& body);
Result<Image> read_image(const std::string& body);
Result<std::vector<Image>> read_image_list(const std::string& body);
Result<std::vector<StoredImage>> read_stored_images(const std::string& body);
/// Of the engine's disk usage.
Result<std::vector<CacheRecord>> read_cache_records(const std::string& body);
Result<Container> read_container(const std::string& body);
Result<std::vector<Container>> read_container_list(const std::string& body);
Result<std::string> read_created(const std::string& body);
std::string write_container(const ContainerSpec& spec);
std::string write_volume(const std::string& name, const Labels& labels);
std::string write_labels(const Labels& labels);

/// The engine's own words in an error body, at most 2 KiB of valid UTF-8.
std::string message_of(const std::string& body);

/// The one place that turns an engine's refusal into an error of ours; `missing` is the code of
/// 404.
std::unexpected<Error> refusal(int status, const std::string& body, const char* missing);

Error unreachable(const std::string& socket, const Error& cause);

/// Reads a build's output as it comes: JSON objects one after the other, cut anywhere.
class BuildOutput {
public:
    explicit BuildOutput(std::function<void(std::string)> line) : line_(std::move(line)) {}
    void feed(const std::string& bytes);
    BuildResult result() const { return result_; }

private:
    void take(const std::string& object);
    void say(const std::string& text);
    void take_trace(const std::string& base64);

    std::function<void(std::string)> line_;
    std::map<std::string, std::string> steps_;  ///< of BuildKit: name by digest, told once
    std::string pending_;                       ///< an object whose end has not come yet
    std::string text_;                          ///< output whose line has not ended yet
    BuildResult result_;
};

/// Reads what a push or pull tells, in the same form; only its failure matters.
class TransferOutput {
public:
    void feed(const std::string& bytes);
    TransferResult result() const { return result_; }

private:
    std::string pending_;
    TransferResult result_;
};

}  // namespace toolshed::docker
