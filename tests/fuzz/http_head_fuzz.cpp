// SPDX-License-Identifier: Apache-2.0
#include "expect.hpp"
#include "net/wire/body.hpp"
#include "net/wire/head.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    const auto whole = net::wire::scan_request_head(text);
    if (!whole || !*whole) return 0;
    const auto& head = **whole;
    expect(head.size <= text.size(), "the head lies in the bytes");
    for (const auto& field : head.fields) {
        expect(!field.name.empty(), "a field has a name");
        expect(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos,
               "no value spans lines");
    }
    const auto exact = net::wire::scan_request_head(text.substr(0, head.size));
    expect(exact && *exact && (*exact)->size == head.size, "what follows a head does not matter");
    const auto cut = net::wire::scan_request_head(text.substr(0, head.size - 1));
    expect(cut && !*cut, "a head without its last byte is not done");
    static_cast<void>(net::wire::framing_of(head));
    head.keeps_alive();
    head.expects_continue();
    return 0;
}
