// SPDX-License-Identifier: Apache-2.0
#include "base/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace toolshed {
namespace {
void write_line(std::string_view level, std::string_view event,
                std::initializer_list<LogField> fields) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":{})",
                                   to_rfc3339(SystemClock().now()), level, json_quoted(event));
    for (const auto& [name, value] : fields)
        line += fmt::format(",{}:{}", json_quoted(name), json_quoted(value));
    line += "}\n";
    // One write keeps lines of several threads whole; a closed standard error must not stop the
    // daemon.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}
}  // namespace

void StderrLog::info(std::string_view event, std::initializer_list<LogField> fields) {
    write_line("info", event, fields);
}
void StderrLog::warn(std::string_view event, std::initializer_list<LogField> fields) {
    write_line("warn", event, fields);
}
void StderrLog::error(std::string_view event, std::initializer_list<LogField> fields) {
    write_line("error", event, fields);
}

}  // namespace toolshed
