// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "net/client.hpp"
#include "ports/engine.hpp"
#include "shim/protocol/messages.hpp"

/// The daemon's end of the shim protocol. Everything that comes over it is untrusted: bounded, checked, cut.
namespace toolshed::link {

struct LinkConfig {
    std::filesystem::path socket;
    std::uint32_t shim_uid = shim::shim_uid;
    Millis control_limit{10'000};  ///< of a control request; ending a process adds its graces
};

/// Opens the socket without following links, checks that it is one and who listens, and speaks to it from then on through
/// the pinned file, so that nothing in the folder can be swapped in between. One attempt. `unavailable` `link_lost` when nobody
/// listens (yet), `denied` `link_untrusted` when it is no socket or the peer's uid is another, `invalid` `link_refused` for another
/// protocol version. `http` outlives the link.
Task<Result<std::unique_ptr<WorkloadLink>>> open_link(net::Client& http, LinkConfig config);

}  // namespace toolshed::link
