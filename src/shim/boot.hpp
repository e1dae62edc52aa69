// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "shim/children.hpp"
#include "shim/options.hpp"

namespace toolshed::shim {

/// What must be done before anything hostile runs, in this order: read the image's accounts, open
/// the writable paths to everybody, adopt orphans, give up root. Fails with `internal`
/// `privileges_failed`, or `denied` `unsafe_directory` when others can reach the socket's directory
/// (unless unsafe is allowed).
Result<Standing> boot(const Options& options);

/// All of `toolshed-shim serve`: the exit code of the process, after a message on standard error
/// when it cannot serve.
int serve(const Options& options);

}  // namespace toolshed::shim
