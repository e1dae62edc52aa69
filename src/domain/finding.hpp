// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace toolshed {

/// Something worth telling about a server that is no failure of its verification.
struct Finding {
    std::string code;           ///< of `finding_kinds`; stable
    std::string detail;         ///< what was seen, one line
    std::string evidence = {};  ///< what shows it: words of the server, a figure; at most 500 bytes

    friend bool operator==(const Finding&, const Finding&) = default;
};

inline constexpr std::size_t finding_evidence_max = 500;

enum class Severity { info, warning };
std::string_view to_string(Severity severity);

/// One kind of finding, in words for people.
struct FindingKind {
    std::string_view code;
    Severity severity;
    std::string_view title;
    std::string_view mend;  ///< what the server's author does about it
};

/// Every kind there is; `docs/findings.md` is made from it.
std::span<const FindingKind> finding_kinds();
/// The kind of a code; one that is not known (of a newer version) is told as what it is.
FindingKind kind_of_finding(std::string_view code);

/// The table of `docs/findings.md`.
std::string finding_table_markdown();

}  // namespace toolshed
