// SPDX-License-Identifier: Apache-2.0
#include "usecases/session_directory.hpp"

namespace toolshed {

Task<Result<OpenWorkload>> SessionDirectory::open(Principal principal, std::string id) {
    const auto session_id = SessionId::parse(id);
    if (!session_id)
        co_return fail(Category::not_found, "session_not_found",
                       "there is no session '" + id.substr(0, 64) + "'");
    const auto live = co_await sessions_.live(std::move(principal), *session_id);
    if (!live) co_return fail(live.error());
    const Session& session = (*live)->session;
    // The link is a part of the live session, which lives as long as somebody speaks over it.
    co_return OpenWorkload{id, session.server_id, session.owner, session.protocol,
                           std::shared_ptr<WorkloadLink>(*live, (*live)->link.get())};
}

void SessionDirectory::used(const std::string& id) {
    const auto session_id = SessionId::parse(id);
    if (!session_id) return;
    if (auto live = sessions_.live_here(*session_id); live && sessions_.wants_touch(*live))
        world_.brief.spawn("touch " + id, sessions_.touch(std::move(live)));
}

}  // namespace toolshed
