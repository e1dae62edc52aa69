// SPDX-License-Identifier: Apache-2.0
#include "sources/git/tree_check.hpp"

namespace toolshed::sources::git {

namespace fs = std::filesystem;

namespace {

std::unexpected<Error> unsafe(const std::string& path, const char* why) {
    return fail(Category::invalid, "unsafe_source", "'" + path + "' in the source " + why);
}

bool is_inside(const fs::path& root, const fs::path& path) {
    const fs::path inside = path.lexically_relative(root);
    return !inside.empty() && *inside.begin() != "..";
}

/// Judged by the link's text, whether or not something is there, and by where it leads through
/// other links: `up/..` is not what it seems when `up` is a link itself.
bool leaves(const fs::path& root, const fs::path& link) {
    const fs::path text = fs::read_symlink(link);
    if (text.is_absolute()) return true;
    if (!is_inside(root, (link.parent_path() / text).lexically_normal())) return true;
    std::error_code endless;
    const fs::path real = fs::weakly_canonical(link.parent_path() / text, endless);
    return !endless && !is_inside(fs::canonical(root), real);
}

Result<void> check_entry(const fs::path& root, const fs::directory_entry& entry) {
    const auto status = entry.symlink_status();
    const std::string name = entry.path().lexically_relative(root).string();
    if (fs::is_symlink(status)) {
        if (leaves(root, entry.path())) return unsafe(name, "is a link that leaves the tree");
    } else if (!fs::is_regular_file(status) && !fs::is_directory(status)) {
        return unsafe(name, "is no file, folder or link");
    }
    return {};
}

Result<fs::path> find_folder(const fs::path& root, const std::string& folder) {
    fs::path at = root;
    for (const auto& part : fs::path(folder)) {
        at /= part;
        std::error_code error;
        if (!fs::is_directory(fs::symlink_status(at, error)))
            return fail(Category::not_found, "source_not_found",
                        "the source has no folder '" + folder + "'");
    }
    return at;
}

/// Deeper than any program goes; what works with paths is bounded by it.
constexpr int depth_max = 64;

Result<FetchedTree> walk(const fs::path& root, const std::string& folder, TreeLimits limits) {
    fs::remove_all(root / ".git");
    FetchedTree tree;
    std::size_t files = 0;
    for (auto at = fs::recursive_directory_iterator(root); at != end(at); ++at) {
        const auto& entry = *at;
        if (at.depth() >= depth_max)
            return unsafe(entry.path().lexically_relative(root).string(),
                          "lies deeper than 64 folders");
        if (auto checked = check_entry(root, entry); !checked) return fail(checked.error());
        if (++files > limits.files_max)
            return fail(Category::exhausted, "source_too_large",
                        "the source has more files than sources.git.files_max");
        if (fs::is_regular_file(entry.symlink_status())) tree.bytes += entry.file_size();
    }
    if (tree.bytes > limits.bytes_max)
        return fail(Category::exhausted, "source_too_large",
                    "the source is larger than sources.git.bytes_max");
    auto found = find_folder(root, folder);
    if (!found) return fail(found.error());
    tree.folder = std::move(*found);
    return tree;
}

}  // namespace

Result<void> make_folders(const fs::path& target, const fs::path& home) {
    std::error_code error;
    fs::create_directories(home, error);
    if (!error) fs::create_directories(target, error);
    if (error == std::errc::no_space_on_device)
        return fail(Category::exhausted, "disk_full", "the disk of the data directory is full");
    if (error)
        return fail(Category::unavailable, "scratch_failed",
                    "cannot make " + target.string() + ": " + error.message());
    return {};
}

std::uint64_t bytes_below(const fs::path& folder, std::uint64_t enough) {
    std::uint64_t bytes = 0;
    std::error_code error;
    // Git works in the folder meanwhile, so files may vanish between the listing and the look.
    for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error;
         at.increment(error)) {
        std::error_code gone;
        if (at->is_regular_file(gone) && !at->is_symlink(gone)) {
            const auto size = at->file_size(gone);
            if (!gone) bytes += size;
        }
        if (bytes > enough) break;
    }
    return bytes;
}

Result<FetchedTree> check_tree(const fs::path& root, const std::string& folder, TreeLimits limits) {
    try {
        return walk(root, folder, limits);
    } catch (const fs::filesystem_error& bad) {
        return fail(Category::unavailable, "scratch_failed",
                    std::string("the fetched source cannot be read: ") + bad.what());
    }
}

}  // namespace toolshed::sources::git
