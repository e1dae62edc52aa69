// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace toolshed {

/// The closed set of error categories. The category alone decides HTTP status and exit code;
/// `Error::code` is finer.
enum class Category {
    invalid,          ///< 400: the caller's input is wrong or too large
    unauthenticated,  ///< 401
    denied,           ///< 403
    not_found,        ///< 404
    conflict,         ///< 409: the state forbids it now (`not_verified` too)
    exhausted,        ///< 429: a limit, a queue or a quota is full
    unavailable,      ///< 503: something we depend on is not there; may be tried again
    timed_out,        ///< 504
    internal,         ///< 500: our fault; the message stays in the log
};

/// A failure as a value. `code` is an enumerator of `docs/openapi.yaml`; `message` names the cause
/// and what to do about it and never holds a secret.
struct Error {
    Category category = Category::internal;
    std::string code;
    std::string message;
    std::string pointer = {};  ///< JSON pointer into the request body, when the fault has a place
    std::optional<std::chrono::milliseconds> retry_after = {};

    friend bool operator==(const Error&, const Error&) = default;
};

/// Prepends what was being done: `with_context(e, "build")` reads `build: <message>`. Category and
/// code stay.
Error with_context(Error error, std::string_view what);

std::string_view to_string(Category category);
/// The inverse of `to_string`; unknown words are `internal`.
Category category_from(std::string_view word);

}  // namespace toolshed
