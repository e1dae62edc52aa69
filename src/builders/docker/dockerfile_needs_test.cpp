// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/dockerfile_needs.hpp"

#include <gtest/gtest.h>

namespace toolshed::builders::docker {
namespace {

TEST(DockerfileNeeds, NamesWhatOnlyBuildKitCanDo) {
    struct Case {
        std::string_view dockerfile, need;
    };
    const Case cases[] = {
        {"FROM a\nRUN --mount=type=cache,target=/root/.cache pip install .\n", "RUN --mount"},
        {"from a\nrun   --network=none make\n", "RUN --network"},
        {"FROM a\nRUN \\\n  # a comment between\n  --mount=type=bind make\n", "RUN --mount"},
        {"# escape=`\nFROM a\nRUN `\n --mount=type=tmpfs,target=/x make\n", "RUN --mount"},
        {"FROM a\nCOPY --chown=1 --link a b\n", "COPY --link"},
        {"FROM a\nADD --checksum=sha256:0 https://h/x /x\n", "ADD --checksum"},
        {"FROM a\nONBUILD COPY --chmod=755 a b\n", "COPY --chmod"},
        {"FROM a\nRUN <<EOF\necho\nEOF\n", "RUN <<EOF"},
        {"FROM a\nRUN cat <<-'END' > /x\nEND", "RUN <<-'END'"},
        {"FROM a\r\nRUN --mount=type=cache,target=/c make\r\n", "RUN --mount"},
    };
    for (const auto& [dockerfile, need] : cases)
        EXPECT_EQ(needs_buildkit(dockerfile), need) << dockerfile;
}

TEST(DockerfileNeeds, LeavesTheRestToTheClassicBuilder) {
    for (const std::string_view dockerfile :
         {"", "FROM a\n", "# syntax=docker/dockerfile:1\nFROM a\nCOPY --from=b --chown=1 a b\n",
          "FROM a\n# RUN --mount=type=cache make\n", "FROM a\nRUN make --mount=x\n",
          "FROM a\nRUN x <<<word\n", "FROM a\nRUN echo $((1 << 2))\n", "FROM a\nRUN echo 1<<2\n",
          "FROM a\nCMD [\"--mount=x\"]\n", "FROM a\nRUN \\", "\\\n\\\n\\"})
        EXPECT_EQ(needs_buildkit(dockerfile), std::nullopt) << dockerfile;
}

}  // namespace
}  // namespace toolshed::builders::docker
