// SPDX-License-Identifier: Apache-2.0
#include "shim/network/rules.hpp"

#include <linux/in6.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>

#include <cstring>
#include <string>

namespace toolshed::shim::network {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint16_t domain_port = 53;
constexpr std::uint8_t solicitation_first = 133;  // router and neighbour, RFC 4861 section 4
constexpr std::uint8_t solicitation_last = 136;
constexpr std::size_t interface_name_bytes = 16;
constexpr std::uint32_t address_offset_v4 = 16;  // of the destination
constexpr std::uint32_t address_offset_v6 = 24;

constexpr std::uint16_t message_type(int message) {
    return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | message);
}

/// Values that the kernel keeps in its own byte order.
Bytes native(std::uint32_t value) {
    Bytes bytes(sizeof value);
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}

Bytes ordered(std::uint16_t value) {
    return {static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value & 0xFF)};
}

/// Writes the expressions of one rule after the other: each loads a field into a register and
/// compares it, the last one says what becomes of the packet.
class RuleWriter {
public:
    explicit RuleWriter(Transaction& transaction)
        : transaction_(transaction), messages_(transaction.messages) {}

    template <class Fill>
    void rule(std::string_view chain, Fill fill) {
        messages_.begin(message_type(NFT_MSG_NEWRULE), NLM_F_CREATE | NLM_F_APPEND | NLM_F_ACK,
                        NFPROTO_INET, 0);
        messages_.put_text(NFTA_RULE_TABLE, table_name);
        messages_.put_text(NFTA_RULE_CHAIN, chain);
        messages_.put_nested(NFTA_RULE_EXPRESSIONS, fill);
        messages_.end();
        ++transaction_.rules;
        ++transaction_.acknowledgements;
    }

    void on_loopback(std::uint32_t key) {
        load_meta(key);
        Bytes name(interface_name_bytes, 0);
        name[0] = 'l';
        name[1] = 'o';
        compare(NFT_CMP_EQ, name);
    }

    void is_protocol(std::uint8_t protocol, nft_cmp_ops how = NFT_CMP_EQ) {
        load_meta(NFT_META_L4PROTO);
        compare(how, {protocol});
    }

    void to_port(std::uint16_t port) {
        load_payload(NFT_PAYLOAD_TRANSPORT_HEADER, 2, 2);
        compare(NFT_CMP_EQ, ordered(port));
    }

    void is_family(Family family) {
        load_meta(NFT_META_NFPROTO);
        compare(NFT_CMP_EQ,
                {static_cast<std::uint8_t>(family == Family::ipv4 ? NFPROTO_IPV4 : NFPROTO_IPV6)});
    }

    void goes_to(const Prefix& block) {
        is_family(block.family);
        const auto size = block.size();
        load_payload(NFT_PAYLOAD_NETWORK_HEADER,
                     block.family == Family::ipv4 ? address_offset_v4 : address_offset_v6,
                     static_cast<std::uint32_t>(size));
        Bytes mask(size, 0);
        for (int i = 0; i < block.length; ++i)
            mask[static_cast<std::size_t>(i) / 8] |= static_cast<std::uint8_t>(0x80 >> i % 8);
        mask_with(mask);
        compare(NFT_CMP_EQ, {block.bytes.begin(), block.bytes.begin() + static_cast<long>(size)});
    }

    void is_neighbour_discovery() {
        is_family(Family::ipv6);
        is_protocol(IPPROTO_ICMPV6);
        load_payload(NFT_PAYLOAD_TRANSPORT_HEADER, 0, 1);
        compare(NFT_CMP_GTE, {solicitation_first});
        compare(NFT_CMP_LTE, {solicitation_last});
    }

