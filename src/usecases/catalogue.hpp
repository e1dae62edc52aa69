// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "domain/principal.hpp"
#include "domain/run.hpp"
#include "usecases/world.hpp"

namespace toolshed {

class Verifications;
class Sessions;

/// What a user says to register a server. Absent = the default of the settings.
struct NewServer {
    std::string source;  ///< as `parse_source` reads it
    std::string name = {};
    std::optional<PlanSettings> settings = {};
    Replay replay = {};
};

struct AddedServer {
    Server server;
    Run run;
    bool created = true;  ///< false: the answer of an earlier request with the same key
};

/// The catalogue of servers.
class Catalogue {
public:
    Catalogue(World world, Verifications& verifications, Sessions& sessions)
        : world_(world), verifications_(verifications), sessions_(sessions) {}

    /// What holds for a server where its user says nothing.
    const PlanSettings& plan_defaults() const { return world_.settings.catalogue.plan_defaults; }

    /// Registers and starts verification, in one transaction. `conflict` `name_taken`, `invalid`
    /// `bad_source` `bad_name` `unsupported_source`, `denied` `local_source_refused`,
    /// `conflict` `idempotency_conflict`, `exhausted` `too_many_servers` `too_many_runs`.
    Task<Result<AddedServer>> add(Principal principal, NewServer request);

    /// By id or name. `not_found` `server_not_found` (also when it belongs to somebody else).
    Task<Result<Server>> get(Principal principal, std::string id_or_name);
    Task<Result<PageOf<Server>>> list(Principal principal, PageRequest page);

    /// One of its revisions; an empty id is the current one. `conflict` `not_verified`, `not_found`
    /// `revision_not_found`.
    Task<Result<Revision>> revision(Principal principal, std::string id_or_name,
                                    std::string revision_id);
    /// The tools of a revision, as the server sent them; JSON array.
    Task<Result<std::string>> tools_of(std::string tools_blob);
    /// Newest first.
    Task<Result<PageOf<Revision>>> revisions(Principal principal, std::string id_or_name,
                                             PageRequest page);

    /// Cancels its run, ends its sessions, removes its images, revisions, logs and events.
    /// Idempotent; answers when the intent is stored, the reconciler does the rest.
    Task<Result<void>> remove(Principal principal, std::string id_or_name);

    /// Goes on with a removal (reconciler).
    Task<Result<void>> finish_removal(ServerId id);

private:
    Task<Result<std::optional<AddedServer>>> added_before(Principal principal, Replay replay);

    World world_;
    Verifications& verifications_;
    Sessions& sessions_;
};

}  // namespace toolshed
