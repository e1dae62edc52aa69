// SPDX-License-Identifier: Apache-2.0
#include "domain/source.hpp"

#include <algorithm>

namespace toolshed {
namespace {

constexpr std::size_t source_bytes_max = 2'048;

std::unexpected<Error> bad(std::string message) {
    return fail(Category::invalid, "bad_source",
                std::move(message) + "; write https://host/owner/repo[@ref][#folder]");
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

/// The rules of git-check-ref-format that matter here, and no leading hyphen, which a program would
/// take for an option.
Result<void> check_ref(std::string_view ref) {
    if (ref.empty()) return bad("the ref after '@' is empty");
    if (ref.size() > 255) return bad("the ref is over 255 bytes");
    if (ref.front() == '-') return bad("a ref does not begin with '-'");
    if (ref.find("..") != std::string_view::npos || ref.find("@{") != std::string_view::npos ||
        ref.find_first_of("~^:?*[\\") != std::string_view::npos || ref.front() == '/' ||
        ref.back() == '/' || ref.back() == '.')
        return bad("'" + std::string(ref) + "' is no name of a branch, tag or commit");
    return {};
}

Result<void> check_folder(std::string_view folder) {
    if (folder.empty()) return bad("the folder after '#' is empty");
    if (folder.front() == '/') return bad("the folder is relative to the repository");
    for (std::size_t begin = 0; begin <= folder.size();) {
        const std::size_t end = std::min(folder.find('/', begin), folder.size());
        const std::string_view part = folder.substr(begin, end - begin);
        if (part.empty() || part == "." || part == ".." || part == ".git" || part.front() == '-')
            return bad("'" + std::string(folder) + "' is no folder inside a repository");
        begin = end + 1;
    }
    return {};
}

/// Where the path begins, after `https://host`; nothing when there is no host.
std::size_t path_begin(std::string_view url) {
    const std::size_t host = std::string_view("https://").size();
    const std::size_t slash = url.find('/', host);
    return slash == host ? std::string_view::npos : slash;
}

struct Parts {
    std::string_view url, ref, folder;
    bool has_ref = false, has_folder = false;
};

/// `@` counts only after the host, so that a user name in the URL is seen as one and refused.
Parts split(std::string_view text, std::size_t path) {
    Parts parts;
    const std::size_t hash = text.find('#');
    if (hash != std::string_view::npos) {
        parts.folder = text.substr(hash + 1);
        parts.has_folder = true;
        text = text.substr(0, hash);
    }
    const std::size_t at = path < text.size() ? text.find('@', path) : std::string_view::npos;
    if (at != std::string_view::npos) {
        parts.ref = text.substr(at + 1);
        parts.has_ref = true;
        text = text.substr(0, at);
    }
    parts.url = text;
    return parts;
}

Result<Source> assemble(std::string prefix, const Parts& parts) {
    if (parts.has_ref)
        if (auto checked = check_ref(parts.ref); !checked) return fail(checked.error());
    if (parts.has_folder)
        if (auto checked = check_folder(parts.folder); !checked) return fail(checked.error());
    return Source{std::move(prefix) + std::string(parts.url), std::string(parts.ref),
                  std::string(parts.folder)};
}

Result<Source> parse_local(std::string_view text, LocalSources local) {
    if (local == LocalSources::refused)
        return fail(Category::denied, "local_source_refused",
                    "local repositories are refused; an operator may set sources.git.allow_local");
    if (text.starts_with("file://")) text.remove_prefix(7);
    const Parts parts = split(text, 0);
    if (parts.url.size() < 2 || parts.url.front() != '/' ||
        parts.url.find("/../") != std::string_view::npos || parts.url.ends_with("/.."))
        return bad("a local source is an absolute path");
    return assemble("file://", parts);
}

}  // namespace

Result<Source> parse_source(std::string_view text, LocalSources local) {
    if (text.empty()) return bad("the source is empty");
    if (text.size() > source_bytes_max) return bad("the source is over 2,048 bytes");
    if (!is_printable(text)) return bad("the source has blanks or control characters");
    if (text.starts_with("file://") || text.front() == '/') return parse_local(text, local);
    if (!text.starts_with("https://"))
        return fail(Category::invalid, "unsupported_source",
                    "this version reads Git repositories by https; write "
                    "https://host/owner/repo[@ref][#folder]");
    const std::size_t path = path_begin(text);
    if (path == std::string_view::npos || path + 1 >= text.size())
        return bad("the URL lacks a host or a path");
    const std::string_view host = text.substr(8, path - 8);
    if (host.find('@') != std::string_view::npos)
        return bad("the URL holds a user name or password, which would be stored");
    if (host.find_first_of("#?\\") != std::string_view::npos || host.front() == '-')
        return bad("the host is malformed");
    const Parts parts = split(text, path);
    if (parts.url.size() <= path + 1) return bad("the URL lacks a path");
    if (parts.url.find('?') != std::string_view::npos) return bad("the URL holds a query");
    return assemble({}, parts);
}

std::string to_string(const Source& source) {
    std::string text = source.url;
    if (!source.ref.empty()) text += "@" + source.ref;
    if (!source.folder.empty()) text += "#" + source.folder;
    return text;
}

std::string suggested_name(const Source& source) {
    std::string_view path = source.folder.empty() ? source.url : source.folder;
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.ends_with(".git")) path.remove_suffix(4);
    const std::string_view last = path.substr(path.rfind('/') + 1);
    std::string name;
    for (char c : last) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (plain)
            name += c;
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    if (name.size() > 40) name.resize(40);
    while (name.ends_with('-')) name.pop_back();
    return name.empty() ? "server" : name;
}

}  // namespace toolshed