    void belongs_to_a_connection() {
        expression("ct", [this] {
            messages_.put_number(NFTA_CT_DREG, NFT_REG_1);
            messages_.put_number(NFTA_CT_KEY, NFT_CT_STATE);
        });
        mask_with(native(NF_CT_STATE_BIT(IP_CT_ESTABLISHED) | NF_CT_STATE_BIT(IP_CT_RELATED)));
        compare(NFT_CMP_NEQ, native(0));
    }

    void accept() {
        expression("immediate", [this] {
            messages_.put_number(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT);
            messages_.put_nested(NFTA_IMMEDIATE_DATA, [this] {
                messages_.put_nested(NFTA_DATA_VERDICT, [this] {
                    messages_.put_number(NFTA_VERDICT_CODE, NF_ACCEPT);
                });
            });
        });
    }

    void refuse() {
        expression("reject", [this] {
            messages_.put_number(NFTA_REJECT_TYPE, NFT_REJECT_ICMPX_UNREACH);
            const std::uint8_t code = NFT_REJECT_ICMPX_ADMIN_PROHIBITED;
            messages_.put_bytes(NFTA_REJECT_ICMP_CODE, std::span(&code, 1));
        });
    }

    void reset() {
        expression("reject",
                   [this] { messages_.put_number(NFTA_REJECT_TYPE, NFT_REJECT_TCP_RST); });
    }

private:
    void expression(std::string_view name, const std::function<void()>& fill) {
        messages_.put_nested(NFTA_LIST_ELEM, [&] {
            messages_.put_text(NFTA_EXPR_NAME, name);
            messages_.put_nested(NFTA_EXPR_DATA, fill);
        });
    }

    void load_meta(std::uint32_t key) {
        expression("meta", [&] {
            messages_.put_number(NFTA_META_DREG, NFT_REG_1);
            messages_.put_number(NFTA_META_KEY, key);
        });
    }

    void load_payload(std::uint32_t base, std::uint32_t offset, std::uint32_t length) {
        expression("payload", [&] {
            messages_.put_number(NFTA_PAYLOAD_DREG, NFT_REG_1);
            messages_.put_number(NFTA_PAYLOAD_BASE, base);
            messages_.put_number(NFTA_PAYLOAD_OFFSET, offset);
            messages_.put_number(NFTA_PAYLOAD_LEN, length);
        });
    }

    void compare(nft_cmp_ops how, const Bytes& value) {
        expression("cmp", [&] {
            messages_.put_number(NFTA_CMP_SREG, NFT_REG_1);
            messages_.put_number(NFTA_CMP_OP, how);
            put_value(NFTA_CMP_DATA, value);
        });
    }

    void mask_with(const Bytes& mask) {
        expression("bitwise", [&] {
            messages_.put_number(NFTA_BITWISE_SREG, NFT_REG_1);
            messages_.put_number(NFTA_BITWISE_DREG, NFT_REG_1);
            messages_.put_number(NFTA_BITWISE_LEN, static_cast<std::uint32_t>(mask.size()));
            put_value(NFTA_BITWISE_MASK, mask);
            put_value(NFTA_BITWISE_XOR, Bytes(mask.size(), 0));
        });
    }

    void put_value(std::uint16_t type, const Bytes& value) {
        messages_.put_nested(type, [&] { messages_.put_bytes(NFTA_DATA_VALUE, value); });
    }

    Transaction& transaction_;
    NetlinkMessages& messages_;
};

