// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace toolshed::ui {

enum class Encoding { identity, gzip, brotli };

/// The best encoding by `Accept-Encoding` (RFC 9110 section 12.5.3) of those that there are: the
/// greatest weight, then the smallest form. Identity when nothing else is accepted, even where it
/// is refused: an answer that may be readable is better than none.
Encoding choose_encoding(std::string_view accept, bool has_gzip, bool has_brotli);

/// Whether `If-None-Match` names this strong validator, given with its quotes, or is `*`.
bool names_validator(std::string_view if_none_match, std::string_view validator);

}  // namespace toolshed::ui
