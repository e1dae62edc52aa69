// SPDX-License-Identifier: Apache-2.0
#include "builders/docker/build_ledger.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace toolshed::builders::docker {

namespace files = std::filesystem;

namespace {

constexpr std::size_t images_max = 1'000;  ///< of one build

std::string number(TimePoint time) {
    return std::to_string(time.time_since_epoch().count());
}

/// What a crash has cut short is left out.
LedgerEntry read_entry(const files::path& path) {
    LedgerEntry entry{path.filename().string(), {}};
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string kind, value;
        std::int64_t time = 0;
        if (!(words >> kind >> time >> value)) continue;
        entry.ended_at = std::max(entry.ended_at, TimePoint(Millis(time)));
        if (kind == "image" && entry.images.size() < images_max) entry.images.push_back(value);
        if (kind != "classic" && kind != "buildkit") continue;
        entry.buildkit = entry.buildkit || kind == "buildkit";
        if (entry.server.empty()) entry.started_at = TimePoint(Millis(time));
        entry.server = value;
    }
    return entry;
}

}  // namespace

void BuildLedger::begin(const LedgerEntry& entry) const {
    std::error_code ignored;
    files::create_directories(folder_, ignored);
    std::ofstream(folder_ / entry.run, std::ios::app)
        << (entry.buildkit ? "buildkit " : "classic ") << number(entry.started_at) << ' '
        << entry.server << '\n';
}

void BuildLedger::note(const std::string& run, const std::string& image, TimePoint now) const {
    std::ofstream(folder_ / run, std::ios::app)
        << (image.empty() ? "heard" : "image") << ' ' << number(now) << ' '
        << (image.empty() ? "-" : image) << '\n';
}

std::vector<LedgerEntry> BuildLedger::entries() const {
    std::vector<LedgerEntry> all;
    std::error_code error;
    for (files::directory_iterator each(folder_, error), end; !error && each != end;
         each.increment(error))
        all.push_back(read_entry(each->path()));
    return all;
}

void BuildLedger::forget(const std::string& run) const {
    std::error_code ignored;
    files::remove(folder_ / run, ignored);
}

std::string image_named_in(std::string_view line) {
    if (line.starts_with(' ')) line.remove_prefix(1);
    const std::string_view sign = line.starts_with("---> ") ? "---> " : "--> ";
    if (!line.starts_with(sign)) return {};
    line.remove_prefix(sign.size());
    const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
    if (line.size() < 11 || line.size() > 64 || !std::ranges::all_of(line, is_hex)) return {};
    return std::string(line);
}

}  // namespace toolshed::builders::docker
