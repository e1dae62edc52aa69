// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

/// SQLite as values: errors are results, handles close themselves. One thread at a time.
namespace toolshed::stores::sqlite {

class Database;

/// A prepared statement that is used again and again.
class Statement {
public:
    Statement() = default;
    Statement(Statement&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Statement& operator=(Statement&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Statement() { sqlite3_finalize(handle_); }

    /// Forgets the last use; bind counts from 1.
    Statement& reset();
    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, std::int64_t number);
    Statement& bind_null(int index);

    /// True when there is a row.
    Result<bool> step();
    std::string text(int column) const;
    std::int64_t number(int column) const { return sqlite3_column_int64(handle_, column); }
    bool is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

private:
    friend class Database;
    explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
    sqlite3_stmt* handle_ = nullptr;
};

class Database {
public:
    /// `unavailable` `store_unavailable` when the file cannot be opened.
    static Result<Database> open(const std::string& path);
    Database(Database&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    ~Database() { sqlite3_close_v2(handle_); }

    Result<void> run(const char* sql);
    Result<Statement> prepare(const char* sql);
    int changes() const { return sqlite3_changes(handle_); }

private:
    explicit Database(sqlite3* handle) : handle_(handle) {}
    sqlite3* handle_ = nullptr;
};

/// `exhausted` `disk_full`, `unavailable` `store_unavailable` (busy, cannot open, I/O), `internal`
/// `store_damaged`, else `internal` `store_failed`.
Error sqlite_error(sqlite3* handle, int code);

}  // namespace toolshed::stores::sqlite
