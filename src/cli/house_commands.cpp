// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/fields.hpp"

namespace toolshed::cli {
namespace {

std::string size_of(const Json& object, const char* name) {
    const Json& value = part_of(object, name);
    const auto bytes = value.is_number_integer() ? value.get<std::int64_t>() : 0;
    if (bytes == 0) return "–";
    if (bytes < 1024) return std::to_string(bytes) + " B";
    if (bytes < 1024 * 1024) return std::to_string((bytes + 1023) / 1024) + " KiB";
    return std::to_string((bytes + 1048575) / 1048576) + " MiB";
}

void show_report(const Output& output, const Json& report) {
    std::vector<std::vector<std::string>> rows;
    for (const Json& each : part_of(report, "removals"))
        rows.push_back({word_of(each, "kind"), word_of(each, "id").substr(0, 36),
                        size_of(each, "bytes"), word_of(each, "reason")});
    output.table({"KIND", "ID", "SIZE", "WHY"}, rows);
    const bool dry_run = part_of(report, "dry_run") == Json(true);
    for (const Json& total : part_of(report, "totals"))
        output.line((dry_run ? "would remove " : "removed ") + text_of(total, "count") + " × " +
                    text_of(total, "kind") + ", " + size_of(total, "bytes"));
    if (rows.empty()) output.line("nothing to remove");
    if (part_of(report, "truncated") == Json(true))
        output.line("the list is cut at house.report_items_max; the totals count all");
    for (const Json& disk : part_of(report, "disks"))
        output.line("disk " + word_of(disk, "name") + "  " + size_of(disk, "free_bytes") + " of " +
                    size_of(disk, "total_bytes") + " free at " + word_of(disk, "path"));
    if (const auto pressure = word_of(report, "pressure"); pressure != "none")
        output.line("the disk is " + pressure +
                    ": only the 2 newest images of a server are kept, and no build cache");
    for (const Json& failure : part_of(report, "failures"))
        output.line("! " + word_of(failure, "code") + ": " + word_of(failure, "message"));
}

}  // namespace

int gc(const Session& session, bool dry_run) {
    const Json body = {{"dry_run", dry_run}};
    const auto report = session.api.ask("POST", "/api/v1/gc", body.dump());
    if (!report) return session.output.error(report.error());
    session.output.raw_object(report->raw);
    if (!session.output.is_json()) show_report(session.output, report->body);
    return part_of(report->body, "failures").empty() ? 0 : 1;
}

}  // namespace toolshed::cli
