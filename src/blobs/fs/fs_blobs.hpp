// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <mutex>

#include "ports/blobs.hpp"

namespace toolshed::blobs::fs {

/// Content as files named by their address, written whole and synced before the answer.
class FsBlobs final : public Blobs {
public:
    /// `pool` outlives the blobs.
    FsBlobs(boost::asio::thread_pool& pool, std::filesystem::path folder)
        : pool_(pool), folder_(std::move(folder)) {}

    Task<Result<std::string>> put(std::string content) override;
    Task<Result<std::string>> get(std::string address) override;
    Task<Result<void>> remove_older(std::string address, TimePoint since) override;
    Task<Result<std::vector<StoredFile>>> list() override;

private:
    boost::asio::thread_pool& pool_;
    std::filesystem::path folder_;
    /// Between a removal's look at the time and the removal nothing is put again.
    std::shared_ptr<std::mutex> putting_ = std::make_shared<std::mutex>();
};

/// Logs as append files; a sibling `.closed` says that nothing more comes. The pool has one thread,
/// so that appends keep their order.
class FsLogs final : public Logs {
public:
    FsLogs(boost::asio::thread_pool& one_thread, std::filesystem::path folder,
           std::uint64_t bytes_max)
        : pool_(one_thread), folder_(std::move(folder)), bytes_max_(bytes_max) {}

    Task<Result<void>> append(std::string id, std::string lines) override;
    Task<Result<LogChunk>> read(std::string id, std::uint64_t offset,
                                std::size_t bytes_max) override;
    Task<Result<void>> close(std::string id) override;
    Task<Result<void>> remove(std::string id) override;
    Task<Result<std::vector<StoredFile>>> list() override;

private:
    boost::asio::thread_pool& pool_;
    std::filesystem::path folder_;
    std::uint64_t bytes_max_;
};

}  // namespace toolshed::blobs::fs
