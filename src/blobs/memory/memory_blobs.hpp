// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "ports/blobs.hpp"

namespace toolshed::blobs::memory {

/// Content in memory: for the simulator and for tests.
class MemoryBlobs final : public Blobs {
public:
    explicit MemoryBlobs(Clock& clock) : clock_(clock) {}

    Task<Result<std::string>> put(std::string content) override {
        std::string address = sha256_hex(content);
        content_.insert_or_assign(address, Content{std::move(content), clock_.now()});
        co_return address;
    }
    Task<Result<std::string>> get(std::string address) override {
        const auto found = content_.find(address);
        if (found == content_.end())
            co_return fail(Category::not_found, "blob_missing", "there is no content " + address);
        co_return found->second.bytes;
    }
    Task<Result<void>> remove_older(std::string address, TimePoint since) override {
        const auto found = content_.find(address);
        if (found != content_.end() && found->second.put_at < since) content_.erase(found);
        co_return Result<void>{};
    }
    Task<Result<std::vector<StoredFile>>> list() override {
        std::vector<StoredFile> all;
        for (const auto& [address, content] : content_)
            all.push_back(
                {address, static_cast<std::int64_t>(content.bytes.size()), content.put_at});
        co_return all;
    }

    /// For tests, which see it without waiting.
    std::vector<std::string> addresses() const {
        std::vector<std::string> all;
        for (const auto& [address, content] : content_) all.push_back(address);
        return all;
    }

private:
    struct Content {
        std::string bytes;
        TimePoint put_at;
    };
    Clock& clock_;
    std::map<std::string, Content> content_;
};

/// Logs in memory, with the same limit and marker as those on disk.
class MemoryLogs final : public Logs {
public:
    explicit MemoryLogs(Clock& clock, std::size_t bytes_max = 4 * 1024 * 1024)
        : clock_(clock), bytes_max_(bytes_max) {}

    Task<Result<void>> append(std::string id, std::string lines) override {
        Log& log = logs_[id];
        if (log.full || lines.empty()) co_return Result<void>{};
        log.changed_at = clock_.now();
        if (!lines.ends_with('\n')) lines += '\n';
        log.full = log.text.size() + lines.size() > bytes_max_;
        log.text += log.full ? "[log limit of " + std::to_string(bytes_max_) +
                                   " bytes reached; the rest is dropped]\n"
                             : lines;
        co_return Result<void>{};
    }
    Task<Result<LogChunk>> read(std::string id, std::uint64_t offset, std::size_t bytes) override {
        const auto found = logs_.find(id);
        if (found == logs_.end()) co_return LogChunk{{}, offset, offset, false};
        const Log& log = found->second;
        const auto begin = std::min<std::uint64_t>(offset, log.text.size());
        std::string text = log.text.substr(begin, bytes);
        const std::uint64_t next = begin + text.size();
        co_return LogChunk{std::move(text), begin, next, log.closed && next == log.text.size()};
    }
    Task<Result<void>> close(std::string id) override {
        logs_[id].closed = true;
        co_return Result<void>{};
    }
    Task<Result<void>> remove(std::string id) override {
        logs_.erase(id);
        co_return Result<void>{};
    }
    Task<Result<std::vector<StoredFile>>> list() override {
        std::vector<StoredFile> all;
        for (const auto& [id, log] : logs_)
            all.push_back({id, static_cast<std::int64_t>(log.text.size()), log.changed_at});
        co_return all;
    }

    /// For tests, which see it without waiting.
    std::vector<std::string> ids() const {
        std::vector<std::string> all;
        for (const auto& [id, log] : logs_) all.push_back(id);
        return all;
    }

private:
    struct Log {
        std::string text;
        TimePoint changed_at;
        bool full = false;
        bool closed = false;
    };
    Clock& clock_;
    std::size_t bytes_max_;
    std::map<std::string, Log> logs_;
};

}  // namespace toolshed::blobs::memory
