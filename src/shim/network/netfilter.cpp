// SPDX-License-Identifier: Apache-2.0
#include "shim/network/netfilter.hpp"

#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

namespace toolshed::shim::network {

Result<void> allow_public_only(const PublicAccess& access) {
    auto socket = NetlinkSocket::open(NETLINK_NETFILTER);
    if (!socket) return fail(std::move(socket).error());
    const auto transaction = public_only(access);
    if (auto done = socket->transact(transaction.messages, transaction.acknowledgements); !done)
        return done;
    const auto found = socket->count(rules_request(), NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWRULE);
    if (!found) return fail(found.error());
    if (*found != transaction.rules)
        return fail(Category::unavailable, "network_rules_failed",
                    "of " + std::to_string(transaction.rules) + " network rules " +
                        std::to_string(*found) + " are in force");
    return {};
}

}  // namespace toolshed::shim::network
