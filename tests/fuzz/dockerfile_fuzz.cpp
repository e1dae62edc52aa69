// SPDX-License-Identifier: Apache-2.0
// What a repository says of its build, and what BuildKit tells of it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "builders/docker/dockerfile_needs.hpp"
#include "docker/buildkit_trace.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto need = toolshed::builders::docker::needs_buildkit(text))
        if (need->empty() || need->size() > size + 8) std::abort();
    for (const auto& event : toolshed::docker::read_build_trace(text))
        if (event.text.size() > size) std::abort();
    return 0;
}
