// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/dockerfile_needs.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

namespace toolshed::builders::docker {
namespace {

constexpr std::string_view blanks = " \t\r";

std::string upper(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::toupper(c); });
    return out;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

/// Takes the next word off the front.
std::string_view next_word(std::string_view& text) {
    text = trimmed(text);
    const auto word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
}

/// Reads the file line by line and joins what is continued.
class Instructions {
public:
    explicit Instructions(std::string_view text) : rest_(text) { read_escape(); }

    std::optional<std::string> next() {
        std::string joined;
        while (!rest_.empty()) {
            const auto line = trimmed(next_line());
            if (line.empty() || line.starts_with('#')) continue;
            const bool goes_on = line.ends_with(escape_);
            joined += goes_on ? line.substr(0, line.size() - 1) : line;
            if (!goes_on) return joined;
            joined += ' ';
        }
        if (joined.empty()) return std::nullopt;
        return joined;
    }

private:
    std::string_view next_line() {
        const auto end = std::min(rest_.find('\n'), rest_.size());
        const auto line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return line;
    }

    /// Directives stand in comments before everything else.
    void read_escape() {
        const auto all = rest_;
        while (!rest_.empty()) {
            auto line = trimmed(next_line());
            if (!line.starts_with('#')) break;
            line = trimmed(line.substr(1));
            const auto equals = line.find('=');
            if (equals == std::string_view::npos) break;
            if (upper(trimmed(line.substr(0, equals))) == "ESCAPE" &&
                trimmed(line.substr(equals + 1)) == "`")
                escape_ = '`';
        }
        rest_ = all;
    }

    std::string_view rest_;
    char escape_ = '\\';
};

struct Flag {
    std::string_view instruction;
    std::string_view name;
};

constexpr std::array<Flag, 11> flags{{{"RUN", "--mount"},
                                      {"RUN", "--network"},
                                      {"RUN", "--security"},
                                      {"COPY", "--link"},
                                      {"COPY", "--chmod"},
                                      {"COPY", "--parents"},
                                      {"COPY", "--exclude"},
                                      {"ADD", "--link"},
                                      {"ADD", "--chmod"},
                                      {"ADD", "--checksum"},
                                      {"ADD", "--keep-git-dir"}}};

/// `<<EOF`, `<<-EOF`, `<<"EOF"`, also behind a descriptor's number.
bool begins_heredoc(std::string_view word) {
    const auto at = word.find("<<");
    if (at == std::string_view::npos || word.substr(at).starts_with("<<<")) return false;
    if (!std::ranges::all_of(word.substr(0, at), [](char c) { return c >= '0' && c <= '9'; }))
        return false;
    auto name = word.substr(at + 2);
    if (name.starts_with('-')) name.remove_prefix(1);
    if (name.starts_with('"') || name.starts_with('\'')) name.remove_prefix(1);
    return !name.empty() &&
           (std::isalpha(static_cast<unsigned char>(name.front())) != 0 || name.front() == '_');
}

std::optional<std::string> need_of(std::string_view text) {
    auto instruction = upper(next_word(text));
    if (instruction == "ONBUILD") instruction = upper(next_word(text));
    if (instruction != "RUN" && instruction != "COPY" && instruction != "ADD") return std::nullopt;
    bool at_flags = true;
    for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
        at_flags = at_flags && word.starts_with("--");
        const auto name = word.substr(0, word.find('='));
        for (const auto& flag : flags)
            if (at_flags && flag.instruction == instruction && flag.name == name)
                return instruction + " " + std::string(name);
        // A shell's own heredoc cannot span lines without BuildKit, so it is one of BuildKit's.
        if (begins_heredoc(word)) return instruction + " " + std::string(word);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> needs_buildkit(std::string_view dockerfile) {
    Instructions instructions(dockerfile);
    while (const auto instruction = instructions.next())
        if (auto need = need_of(*instruction)) return need;
    return std::nullopt;
}

}  // namespace toolshed::builders::docker
