// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/result.hpp"

namespace toolshed::shim::network {

/// Netlink messages in the order in which they were begun. Attributes are put into the message that
/// was begun last; nested ones are closed in the reverse order. Everything is padded to 4 bytes.
class NetlinkMessages {
public:
    /// `family` and `resource` are those of `nfgenmsg`.
    void begin(std::uint16_t type, std::uint16_t flags, std::uint8_t family,
               std::uint16_t resource);
    void end();

    void put_bytes(std::uint16_t type, std::span<const std::uint8_t> bytes);
    void put_text(std::uint16_t type, std::string_view text);  ///< with its NUL
    void put_number(std::uint16_t type, std::uint32_t value);  ///< 32 bits in network order
    /// Ends what `fill` put as one attribute.
    void put_nested(std::uint16_t type, const std::function<void()>& fill);

    std::span<const std::uint8_t> bytes() const { return bytes_; }
    std::uint32_t count() const { return count_; }

private:
    void append(const void* data, std::size_t size);
    void pad();

    std::vector<std::uint8_t> bytes_;
    std::size_t begun_ = 0;
    std::uint32_t count_ = 0;
};

/// A netlink socket of the network namespace in which it was opened. Blocks, at most 5 s at a time.
class NetlinkSocket {
public:
    /// `unavailable` `network_rules_failed`.
    static Result<NetlinkSocket> open(int protocol);

    /// Sends all messages at once and reads answers until `acknowledgements` of them came. Errors:
    /// `unavailable` `network_rules_failed` with the kernel's first refusal.
    Result<void> transact(const NetlinkMessages& messages, std::uint32_t acknowledgements);
    /// Sends one dump request and answers how many objects of type `wanted` came back.
    Result<std::size_t> count(const NetlinkMessages& request, std::uint16_t wanted);

private:
    explicit NetlinkSocket(Descriptor socket) : socket_(std::move(socket)) {}
    Result<void> send(std::span<const std::uint8_t> bytes);
    Result<std::size_t> receive();

    Descriptor socket_;
    std::vector<std::uint8_t> buffer_;
};

}  // namespace toolshed::shim::network