void put_batch_edge(NetlinkMessages& messages, int type) {
    messages.begin(static_cast<std::uint16_t>(type), 0, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
    messages.end();
}

void put_table(Transaction& transaction) {
    auto& messages = transaction.messages;
    messages.begin(message_type(NFT_MSG_NEWTABLE), NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
                   NFPROTO_INET, 0);
    messages.put_text(NFTA_TABLE_NAME, table_name);
    messages.end();
    ++transaction.acknowledgements;
}

/// What no rule accepts is dropped.
void put_chain(Transaction& transaction, std::string_view name, std::uint32_t hook) {
    auto& messages = transaction.messages;
    messages.begin(message_type(NFT_MSG_NEWCHAIN), NLM_F_CREATE | NLM_F_EXCL | NLM_F_ACK,
                   NFPROTO_INET, 0);
    messages.put_text(NFTA_CHAIN_TABLE, table_name);
    messages.put_text(NFTA_CHAIN_NAME, name);
    messages.put_nested(NFTA_CHAIN_HOOK, [&] {
        messages.put_number(NFTA_HOOK_HOOKNUM, hook);
        messages.put_number(NFTA_HOOK_PRIORITY, 0);
    });
    messages.put_text(NFTA_CHAIN_TYPE, "filter");
    messages.put_number(NFTA_CHAIN_POLICY, NF_DROP);
    messages.end();
    ++transaction.acknowledgements;
}

void put_output_rules(RuleWriter& writer, const PublicAccess& access) {
    const auto out = [&writer](auto fill) { writer.rule("output", fill); };
    // An ICMPv6 refusal reaches a connecting socket only when it tries again, a reset at once.
    const auto refuse = [&](bool may_be_ipv6, auto when) {
        if (may_be_ipv6)
            out([&] {
                when();
                writer.is_family(Family::ipv6);
                writer.is_protocol(IPPROTO_TCP);
                writer.reset();
            });
        out([&] {
            when();
            writer.refuse();
        });
    };
    out([&] {
        writer.on_loopback(NFT_META_OIFNAME);
        writer.accept();
    });
    out([&] {
        writer.is_neighbour_discovery();
        writer.accept();
    });
    for (const std::uint8_t protocol : {IPPROTO_UDP, IPPROTO_TCP}) {
        if (access.resolver)
            out([&] {
                writer.goes_to(*access.resolver);
                writer.is_protocol(protocol);
                writer.to_port(domain_port);
                writer.accept();
            });
        refuse(protocol == IPPROTO_TCP, [&] {
            writer.is_protocol(protocol);
            writer.to_port(domain_port);
        });
    }
    const auto refuse_block = [&](const Prefix& block) {
        refuse(block.family == Family::ipv6, [&] { writer.goes_to(block); });
    };
    for (const auto& text : special_blocks()) refuse_block(*prefix_from(text));
    for (const auto& block : access.denied) refuse_block(block);
    for (const std::uint8_t protocol : {IPPROTO_TCP, IPPROTO_UDP})
        out([&] {
            writer.is_protocol(protocol);
            writer.accept();
        });
    out([&] { writer.refuse(); });
}

void put_input_rules(RuleWriter& writer) {
    const auto in = [&writer](auto fill) { writer.rule("input", fill); };
    in([&] {
        writer.on_loopback(NFT_META_IIFNAME);
        writer.accept();
    });
    in([&] {
        writer.belongs_to_a_connection();
        writer.accept();
    });
    in([&] {
        writer.is_neighbour_discovery();
        writer.accept();
    });
}

}  // namespace

Transaction public_only(const PublicAccess& access) {
    Transaction transaction;
    put_batch_edge(transaction.messages, NFNL_MSG_BATCH_BEGIN);
    put_table(transaction);
    put_chain(transaction, "output", NF_INET_LOCAL_OUT);
    put_chain(transaction, "input", NF_INET_LOCAL_IN);
    put_chain(transaction, "forward", NF_INET_FORWARD);
    RuleWriter writer(transaction);
    put_output_rules(writer, access);
    put_input_rules(writer);
    put_batch_edge(transaction.messages, NFNL_MSG_BATCH_END);
    return transaction;
}

NetlinkMessages rules_request() {
    NetlinkMessages request;
    request.begin(message_type(NFT_MSG_GETRULE), NLM_F_DUMP, NFPROTO_INET, 0);
    request.put_text(NFTA_RULE_TABLE, table_name);
    request.end();
    return request;
}

}  // namespace toolshed::shim::network
