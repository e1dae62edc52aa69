// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "net/client.hpp"
#include "ports/engine.hpp"
#include "shim/protocol/messages.hpp"

/// The daemon's end of the shim protocol. Everything that comes over it is untrusted: bounded,
/// checked, cut.
namespace toolshed::link {

struct LinkConfig {
    std::filesystem::path socket;
    std::uint32_t shim_uid = shim::shim_uid;
    Millis control_limit{10'000};  ///< of a control request; ending a process adds its graces
    Millis answer_grace{
        5'000};  ///< what the shim gets beyond a message's own limit, which it keeps itself
    std::size_t answer_bytes_max = 8 * 1024 * 1024 + 64 * 1024;  ///< one message of the server
    std::size_t log_bytes_max =
        1024 * 1024;  ///< taken from one answer; the rest comes with the next offset
};

/// Opens the socket without following links, checks that it is one and who listens, and speaks to
/// it from then on through the pinned file, so that nothing in the folder can be swapped in
/// between. One attempt. `unavailable` `link_lost` when nobody listens (yet), `denied`
/// `link_untrusted` when it is no socket or the peer's uid is another, `invalid` `link_refused` for
/// another protocol version or a status that cannot be read. `http` outlives the link.
Task<Result<std::unique_ptr<WorkloadLink>>> open_link(net::Client& http, LinkConfig config);

}  // namespace toolshed::link
