// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace toolshed::docker {

/// The rules of a `.dockerignore` file: one pattern a line, `#` comments, `!` exceptions, `*`, `?`,
/// `[a-z]` within a part, `**` across parts; a pattern covers what lies below it; the last rule
/// that matches decides. At most 1,000 rules are read.
class IgnoreRules {
public:
    explicit IgnoreRules(std::string_view text);
    /// `path` is relative and `/`-separated.
    bool ignores(std::string_view path) const;

private:
    struct Rule {
        std::vector<std::string> parts;
        bool exception = false;
    };
    std::vector<Rule> rules_;
};

}  // namespace toolshed::docker
