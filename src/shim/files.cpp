// SPDX-License-Identifier: Apache-2.0
#include "shim/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/descriptor.hpp"

namespace toolshed::shim {

std::optional<std::string> read_file(const std::string& path, std::size_t bytes_max) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat about{};
    if (!file || ::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
    std::string text;
    std::array<char, 4'096> part{};
    while (text.size() < bytes_max) {
        const auto count = ::read(file.get(), part.data(), part.size());
        if (count < 0) return std::nullopt;
        if (count == 0) break;
        text.append(part.data(), static_cast<std::size_t>(count));
    }
    text.resize(std::min(text.size(), bytes_max));
    return text;
}

}  // namespace toolshed::shim
