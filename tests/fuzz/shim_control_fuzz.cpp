// SPDX-License-Identifier: Apache-2.0
#include "expect.hpp"
#include "shim/protocol/messages.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    if (const auto start = shim::start_from(text)) {
        expect(!start->argv.empty() && start->deadline_ms > 0, "a start has a program and an end");
        const auto again = shim::start_from(shim::to_json(*start));
        expect(again && *again == *start, "a start survives its encoding");
    }
    if (const auto status = shim::status_from(text)) {
        const auto again = shim::status_from(shim::to_json(*status));
        expect(again && again->children.size() == status->children.size(),
               "a status survives its encoding");
    }
    if (const auto hold = shim::hold_from(text))
        expect(hold->wait_ms >= 1 && hold->wait_ms <= 3'600'000, "a hold is bounded");
    static_cast<void>(shim::renew_from(text));
    shim::is_child_id(text);
    return 0;
}
