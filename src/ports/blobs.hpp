// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace toolshed {

/// One blob or log as it lies there.
struct StoredFile {
    std::string name;  ///< a blob's address, a log's id
    std::int64_t bytes = 0;
    TimePoint changed_at;  ///< last written, or put again
};

/// Immutable content by its own SHA-256. Errors: `exhausted` `disk_full`, `unavailable`
/// `blobs_unavailable`.
class Blobs {
public:
    virtual ~Blobs() = default;
    /// Stores and answers the address (64 hexadecimal digits); durable. Idempotent, and renews the
    /// time of what is there already.
    virtual Task<Result<std::string>> put(std::string content) = 0;
    /// `not_found` `blob_missing`; `internal` `damaged_record` when the content no longer matches
    /// its address.
    virtual Task<Result<std::string>> get(std::string address) = 0;
    /// Idempotent. Content that was put, for the first time or again, at or after `since` stays:
    /// whoever put it may be about to record its address.
    virtual Task<Result<void>> remove_older(std::string address, TimePoint since) = 0;
    /// Everything there is, in no order.
    virtual Task<Result<std::vector<StoredFile>>> list() = 0;
};

struct LogChunk {
    std::string text;               ///< whole lines, the last one perhaps without its newline yet
    std::uint64_t offset = 0;       ///< of the first byte
    std::uint64_t next_offset = 0;  ///< where to go on; also the event id of a log stream
    bool closed = false;            ///< nothing will be added after `next_offset`
};

/// Append-only text by the id of its object (`run_…`, `ses_…`). Bounded: beyond the limit lines are
/// dropped, once said so in the log itself (`[log limit of N bytes reached; the rest is dropped]`).
class Logs {
public:
    virtual ~Logs() = default;
    /// Adds whole lines (a missing last newline is added). Never waits for the disk to be safe.
    virtual Task<Result<void>> append(std::string id, std::string lines) = 0;
    /// At most `bytes_max` from `offset`; an unknown log is empty and not closed.
    virtual Task<Result<LogChunk>> read(std::string id, std::uint64_t offset,
                                        std::size_t bytes_max) = 0;
    virtual Task<Result<void>> close(std::string id) = 0;
    /// Idempotent.
    virtual Task<Result<void>> remove(std::string id) = 0;
    /// Every log, in no order.
    virtual Task<Result<std::vector<StoredFile>>> list() = 0;
};

}  // namespace toolshed
