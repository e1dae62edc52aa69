// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace toolshed::net::wire {

struct HeadLimits {
    std::size_t bytes_max = 32 * 1024;  ///< of the whole head; more is `headers_too_large`
    std::size_t fields_max = 100;
};

struct Field {
    std::string_view name;
    std::string_view value;  ///< without the white space around it

    friend bool operator==(const Field&, const Field&) = default;
};

/// What the heads of requests and responses share, as slices of the scanned bytes, which must
/// outlive it.
struct MessageHead {
    int minor_version = 1;
    std::vector<Field> fields = {};
    std::size_t size =
        0;  ///< bytes from the start of the scanned text to the first byte of the body

    /// The first value of `name`, compared without case, or nothing.
    std::optional<std::string_view> find(std::string_view name) const;
    /// Whether the connection may carry another message after this one.
    bool keeps_alive() const;
};

struct RequestHead : MessageHead {
    std::string_view method = {};
    std::string_view target = {};

    bool expects_continue() const;
};

struct ResponseHead : MessageHead {
    int status = 0;
};

/// Finds and checks a request's head at the start of `bytes`; nothing = more bytes are needed.
/// Strict: CRLF only, no folded lines, no white space before a colon, no control characters,
/// HTTP/1.0 and 1.1 only; one empty line in front is skipped. Errors: `invalid` `bad_request`,
/// `exhausted` `headers_too_large`. Rules: RFC 9112 sections 2.2, 3 and 5.
Result<std::optional<RequestHead>> scan_request_head(std::string_view bytes,
                                                     const HeadLimits& limits = {});

/// The same for a response; an informational one (1xx) is a head like another.
Result<std::optional<ResponseHead>> scan_response_head(std::string_view bytes,
                                                       const HeadLimits& limits = {});

/// Compares ASCII without case.
bool equals_ignoring_case(std::string_view left, std::string_view right);

/// Whether a comma-separated field value holds `token`, without case.
bool lists_token(std::string_view value, std::string_view token);

}  // namespace toolshed::net::wire
