// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace toolshed {

/// One field of a log line: ids and figures, never a secret or a message body.
using LogField = std::pair<std::string_view, std::string>;

/// Writes JSON lines for operators. Errors are logged once, where they end.
class Log {
public:
    virtual ~Log() = default;
    virtual void info(std::string_view event, std::initializer_list<LogField> fields = {}) = 0;
    virtual void warn(std::string_view event, std::initializer_list<LogField> fields = {}) = 0;
    virtual void error(std::string_view event, std::initializer_list<LogField> fields = {}) = 0;
};

/// Lines on standard error: `{"time":…,"level":"info","event":…,…}`. Any thread.
class StderrLog final : public Log {
public:
    void info(std::string_view event, std::initializer_list<LogField> fields) override;
    void warn(std::string_view event, std::initializer_list<LogField> fields) override;
    void error(std::string_view event, std::initializer_list<LogField> fields) override;
};

/// For tests and simulation: says nothing.
class SilentLog final : public Log {
public:
    void info(std::string_view, std::initializer_list<LogField>) override {}
    void warn(std::string_view, std::initializer_list<LogField>) override {}
    void error(std::string_view, std::initializer_list<LogField>) override {}
};

}  // namespace toolshed
