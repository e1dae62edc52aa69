// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <filesystem>
#include <memory>
#include <vector>

#include "ports/store.hpp"
#include "stores/sqlite/tables.hpp"

namespace toolshed::stores::sqlite {

struct SqliteConfig {
    std::filesystem::path file;
    Millis relaxed_delay{50};  ///< how long relaxed commits wait before they go to disk together
};

/// Documents in one SQLite file: WAL, `synchronous=FULL`, one thread of its own. Relaxed commits
/// survive the end of the process at once, and that of the machine after `relaxed_delay` or with
/// the next durable commit.
class SqliteStore final : public Store {
public:
    /// Opens or makes the file and brings its schema up to date; blocking. `conflict`
    /// `store_too_new` when a newer version of Toolshed wrote it, `internal` `store_damaged`,
    /// `unavailable` `store_unavailable`. `clock` outlives the store.
    static Result<std::unique_ptr<SqliteStore>> open(SqliteConfig config, Clock& clock);
    ~SqliteStore() override;

    Task<Result<std::optional<Item>>> get(Key key) override;
    Task<Result<void>> commit(std::vector<Write> writes, Durability durability) override;
    Task<Result<Page>> query(Query query) override;
    Task<Result<std::size_t>> remove_expired(TimePoint now, std::size_t limit) override;

private:
    SqliteStore(std::unique_ptr<Tables> tables, Millis relaxed_delay, Clock& clock);
    void flush_later();

    Clock& clock_;
    Millis relaxed_delay_;
    std::shared_ptr<Tables> tables_;  ///< shared with work that is still on the thread
    std::shared_ptr<std::atomic<bool>> flushing_;
    boost::asio::thread_pool thread_{1};
    boost::asio::steady_timer flush_timer_{thread_};
};

}  // namespace toolshed::stores::sqlite
