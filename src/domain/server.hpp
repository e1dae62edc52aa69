// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "domain/finding.hpp"
#include "domain/ids.hpp"
#include "domain/launch_plan.hpp"
#include "domain/source.hpp"

namespace toolshed {

/// What the protocol negotiation yielded. JSON members are as the server sent them; empty = absent.
struct Protocol {
    std::string era;       ///< `legacy` or `modern`
    std::string revision;  ///< `2025-11-25`
    std::string server_info = {};
    std::string capabilities = {};
    std::string instructions = {};
    Transport transport = {};  ///< as found; `auto` = not known

    friend bool operator==(const Protocol&, const Protocol&) = default;
};

/// One resolved and verified state of a source; never changes.
struct Revision {
    RevisionId id;
    ServerId server_id;
    RunId run_id;
    Source source;
    std::string commit;
    LaunchPlan plan;
    std::string settings_hash;
    std::string image_name;  ///< the tag of ours that keeps the image: `<server>:<short sha>-<run
                             ///< id>` below `toolshed/` or a registry's host and prefix
    Protocol protocol;
    std::string tools_blob;  ///< content address of the tool snapshot
    std::string tools_hash;
    int tools_hash_rule = 1;
    std::int64_t tool_count = 0;
    TimePoint verified_at;
    std::optional<TimePoint> image_removed_at = {};  ///< its record is kept longer than its image

    friend bool operator==(const Revision&, const Revision&) = default;
};

/// How the last run of a server stands, copied into the server so that lists need one read.
struct LastRun {
    RunId id;
    std::string state;
    std::optional<Error> error = {};

    friend bool operator==(const LastRun&, const LastRun&) = default;
};

/// A catalogue entry; never a process.
struct Server {
    ServerId id;
    std::string owner;
    std::string name;  ///< unique per installation, `[a-z0-9][a-z0-9-]{0,39}`
    Source source;
    PlanSettings settings = {};
    std::optional<Revision> current_revision = {};
    std::optional<LastRun> last_run = {};
    bool deleting = false;
    TimePoint created_at;
    TimePoint updated_at;
    std::int64_t version = 0;  ///< of the stored item; 0 = not stored yet

    friend bool operator==(const Server&, const Server&) = default;
};

/// `registered`, `verified`, `failing`, `deleted`: derived, never stored.
std::string_view status_of(const Server& server);

/// `invalid` `bad_name` unless `[a-z0-9][a-z0-9-]{0,39}`, without the prefix of an id, and no
/// reserved word.
Result<std::string> parse_name(std::string_view text);

}  // namespace toolshed
