// SPDX-License-Identifier: Apache-2.0
#include "api/router.hpp"

namespace toolshed::api {

void add_seed_routes(Router&) {}

}  // namespace toolshed::api
