// SPDX-License-Identifier: Apache-2.0
#include "usecases/error_words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>
#include <optional>

#include "base/text.hpp"

namespace toolshed::error_words {
namespace {

constexpr std::size_t line_bytes_max = 2'000;
constexpr std::size_t variable_bytes_max = 64;
constexpr std::size_t path_bytes_max = 200;
constexpr std::size_t report_lines = 8;  ///< of a validator's report around its "Required"

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_name_character(char c) {
    return is_upper(c) || (c >= '0' && c <= '9') || c == '_';
}
bool is_word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return std::tolower(c); });
    return out;
}

template <std::size_t count>
bool has_any(std::string_view text, const std::array<std::string_view, count>& words) {
    return std::ranges::any_of(words, [&](auto word) { return text.find(word) != text.npos; });
}

/// Calls `take` with each line, without the shim's name of the process in front.
void for_each_line(std::string_view text, const std::function<bool(std::string_view)>& take) {
    if (text.size() > text_bytes_max) text.remove_prefix(text.size() - text_bytes_max);
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (!take(text.substr(0, std::min(end, line_bytes_max)))) return;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// Words in capitals with an underscore: what variables look like, and little else does.
std::vector<std::string_view> variables_in(std::string_view line) {
    std::vector<std::string_view> found;
    for (std::size_t at = 0; at < line.size();) {
        if (!is_word_character(line[at])) {
            ++at;
            continue;
        }
        const std::size_t begin = at;
        while (at < line.size() && is_word_character(line[at])) ++at;
        const auto word = line.substr(begin, at - begin);
        const bool in_path = (begin > 0 && (line[begin - 1] == '/' || line[begin - 1] == '.')) ||
                             (at < line.size() && line[at] == '/');
        if (!in_path && word.size() <= variable_bytes_max && is_upper(word[0]) &&
            word.find('_') != word.npos && std::ranges::all_of(word, is_name_character))
            found.push_back(word);
    }
    return found;
}

/// A line that says how it goes on without them names nothing that is missing.
bool goes_on(std::string_view small) {
    return has_any(small,
                   std::array<std::string_view, 13>{
                       "default", "falling back", "fallback", "optional", "disabled", "deprecated",
                       "ignor", "skipping", "will use", "using ", "instead of", "loaded", "warn"});
}

bool says_missing(std::string_view small) {
    return has_any(small,
                   std::array<std::string_view, 18>{
                       "is required", "are required", "required", "must be set", "must set",
                       "must be provided", "must provide", "must specify", "missing", "not set",
                       "not defined", "undefined", "is unset", "please set", "please provide",
                       "not found", "not provided", "no value for"}) ||
           small.find("keyerror: ") != small.npos || small.find("set the ") != small.npos ||
           small.find("is empty") != small.npos || small.find("is needed") != small.npos;
}

void add(std::vector<std::string>& names, std::string_view name) {
    if (names.size() < names_max && std::ranges::find(names, name) == names.end())
        names.emplace_back(name);
}

/// `"GITHUB_TOKEN"` alone on its line, as validators print the path of what they miss.
std::optional<std::string_view> quoted_alone(std::string_view line) {
    const auto first = line.find('"');
    const auto last = line.rfind('"');
    if (first == line.npos || last == first) return std::nullopt;
    for (const auto rest : {line.substr(0, first), line.substr(last + 1)})
        for (const char c : rest)
            if (is_upper(c) || c == '"') return std::nullopt;
    const auto variables = variables_in(line.substr(first + 1, last - first - 1));
    if (variables.size() != 1 || variables[0].size() != last - first - 1) return std::nullopt;
    return variables[0];
}

/// Where a path begins and ends in `line`, from `from` on: in quotes, or up to a blank.
std::string path_in(std::string_view line, std::size_t from) {
    for (auto at = line.find('/', from); at != line.npos; at = line.find('/', at + 1)) {
        const char before = at > 0 ? line[at - 1] : ' ';
        if (before != '\'' && before != '"' && before != '`' && before != ' ' && before != '(')
            continue;
        const char end = before == ' ' || before == '(' ? ' ' : before;
        auto path = line.substr(at, line.find(end, at) - at);
        while (!path.empty() && std::string_view(":,.);").find(path.back()) != path.npos)
            path.remove_suffix(1);
        if (path.size() > 1 && path.size() <= path_bytes_max) return std::string(path);
    }
    return {};
}

bool is_kernels(std::string_view path) {
    return path.starts_with("/proc") || path.starts_with("/sys") || path.starts_with("/dev/");
}

}  // namespace

std::vector<std::string> missing_variables(std::string_view text) {
    std::vector<std::string> names, candidates;
    std::size_t since_required = report_lines, since_candidate = report_lines;
    for_each_line(text, [&](std::string_view line) {
        const std::string small = lower(line);
        const auto variables = variables_in(line);
        if (!variables.empty() && says_missing(small) && !goes_on(small))
            for (const auto variable : variables) add(names, variable);
        // A validator's report names the variable and what is wrong on lines of their own.
        const bool required = small.find("\"required\"") != small.npos ||
                              small.find("field required") != small.npos ||
                              small.find("received undefined") != small.npos;
        since_required = required ? 0 : since_required + 1;
        if (const auto alone = quoted_alone(line)) {
            if (since_required < report_lines) add(names, *alone);
            candidates.emplace_back(*alone);
            since_candidate = 0;
        } else {
            ++since_candidate;
        }
        if (required && since_candidate < report_lines && !candidates.empty())
            add(names, candidates.back());
        return names.size() < names_max;
    });
    return names;
}

std::vector<std::string> refused_paths(std::string_view text) {
    static constexpr std::array<std::string_view, 6> signs = {
        "EROFS", "ead-only file system", "Errno 30", "EACCES", "ermission denied", "Errno 13"};
    std::vector<std::string> paths;
    for_each_line(text, [&](std::string_view line) {
        for (const auto sign : signs) {
            const auto at = line.find(sign);
            if (at == line.npos) continue;
            auto path = path_in(line, at);
            if (path.empty()) path = path_in(line, 0);
            if (!path.empty() && !is_kernels(path)) add(paths, path);
            break;
        }
        return paths.size() < names_max;
    });
    return paths;
}

std::string missing_network(std::string_view text) {
    static constexpr std::array<std::string_view, 14> signs = {
        "ENOTFOUND",
        "EAI_AGAIN",
        "ENETUNREACH",
        "Temporary failure in name resolution",
        "Name or service not known",
        "etwork is unreachable",
        "no such host",
        "ould not resolve host",
        "nodename nor servname",
        "dns error",
        "failed to lookup address",
        "NameResolutionError",
        "Failed to resolve",
        "No address associated with hostname"};
    std::string found;
    for_each_line(text, [&](std::string_view line) {
        if (has_any(line, signs)) found = cut(line, 300);
        return found.empty();
    });
    return found;
}

}  // namespace toolshed::error_words
