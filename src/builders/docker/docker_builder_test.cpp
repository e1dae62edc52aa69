// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/docker_builder.hpp"

#include <gtest/gtest.h>

namespace toolshed::builders::docker {
namespace {

TEST(ExplainFailure, TellsWhichKindOfFailureItIs) {
    struct Case {
        std::string message, instruction, code;
        int exit_code;
        std::string_view words;
    };
    const Case cases[] = {
        {"pull access denied for x", "FROM x", "base_image_unavailable", 0, "FROM x"},
        {"Get https://r/v2/: dial tcp: lookup r: no such host", "FROM r/x",
         "base_image_unavailable", 0, "no such host"},
        {"manifest for x:9 not found: manifest unknown", "FROM x:9", "base_image_unavailable", 0,
         "x:9"},
        {"The command '/bin/sh -c make' returned a non-zero code: 2", "RUN make", "build_failed", 2,
         "exit code 2"},
        {"COPY failed: no such file", "COPY a b", "build_failed", 0, "COPY a b"},
        {"curl: no such host", "RUN curl x", "build_failed", 6, "RUN curl x"},
        {"dockerfile parse error line 2: unknown instruction: X", "", "build_failed", 0, "line 2"},
        {"failed to solve with frontend dockerfile.v0: failed to solve with frontend gateway.v0: "
         "failed to do request: dial tcp: lookup r: no such host",
         "", "base_image_unavailable", 0, "# syntax="},
        {"no active sessions", "RUN --mount=type=ssh x", "build_failed", 0, "given none"},
        {"write /layer: no space left on device", "RUN x", "disk_full", 0, "disk"},
    };
    for (const auto& each : cases) {
        const auto error = explain_failure({{}, each.message, each.exit_code}, each.instruction);
        EXPECT_EQ(error.code, each.code) << each.message;
        EXPECT_NE(error.message.find(each.words), std::string::npos) << error.message;
    }
}

}  // namespace
}  // namespace toolshed::builders::docker
