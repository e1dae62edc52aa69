// SPDX-License-Identifier: Apache-2.0
#include "shim/network/netlink.hpp"

#include <arpa/inet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace toolshed::shim::network {
namespace {

constexpr std::size_t answer_bytes_max = 64 * 1024;
constexpr int wait_seconds = 5;

std::unexpected<Error> failed(std::string_view what, int error) {
    return fail(Category::unavailable, "network_rules_failed",
                "cannot set the network rules: " + std::string(what) + ": " + std::strerror(error));
}

/// The headers of what one datagram holds, with the bytes behind each.
template <class Visit>
bool each_message(std::span<const std::uint8_t> bytes, Visit visit) {
    while (bytes.size() >= sizeof(nlmsghdr)) {
        nlmsghdr header;
        std::memcpy(&header, bytes.data(), sizeof header);
        if (header.nlmsg_len < sizeof header || header.nlmsg_len > bytes.size()) return false;
        if (!visit(header, bytes.subspan(sizeof header, header.nlmsg_len - sizeof header)))
            return false;
        bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
    }
    return true;
}

/// 0 for an acknowledgement.
int error_in(std::span<const std::uint8_t> payload) {
    std::int32_t error = -EBADMSG;
    if (payload.size() >= sizeof error) std::memcpy(&error, payload.data(), sizeof error);
    return -error;
}

}  // namespace

void NetlinkMessages::append(const void* data, std::size_t size) {
    const auto* const first = static_cast<const std::uint8_t*>(data);
    bytes_.insert(bytes_.end(), first, first + size);
}

void NetlinkMessages::pad() {
    bytes_.resize(NLMSG_ALIGN(bytes_.size()));
}

void NetlinkMessages::begin(std::uint16_t type, std::uint16_t flags, std::uint8_t family,
                            std::uint16_t resource) {
    begun_ = bytes_.size();
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header.nlmsg_seq = ++count_;
    append(&header, sizeof header);
    const nfgenmsg general{family, NFNETLINK_V0, htons(resource)};
    append(&general, sizeof general);
}

void NetlinkMessages::end() {
    const auto length = static_cast<std::uint32_t>(bytes_.size() - begun_);
    std::memcpy(bytes_.data() + begun_, &length, sizeof length);
}

void NetlinkMessages::put_bytes(std::uint16_t type, std::span<const std::uint8_t> bytes) {
    const nlattr attribute{static_cast<std::uint16_t>(sizeof(nlattr) + bytes.size()), type};
    append(&attribute, sizeof attribute);
    append(bytes.data(), bytes.size());
    pad();
}

void NetlinkMessages::put_text(std::uint16_t type, std::string_view text) {
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    bytes.push_back(0);
    put_bytes(type, bytes);
}

void NetlinkMessages::put_number(std::uint16_t type, std::uint32_t value) {
    const std::uint32_t ordered = htonl(value);
    std::array<std::uint8_t, sizeof ordered> bytes{};
    std::memcpy(bytes.data(), &ordered, sizeof ordered);
    put_bytes(type, bytes);
}

void NetlinkMessages::put_nested(std::uint16_t type, const std::function<void()>& fill) {
    const auto start = bytes_.size();
    const nlattr placeholder{0, static_cast<std::uint16_t>(type | NLA_F_NESTED)};
    append(&placeholder, sizeof placeholder);
    fill();
    const auto length = static_cast<std::uint16_t>(bytes_.size() - start);
    std::memcpy(bytes_.data() + start, &length, sizeof length);
}

Result<NetlinkSocket> NetlinkSocket::open(int protocol) {
    Descriptor socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
    if (!socket) return failed("open a netlink socket", errno);
    const timeval limit{wait_seconds, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        return failed("bind a netlink socket", errno);
    return NetlinkSocket(std::move(socket));
}

Result<void> NetlinkSocket::send(std::span<const std::uint8_t> bytes) {
    sockaddr_nl kernel{};
    kernel.nl_family = AF_NETLINK;
    const auto sent = ::sendto(socket_.get(), bytes.data(), bytes.size(), 0,
                               reinterpret_cast<sockaddr*>(&kernel), sizeof kernel);
    if (sent != static_cast<ssize_t>(bytes.size())) return failed("send", errno);
    return {};
}

Result<std::size_t> NetlinkSocket::receive() {
    buffer_.resize(answer_bytes_max);
    const auto count = ::recv(socket_.get(), buffer_.data(), buffer_.size(), 0);
    if (count <= 0) return failed("receive", count == 0 ? EBADMSG : errno);
    return static_cast<std::size_t>(count);
}

Result<void> NetlinkSocket::transact(const NetlinkMessages& messages,
                                     std::uint32_t acknowledgements) {
    if (auto sent = send(messages.bytes()); !sent) return sent;
    std::uint32_t missing = acknowledgements;
    int refusal = 0;
    std::uint32_t refused = 0;
    while (missing > 0 && refusal == 0) {
        const auto count = receive();
        if (!count) return fail(count.error());
        const bool whole = each_message(
            std::span(buffer_).first(*count), [&](const nlmsghdr& header, auto payload) {
                if (header.nlmsg_type != NLMSG_ERROR) return true;
                if (const int error = error_in(payload); error != 0 && refusal == 0) {
                    refusal = error;
                    refused = header.nlmsg_seq;
                }
                if (missing > 0) --missing;
                return true;
            });
        if (!whole) return failed("receive", EBADMSG);
    }
    if (refusal != 0) return failed("message " + std::to_string(refused), refusal);
    return {};
}

Result<std::size_t> NetlinkSocket::count(const NetlinkMessages& request, std::uint16_t wanted) {
    if (auto sent = send(request.bytes()); !sent) return fail(sent.error());
    std::size_t found = 0;
    int refusal = 0;
    for (bool done = false; !done;) {
        const auto count = receive();
        if (!count) return fail(count.error());
        const bool whole = each_message(
            std::span(buffer_).first(*count), [&](const nlmsghdr& header, auto payload) {
                if (header.nlmsg_type == wanted) ++found;
                if (header.nlmsg_type == NLMSG_ERROR) refusal = error_in(payload);
                done = done || header.nlmsg_type == NLMSG_DONE || header.nlmsg_type == NLMSG_ERROR;
                return true;
            });
        if (!whole) return failed("receive", EBADMSG);
    }
    if (refusal != 0) return failed("read the rules back", refusal);
    return found;
}

}  // namespace toolshed::shim::network
