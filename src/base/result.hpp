// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/error.hpp"

namespace toolshed {

/// A value or the reason why there is none. Regular failures travel this way; exceptions are bugs.
template <class T>
using Result = std::expected<T, Error>;

/// `return fail(Category::not_found, "server_not_found", "no server 'x'");`
inline std::unexpected<Error> fail(Category category, std::string code, std::string message) {
    return std::unexpected(Error{category, std::move(code), std::move(message)});
}

/// Hands an error on, with what was being done in front of it.
inline std::unexpected<Error> fail(Error error, std::string_view context) {
    return std::unexpected(with_context(std::move(error), context));
}

inline std::unexpected<Error> fail(Error error) {
    return std::unexpected(std::move(error));
}

}  // namespace toolshed
