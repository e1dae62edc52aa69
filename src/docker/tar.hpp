// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "net/client.hpp"

namespace toolshed::docker {

/// One member of an archive made in memory.
struct TarFile {
    std::string path;
    std::string content;
    unsigned mode = 0644;
};

/// A whole archive (ustar, owner 0, time 0).
std::string tar_of(const std::vector<TarFile>& files);

struct TarLimits {
    std::uint64_t bytes_max = 512ULL * 1024 * 1024;
    std::size_t files_max = 100'000;
};

/// Packs a folder as a stream: links as links (never followed), modes as git keeps them (0644 or
/// 0755), owner 0 and time 0, so that equal trees make equal archives. `skip` is asked for each
/// path relative to the folder; a skipped folder's content is asked for all the same. Reads on
/// `pool`, which outlives the stream. The stream fails with `exhausted` `context_too_large`, or
/// `unavailable` `source_unreadable`.
net::BodySource tar_stream(boost::asio::thread_pool& pool, std::filesystem::path folder,
                           std::function<bool(const std::string&)> skip, TarLimits limits);

}  // namespace toolshed::docker
