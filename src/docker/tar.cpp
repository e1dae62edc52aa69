// SPDX-License-Identifier: Apache-2.0
#include "docker/tar.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <memory>

#include "base/blocking.hpp"

namespace toolshed::docker {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t block = 512;
constexpr std::size_t chunk_bytes = 256 * 1024;
/// Matching ignore rules may cost a lot for each; between slices the stream can be cancelled.
constexpr std::size_t paths_a_slice = 100;

struct Entry {
    std::string path;
    char type = '0';  ///< `0` file, `2` symbolic link, `5` folder, `L` long name, `K` long link
    unsigned mode = 0644;
    std::uint64_t size = 0;
    std::string link = {};
};

void put_octal(char* field, std::size_t width, std::uint64_t value) {
    for (std::size_t i = width - 1; i-- > 0; value >>= 3)
        field[i] = static_cast<char>('0' + (value & 7));
}

std::string header(const Entry& entry) {
    std::array<char, block> bytes{};
    std::memcpy(bytes.data(), entry.path.data(), std::min<std::size_t>(entry.path.size(), 100));
    put_octal(bytes.data() + 100, 8, entry.mode);
    put_octal(bytes.data() + 108, 8, 0);
    put_octal(bytes.data() + 116, 8, 0);
    put_octal(bytes.data() + 124, 12, entry.size);
    put_octal(bytes.data() + 136, 12, 0);
    std::memset(bytes.data() + 148, ' ', 8);
    bytes[156] = entry.type;
    std::memcpy(bytes.data() + 157, entry.link.data(),
                std::min<std::size_t>(entry.link.size(), 100));
    std::memcpy(bytes.data() + 257, "ustar  ", 8);
    unsigned sum = 0;
    for (const char c : bytes) sum += static_cast<unsigned char>(c);
    put_octal(bytes.data() + 148, 7, sum);
    return {bytes.data(), bytes.size()};
}

std::string padding(std::uint64_t size) {
    return std::string((block - size % block) % block, '\0');
}

/// GNU's way to carry a name that does not fit its field.
std::string long_name(char type, const std::string& name) {
    const std::string text = name + '\0';
    return header({"././@LongLink", type, 0644, text.size()}) + text + padding(text.size());
}

std::string full_header(const Entry& entry) {
    std::string out;
    if (entry.path.size() > 100) out += long_name('L', entry.path);
    if (entry.link.size() > 100) out += long_name('K', entry.link);
    return out + header(entry);
}

/// Reads a folder in order and hands out the archive piece by piece. Used by one thread at a time.
class TarReader {
public:
    TarReader(fs::path folder, std::function<bool(const std::string&)> skip, TarLimits limits)
        : folder_(std::move(folder)), skip_(std::move(skip)), limits_(limits) {}

    bool ended() const { return ended_; }

    /// One slice of work: a piece of the archive, which is empty when only skipped paths came by.
    Result<std::string> next() {
        try {
            if (!listed_) list();
            std::string out;
            const std::size_t until = at_ + paths_a_slice;
            while (out.size() < chunk_bytes && !ended_ && at_ < until) {
                if (auto added = add_to(out); !added) return fail(added.error());
            }
            return out;
        } catch (const fs::filesystem_error& bad) {
            return fail(Category::unavailable, "source_unreadable",
                        std::string("the build context cannot be read: ") + bad.what());
        }
    }

private:
    void list() {
        listed_ = true;
        for (const auto& each : fs::recursive_directory_iterator(folder_))
            paths_.push_back(each.path().lexically_relative(folder_).string());
        std::ranges::sort(paths_);
    }

    Result<void> add_to(std::string& out) {
        if (file_.is_open()) return read_file(out);
        if (at_ == paths_.size()) {
            out.append(2 * block, '\0');
            ended_ = true;
            return {};
        }
        const std::string& path = paths_[at_++];
        if (skip_ && skip_(path)) return {};
        if (++files_ > limits_.files_max)
            return fail(Category::exhausted, "context_too_large",
                        "the build context has more files than builder.context_files_max");
        return begin(path, out);
    }

    Result<void> begin(const std::string& path, std::string& out) {
        struct stat status{};
        if (::lstat((folder_ / path).c_str(), &status) != 0) return {};
        // Only what git itself keeps of a mode counts, whatever this process's mask was.
        const bool runs = S_ISDIR(status.st_mode) || (status.st_mode & 0100) != 0;
        Entry entry{path, '0', runs ? 0755u : 0644u};
        if (S_ISDIR(status.st_mode)) {
            entry.type = '5';
            entry.path += '/';
        } else if (S_ISLNK(status.st_mode)) {
            entry.type = '2';
            entry.mode = 0777;
            entry.link = fs::read_symlink(folder_ / path).string();
        } else if (S_ISREG(status.st_mode)) {
            entry.size = static_cast<std::uint64_t>(status.st_size);
        } else {
            return {};
        }
        bytes_ += entry.size + block;
        if (bytes_ > limits_.bytes_max)
            return fail(Category::exhausted, "context_too_large",
                        "the build context is larger than builder.context_bytes_max");
        out += full_header(entry);
        if (entry.size > 0) {
            file_.open(folder_ / path, std::ios::binary);
            if (!file_)
                return fail(Category::unavailable, "source_unreadable", "cannot read " + path);
            left_ = size_ = entry.size;
        }
        return {};
    }

    Result<void> read_file(std::string& out) {
        const auto want = std::min<std::uint64_t>(left_, chunk_bytes);
        const auto begin = out.size();
        out.resize(begin + want);
        file_.read(out.data() + begin, static_cast<std::streamsize>(want));
        if (static_cast<std::uint64_t>(file_.gcount()) != want)
            return fail(Category::unavailable, "source_unreadable",
                        "a file of the build context changed while it was read");
        left_ -= want;
        if (left_ == 0) {
            out += padding(size_);
            file_.close();
        }
        return {};
    }

    fs::path folder_;
    std::function<bool(const std::string&)> skip_;
    TarLimits limits_;
    std::vector<std::string> paths_;
    std::size_t at_ = 0;
    std::size_t files_ = 0;
    std::uint64_t bytes_ = 0;
    std::ifstream file_;
    std::uint64_t left_ = 0;
    std::uint64_t size_ = 0;
    bool listed_ = false;
    bool ended_ = false;
};

/// The reader is shared with the pool's thread, which may still be at it when the stream's owner is
/// gone.
Task<Result<std::string>> next_part(boost::asio::thread_pool& pool,
                                    std::shared_ptr<TarReader> reader) {
    for (;;) {
        auto part = co_await run_blocking(pool, [reader] { return reader->next(); });
        if (!part || !part->empty() || reader->ended()) co_return part;
    }
}

}  // namespace

std::string tar_of(const std::vector<TarFile>& files) {
    std::string out;
    for (const auto& file : files) {
        const bool folder = file.path.ends_with('/');
        out += full_header({file.path, folder ? '5' : '0', file.mode, file.content.size()});
        out += file.content + padding(file.content.size());
    }
    return out + std::string(2 * block, '\0');
}

net::BodySource tar_stream(boost::asio::thread_pool& pool, fs::path folder,
                           std::function<bool(const std::string&)> skip, TarLimits limits) {
    auto reader = std::make_shared<TarReader>(std::move(folder), std::move(skip), limits);
    return [&pool, reader] { return next_part(pool, reader); };
}

}  // namespace toolshed::docker
