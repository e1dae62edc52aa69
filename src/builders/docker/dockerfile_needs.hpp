// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace toolshed::builders::docker {

/// The first thing in a Dockerfile that only BuildKit can do, as a reader of it would name it:
/// `RUN --mount`, `COPY --link`, `RUN <<EOF`. Nothing when the classic builder can build it as far
/// as flags tell. Follows the Dockerfile reference: comments, the `escape` directive, continued
/// lines, `ONBUILD`. Bytes from outside; takes time in proportion to them.
std::optional<std::string> needs_buildkit(std::string_view dockerfile);

}  // namespace toolshed::builders::docker
