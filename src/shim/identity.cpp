// SPDX-License-Identifier: Apache-2.0
#include "shim/identity.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
#include <optional>

#include "base/text.hpp"
#include "shim/files.hpp"

namespace toolshed::shim {
namespace {

constexpr std::size_t account_file_bytes_max = 1024 * 1024;
constexpr std::size_t supplementary_groups_max = 64;
constexpr std::uint32_t id_max = INT32_MAX;  // 4,294,967,295 would mean "leave it" to setresuid

std::optional<std::uint32_t> id_from(std::string_view text) {
    std::uint32_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || id > id_max)
        return std::nullopt;
    return id;
}

/// The first `N` fields of a line, split at colons; the last takes no colon either.
template <std::size_t N>
std::array<std::string_view, N> fields_of(std::string_view line) {
    std::array<std::string_view, N> fields{};
    for (auto& field : fields) {
        const auto colon = line.find(':');
        field = line.substr(0, colon);
        if (colon == std::string_view::npos) break;
        line.remove_prefix(colon + 1);
    }
    return fields;
}

/// Calls `visit` for each line until it answers true.
void each_line(std::string_view text, const std::function<bool(std::string_view)>& visit) {
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (visit(text.substr(0, end)) || end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}

struct Account {
    std::string_view name;
    std::uint32_t uid = 0;
    std::uint32_t gid = 0;
};

/// A name is looked for as it stands before it counts as a number, as engines do.
std::optional<Account> find_account(std::string_view user, std::string_view passwd) {
    const auto number = id_from(user);
    std::optional<Account> found;
    each_line(passwd, [&](std::string_view line) {
        const auto fields = fields_of<4>(line);
        const auto uid = id_from(fields[2]), gid = id_from(fields[3]);
        if (!uid || !gid) return false;
        const bool named = fields[0] == user;
        if (named || (!found && number == uid)) found = Account{fields[0], *uid, *gid};
        return named;
    });
    return found;
}

std::optional<std::uint32_t> find_group(std::string_view group, std::string_view text) {
    std::optional<std::uint32_t> found;
    each_line(text, [&](std::string_view line) {
        const auto fields = fields_of<3>(line);
        if (fields[0] == group) found = id_from(fields[2]);
        return found.has_value();
    });
    return found ? found : id_from(group);
}

bool lists_member(std::string_view members, std::string_view name) {
    for (;;) {
        const auto comma = members.find(',');
        if (members.substr(0, comma) == name) return true;
        if (comma == std::string_view::npos) return false;
        members.remove_prefix(comma + 1);
    }
}

std::vector<gid_t> groups_of(std::string_view name, std::string_view text) {
    std::vector<gid_t> groups;
    each_line(text, [&](std::string_view line) {
        const auto fields = fields_of<4>(line);
        const auto gid = id_from(fields[2]);
        if (gid && lists_member(fields[3], name)) groups.push_back(*gid);
        return groups.size() == supplementary_groups_max;
    });
    return groups;
}

std::unexpected<Error> unknown(std::string_view what, std::string_view name) {
    return fail(Category::unavailable, "spawn_failed",
                "the image has no " + std::string(what) + " '" + valid_utf8(name.substr(0, 200)) +
                    "': correct its USER");
}

}  // namespace

Accounts read_accounts(const std::string& root) {
    return {read_file(root + "/etc/passwd", account_file_bytes_max).value_or(""),
            read_file(root + "/etc/group", account_file_bytes_max).value_or("")};
}

Result<Identity> resolve_user(std::string_view user, const Accounts& accounts) {
    const auto colon = user.find(':');
    const auto group = colon == std::string_view::npos ? "" : user.substr(colon + 1);
    auto name = user.substr(0, colon);
    if (name.empty()) name = "0";
    const auto account = find_account(name, accounts.passwd);
    const auto number = id_from(name);
    if (!account && !number) return unknown("user", name);
    Identity identity;
    identity.uid = account ? account->uid : *number;
    identity.gid = account ? account->gid : 0;
    if (!group.empty()) {
        const auto gid = find_group(group, accounts.group);
        if (!gid) return unknown("group", group);
        identity.gid = *gid;
    } else if (account) {
        identity.groups = groups_of(account->name, accounts.group);
    }
    return identity;
}

}  // namespace toolshed::shim
