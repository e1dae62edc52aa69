// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolshed::docker {

/// What a BuildKit build tells at a time.
struct BuildEvent {
    enum class Kind { started, output, failed };
    Kind kind = Kind::output;
    std::string vertex;     ///< digest of the step it belongs to
    std::string text = {};  ///< its name as it starts, what it wrote, why it failed
};

/// Reads one `moby.buildkit.trace`: the base64 of a `StatusResponse` of moby/buildkit's
/// control.proto (vertexes are field 1, logs field 3). Bytes from outside: what does not parse
/// gives nothing, and fields that are not known are passed over.
std::vector<BuildEvent> read_build_trace(std::string_view base64);

/// The bytes, nothing when a character is none of base64's.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace toolshed::docker
