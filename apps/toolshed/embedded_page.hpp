// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "ui/site.hpp"

/// The web page that this binary carries; defined in a generated source.
std::span<const toolshed::ui::File> embedded_page();
