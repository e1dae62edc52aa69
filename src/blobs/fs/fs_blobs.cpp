// SPDX-License-Identifier: Apache-2.0
#include "blobs/fs/fs_blobs.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "base/blocking.hpp"
#include "base/digest.hpp"

namespace toolshed::blobs::fs {

namespace files = std::filesystem;

namespace {

std::unexpected<Error> failed(const files::path& path) {
    if (errno == ENOSPC || errno == EDQUOT)
        return fail(Category::exhausted, "disk_full", "the disk of the data directory is full");
    return fail(Category::unavailable, "blobs_unavailable",
                "cannot write " + path.string() + ": " + std::strerror(errno));
}

/// Names come from ids and addresses of ours; anything else must not become a path.
bool is_name(const std::string& name) {
    return !name.empty() && name.size() <= 128 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

std::unexpected<Error> bad_name() {
    return fail(Category::invalid, "bad_id", "an id or address is malformed");
}

/// A file descriptor that closes itself.
struct File {
    int descriptor;
    explicit File(int opened) : descriptor(opened) {}
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    ~File() {
        if (descriptor >= 0) ::close(descriptor);
    }
    bool write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const auto done = ::write(descriptor, bytes.data(), bytes.size());
            if (done < 0 && errno == EINTR) continue;
            if (done <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(done));
        }
        return true;
    }
};

Result<void> ensure(const files::path& folder) {
    std::error_code error;
    files::create_directories(folder, error);
    if (!error) return {};
    errno = error.value();
    return failed(folder);
}

Result<std::string> put_file(const files::path& folder, const std::string& content) {
    std::string address = sha256_hex(content);
    const auto path = folder / address;
    if (::utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return address;
    if (auto made = ensure(folder); !made) return fail(made.error());
    const auto fresh = folder / (address + ".new");
    const File file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (file.descriptor < 0 || !file.write(content) || ::fsync(file.descriptor) != 0 ||
        ::rename(fresh.c_str(), path.c_str()) != 0)
        return failed(path);
    const File parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ::fsync(parent.descriptor);
    return address;
}

TimePoint changed_at(const struct stat& status) {
    return TimePoint(Millis(status.st_mtim.tv_sec * 1'000 + status.st_mtim.tv_nsec / 1'000'000));
}

/// The files of `folder` that end in `ending`, which is no part of their names.
Result<std::vector<StoredFile>> list_files(const files::path& folder, std::string_view ending) {
    std::vector<StoredFile> found;
    std::error_code error;
    if (!files::exists(folder, error) && !error) return found;
    for (files::directory_iterator each(folder, error), end; !error && each != end;
         each.increment(error)) {
        std::string name = each->path().filename();
        struct stat status{};
        if (!name.ends_with(ending) || ::stat(each->path().c_str(), &status) != 0) continue;
        name.resize(name.size() - ending.size());
        if (is_name(name)) found.push_back({name, status.st_size, changed_at(status)});
    }
    if (!error) return found;
    errno = error.value();
    return fail(Category::unavailable, "blobs_unavailable",
                "cannot list " + folder.string() + ": " + error.message());
}

Result<std::string> get_file(const files::path& path, const std::string& address) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(Category::not_found, "blob_missing", "there is no content " + address);
    std::string content{std::istreambuf_iterator<char>(file), {}};
    if (sha256_hex(content) != address)
        return fail(Category::internal, "damaged_record", "content " + address + " is damaged");
    return content;
}

bool ends_with(const files::path& path, std::uint64_t size, const std::string& text) {
    if (size < text.size()) return false;
    std::ifstream file(path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(size - text.size()));
    return std::string(std::istreambuf_iterator<char>(file), {}) == text;
}

Result<void> append_file(const files::path& folder, const std::string& id, std::string lines,
                         std::uint64_t bytes_max) {
    if (auto made = ensure(folder); !made) return made;
    const auto path = folder / (id + ".log");
    const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (file.descriptor < 0) return failed(path);
    struct stat status{};
    ::fstat(file.descriptor, &status);
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (!lines.ends_with('\n')) lines += '\n';
    if (size + lines.size() > bytes_max) {
        // A file that ends in the marker is full.
        lines =
            "[log limit of " + std::to_string(bytes_max) + " bytes reached; the rest is dropped]\n";
        if (ends_with(path, size, lines)) return {};
    }
    if (!file.write(lines)) return failed(path);
    return {};
}

LogChunk read_file(const files::path& folder, const std::string& id, std::uint64_t offset,
                   std::size_t bytes_max) {
    const auto path = folder / (id + ".log");
    // The marker is looked at first: what is written after it does not exist.
    const bool closed = ::access((folder / (id + ".closed")).c_str(), F_OK) == 0;
    const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (file.descriptor < 0 || ::fstat(file.descriptor, &status) != 0)
        return {{}, offset, offset, closed};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    const auto begin = std::min(offset, size);
    std::string text(std::min<std::uint64_t>(bytes_max, size - begin), '\0');
    const auto got = ::pread(file.descriptor, text.data(), text.size(), static_cast<off_t>(begin));
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    const auto next = begin + text.size();
    return {std::move(text), begin, next, closed && next == size};
}

}  // namespace

Task<Result<std::string>> FsBlobs::put(std::string content) {
    co_return co_await run_blocking(
        pool_, [folder = folder_, content = std::move(content), putting = putting_] {
            const std::scoped_lock lock(*putting);
            return put_file(folder, content);
        });
}

Task<Result<std::string>> FsBlobs::get(std::string address) {
    if (!is_name(address)) co_return bad_name();
    co_return co_await run_blocking(
        pool_, [path = folder_ / address, address] { return get_file(path, address); });
}

Task<Result<void>> FsBlobs::remove_older(std::string address, TimePoint since) {
    if (!is_name(address)) co_return bad_name();
    const auto remove = [path = folder_ / address, since, putting = putting_]() -> Result<void> {
        const std::scoped_lock lock(*putting);
        struct stat status{};
        if (::stat(path.c_str(), &status) == 0 && changed_at(status) < since)
            ::unlink(path.c_str());
        return {};
    };
    co_return co_await run_blocking(pool_, remove);
}

Task<Result<std::vector<StoredFile>>> FsBlobs::list() {
    co_return co_await run_blocking(pool_, [folder = folder_] { return list_files(folder, ""); });
}

Task<Result<void>> FsLogs::append(std::string id, std::string lines) {
    if (!is_name(id)) co_return bad_name();
    if (lines.empty()) co_return Result<void>{};
    co_return co_await run_blocking(
        pool_, [folder = folder_, id, lines = std::move(lines), bytes_max = bytes_max_] {
            return append_file(folder, id, lines, bytes_max);
        });
}

Task<Result<LogChunk>> FsLogs::read(std::string id, std::uint64_t offset, std::size_t bytes_max) {
    if (!is_name(id)) co_return bad_name();
    co_return co_await run_blocking(
        pool_, [folder = folder_, id, offset, bytes_max]() -> Result<LogChunk> {
            return read_file(folder, id, offset, bytes_max);
        });
}

Task<Result<void>> FsLogs::close(std::string id) {
    if (!is_name(id)) co_return bad_name();
    co_return co_await run_blocking(pool_, [folder = folder_, id]() -> Result<void> {
        if (auto made = ensure(folder); !made) return made;
        const auto path = folder / (id + ".closed");
        const File file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
        if (file.descriptor < 0) return failed(path);
        return {};
    });
}

Task<Result<void>> FsLogs::remove(std::string id) {
    if (!is_name(id)) co_return bad_name();
    co_return co_await run_blocking(pool_, [folder = folder_, id]() -> Result<void> {
        ::unlink((folder / (id + ".log")).c_str());
        ::unlink((folder / (id + ".closed")).c_str());
        return {};
    });
}

Task<Result<std::vector<StoredFile>>> FsLogs::list() {
    co_return co_await run_blocking(pool_,
                                    [folder = folder_] { return list_files(folder, ".log"); });
}

}  // namespace toolshed::blobs::fs
