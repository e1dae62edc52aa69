// SPDX-License-Identifier: Apache-2.0
#include "stores/sqlite/database.hpp"

namespace toolshed::stores::sqlite {

Error sqlite_error(sqlite3* handle, int code) {
    const std::string words = handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    switch (code & 0xff) {
        case SQLITE_FULL:
            return {Category::exhausted, "disk_full", "the disk of the data directory is full"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
            return {Category::unavailable, "store_unavailable",
                    "the store cannot be used: " + words};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {Category::internal, "store_damaged",
                    "the store's file is damaged (" + words + "); restore it from a copy"};
        default:
            return {Category::internal, "store_failed", "the store failed: " + words};
    }
}

Statement& Statement::reset() {
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    sqlite3_bind_text64(handle_, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
    sqlite3_bind_int64(handle_, index, number);
    return *this;
}

Statement& Statement::bind_null(int index) {
    sqlite3_bind_null(handle_, index);
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return std::unexpected(sqlite_error(sqlite3_db_handle(handle_), code));
}

std::string Statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, column));
    return bytes == nullptr ? std::string() : std::string(bytes, size);
}

Result<Database> Database::open(const std::string& path) {
    sqlite3* handle = nullptr;
    const int code =
        sqlite3_open_v2(path.c_str(), &handle,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database(handle);
    if (code != SQLITE_OK) return std::unexpected(sqlite_error(handle, code));
    sqlite3_busy_timeout(handle, 5'000);
    return database;
}

Result<void> Database::run(const char* sql) {
    const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return std::unexpected(sqlite_error(handle_, code));
    return {};
}

Result<Statement> Database::prepare(const char* sql) {
    sqlite3_stmt* handle = nullptr;
    const int code =
        sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return std::unexpected(sqlite_error(handle_, code));
    return Statement(handle);
}

}  // namespace toolshed::stores::sqlite
