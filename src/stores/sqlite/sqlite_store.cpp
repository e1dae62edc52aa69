// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/sqlite_store.hpp"

#include <boost/asio/post.hpp>

#include "base/blocking.hpp"

namespace toolshed::stores::sqlite {

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteConfig config, Clock& clock) {
    auto tables = Tables::open(config.file);
    if (!tables) return fail(tables.error());
    return std::unique_ptr<SqliteStore>(
        new SqliteStore(std::move(*tables), config.relaxed_delay, clock));
}

SqliteStore::SqliteStore(std::unique_ptr<Tables> tables, Millis relaxed_delay, Clock& clock)
    : clock_(clock),
      relaxed_delay_(relaxed_delay),
      tables_(std::move(tables)),
      flushing_(std::make_shared<std::atomic<bool>>(false)) {}

SqliteStore::~SqliteStore() {
    // The timer belongs to the thread, so it is ended there.
    boost::asio::post(thread_, [this] { flush_timer_.cancel(); });
    thread_.join();
}

Task<Result<std::optional<Item>>> SqliteStore::get(Key key) {
    co_return co_await run_blocking(thread_,
                                    [tables = tables_, key = std::move(key), now = clock_.now()] {
                                        return tables->get(key, now);
                                    });
}

Task<Result<void>> SqliteStore::commit(std::vector<Write> writes, Durability durability) {
    if (auto checked = check_writes(writes); !checked) co_return checked;
    auto done = co_await run_blocking(
        thread_, [tables = tables_, writes = std::move(writes), durability, now = clock_.now()] {
            return tables->commit(writes, durability, now);
        });
    if (done && durability == Durability::relaxed) flush_later();
    co_return done;
}

/// One flush for all relaxed commits of the next moment.
void SqliteStore::flush_later() {
    if (flushing_->exchange(true)) return;
    boost::asio::post(thread_, [this, tables = tables_, flushing = flushing_] {
        flush_timer_.expires_after(relaxed_delay_);
        flush_timer_.async_wait([tables, flushing](boost::system::error_code) {
            flushing->store(false);
            tables->flush();
        });
    });
}

Task<Result<Page>> SqliteStore::query(Query query) {
    const auto after = read_cursor(query);
    if (!after) co_return fail(after.error());
    co_return co_await run_blocking(
        thread_, [tables = tables_, query = std::move(query), after = *after, now = clock_.now()] {
            return tables->query(query, after, now);
        });
}

Task<Result<std::size_t>> SqliteStore::remove_expired(TimePoint now, std::size_t limit) {
    co_return co_await run_blocking(
        thread_, [tables = tables_, now, limit] { return tables->remove_expired(now, limit); });
}

}  // namespace toolshed::stores::sqlite
