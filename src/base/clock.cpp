// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace toolshed {

TimePoint SystemClock::now() const {
    return std::chrono::time_point_cast<Millis>(std::chrono::system_clock::now());
}

std::chrono::microseconds SystemClock::ticks() const {
    return std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

Task<void> SystemClock::sleep(Millis duration) {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, duration);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

std::string to_rfc3339(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()),
                       unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                       clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<TimePoint> from_rfc3339(std::string_view text) {
    if (text.size() < 20 || text.size() > 64) return std::nullopt;
    std::size_t at = 0;
    bool bad = false;
    const auto number = [&](std::size_t digits, int low, int high) {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i, ++at) {
            if (at >= text.size() || text[at] < '0' || text[at] > '9') return bad = true, 0;
            value = value * 10 + (text[at] - '0');
        }
        bad = bad || value < low || value > high;
        return value;
    };
    const auto sign = [&](std::string_view allowed) {
        bad = bad || at >= text.size() || allowed.find(text[at]) == allowed.npos;
        return bad ? '\0' : text[at++];
    };
    const int year = number(4, 0, 9'999);
    sign("-");
    const int month = number(2, 1, 12);
    sign("-");
    const int day = number(2, 1, 31);
    sign("Tt ");
    Millis time = std::chrono::hours(number(2, 0, 23));
    sign(":");
    time += std::chrono::minutes(number(2, 0, 59));
    sign(":");
    time += std::chrono::seconds(number(2, 0, 60));
    if (!bad && at < text.size() && text[at] == '.') {
        int unit = 100;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            time += Millis(unit * (text[at] - '0'));
    }
    const char zone = sign("Zz+-");
    if (zone == '+' || zone == '-') {
        Millis offset = std::chrono::hours(number(2, 0, 23));
        sign(":");
        offset += std::chrono::minutes(number(2, 0, 59));
        time += zone == '+' ? -offset : offset;
    }
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (bad || at != text.size() || !date.ok()) return std::nullopt;
    return TimePoint(std::chrono::sys_days(date).time_since_epoch() + time);
}

}  // namespace toolshed
