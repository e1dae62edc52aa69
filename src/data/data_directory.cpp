// SPDX-License-Identifier: Apache-2.0
#include "data/data_directory.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#include "base/digest.hpp"
#include "base/text.hpp"

namespace toolshed::data {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view letters = "0123456789abcdefghijklmnopqrstuv";

std::unexpected<Error> unusable(const fs::path& path, const char* what) {
    return fail(Category::unavailable, "data_unusable",
                "cannot use the data directory: " + std::string(what) + " " + path.string() + ": " +
                    std::strerror(errno));
}

std::string random_text(Random& random, std::size_t length) {
    std::vector<std::uint8_t> bytes(length);
    random.fill(bytes);
    std::string text;
    for (const auto byte : bytes) text += letters[byte & 31];
    return text;
}

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::string text{std::istreambuf_iterator<char>(file), {}};
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

void sync_folder(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

/// Whole or not at all, and on disk when it returns.
Result<void> write_file(const fs::path& path, std::string text) {
    const fs::path fresh = path.string() + ".new";
    text += '\n';
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return unusable(fresh, "write");
    const bool written =
        ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        ::fsync(file) == 0;
    ::close(file);
    if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) return unusable(path, "write");
    sync_folder(path.parent_path());
    return {};
}

/// The file's text, which is made first when there is none.
Result<std::string> read_or_make(const fs::path& path, std::string fresh) {
    if (auto text = read_file(path)) return *text;
    if (auto written = write_file(path, fresh); !written) return fail(written.error());
    return fresh;
}

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const auto got = ::getrandom(bytes.data() + done, bytes.size() - done, 0);
        if (got > 0) done += static_cast<std::size_t>(got);
    }
}

std::string SystemIds::next() {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    if (now > last_ms_) {
        last_ms_ = now;
        std::array<std::uint8_t, 10> bytes{};
        random_.fill(bytes);
        std::memcpy(&high_, bytes.data(), 8);
        std::memcpy(&low_, bytes.data() + 8, 2);
        // Room to count upwards within one millisecond.
        high_ >>= 1;
    } else if (++low_ == 0) {
        ++high_;
    }
    std::string text(26, '0');
    auto ms = static_cast<std::uint64_t>(last_ms_);
    for (int i = 9; i >= 0; --i, ms >>= 5) text[static_cast<std::size_t>(i)] = letters[ms & 31];
    std::uint64_t high = high_;
    std::uint16_t low = low_;
    for (int i = 25; i >= 10; --i) {
        text[static_cast<std::size_t>(i)] = letters[low & 31];
        low = static_cast<std::uint16_t>((low >> 5) | ((high & 31) << 11));
        high >>= 5;
    }
    return text;
}

Result<std::unique_ptr<DataDirectory>> DataDirectory::open(const fs::path& path, Random& random) {
    std::error_code error;
    fs::create_directories(path, error);
    auto directory = std::unique_ptr<DataDirectory>(new DataDirectory);
    directory->path_ = path;
    if (::chmod(path.c_str(), 0700) != 0) return unusable(path, "open");
    if (auto locked = directory->lock(); !locked) return fail(locked.error());
    if (auto known = directory->identify(random); !known) return fail(known.error());
    return directory;
}

Result<void> DataDirectory::lock() {
    const fs::path file = path_ / "lock";
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) return unusable(file, "open");
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        const auto holder = read_file(file).value_or("");
        return fail(Category::conflict, "data_in_use",
                    "the data directory " + path_.string() + " is used by another daemon" +
                        (holder.empty() ? "" : " (process " + holder + ")") +
                        "; stop it, or give another directory with --data");
    }
    const std::string self = std::to_string(::getpid()) + "\n";
    if (::ftruncate(lock_, 0) != 0 ||
        ::pwrite(lock_, self.data(), self.size(), 0) != static_cast<ssize_t>(self.size()))
        return unusable(file, "write");
    return {};
}

Result<void> DataDirectory::identify(Random& random) {
    const auto id = read_or_make(path_ / "installation", random_text(random, 12));
    if (!id) return fail(id.error());
    const bool shaped = id->size() == 12 && std::ranges::all_of(*id, [](char c) {
                            return letters.find(c) != std::string_view::npos;
                        });
    if (!shaped)
        return fail(Category::internal, "data_damaged",
                    "the file 'installation' in " + path_.string() + " is malformed");
    const std::string counted = read_file(path_ / "boots").value_or("0");
    std::int64_t boots = 0;
    const auto [end, bad] = std::from_chars(counted.data(), counted.data() + counted.size(), boots);
    if (bad != std::errc() || end != counted.data() + counted.size() || boots < 0)
        return fail(Category::internal, "data_damaged",
                    "the file 'boots' in " + path_.string() + " is malformed");
    if (auto written = write_file(path_ / "boots", std::to_string(boots + 1)); !written)
        return fail(written.error());
    std::array<std::uint8_t, 32> secret{};
    random.fill(secret);
    const auto token = read_or_make(path_ / "admin-token", base64url(secret));
    if (!token) return fail(token.error());
    if (token->size() < 32)
        return fail(Category::internal, "data_damaged",
                    "the file 'admin-token' in " + path_.string() +
                        " holds no token; remove it to get a new one");
    token_hash_ = sha256_hex(*token);
    installation_ = {*id, random_text(random, 12), boots + 1};
    return {};
}

DataDirectory::~DataDirectory() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace toolshed::data
