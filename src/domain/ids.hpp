// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace toolshed {

/// An id that carries its kind: `srv_01hzx…`. One that exists is well formed: its prefix, then 4 to
/// 40 of `[a-z0-9]`.
template <class Kind>
class Id {
public:
    Id() = default;  ///< empty: only for members that are filled later
    /// `invalid` `bad_id` for anything else.
    static Result<Id> parse(std::string_view text);
    /// For text that our own code made or stored.
    static Id of(std::string text) {
        Id id;
        id.text_ = std::move(text);
        return id;
    }
    static Id from_unique(std::string_view unique) {
        return of(std::string(Kind::prefix) + std::string(unique));
    }

    const std::string& str() const { return text_; }
    bool empty() const { return text_.empty(); }
    friend auto operator<=>(const Id&, const Id&) = default;

private:
    std::string text_;
};

namespace kinds {
struct Server {
    static constexpr std::string_view prefix = "srv_";
};
struct Revision {
    static constexpr std::string_view prefix = "rev_";
};
struct Run {
    static constexpr std::string_view prefix = "run_";
};
struct Session {
    static constexpr std::string_view prefix = "ses_";
};
struct Call {
    static constexpr std::string_view prefix = "call_";
};
}  // namespace kinds

using ServerId = Id<kinds::Server>;
using RevisionId = Id<kinds::Revision>;
using RunId = Id<kinds::Run>;
using SessionId = Id<kinds::Session>;
using CallId = Id<kinds::Call>;

/// True when `text` is `prefix` and 4 to 40 of `[a-z0-9]`.
bool is_id(std::string_view text, std::string_view prefix);

template <class Kind>
Result<Id<Kind>> Id<Kind>::parse(std::string_view text) {
    if (!is_id(text, Kind::prefix))
        return fail(Category::invalid, "bad_id",
                    "an id here is '" + std::string(Kind::prefix) + "' and letters or digits");
    return of(std::string(text));
}

}  // namespace toolshed
