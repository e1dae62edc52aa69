// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "expect.hpp"
#include "net/wire/body.hpp"
#include "net/wire/sse.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

namespace {

constexpr std::size_t limit = 512;

void check_chunked(std::string_view text) {
    std::string whole;
    net::wire::ChunkedDecoder at_once(limit);
    const auto taken = at_once.feed(text, whole);
    std::string cut;
    net::wire::ChunkedDecoder piecewise(limit);
    bool good = true;
    fuzz::in_pieces(text, [&](std::string_view piece) {
        if (good && !piecewise.done()) good = piecewise.feed(piece, cut).has_value();
    });
    expect(taken.has_value() == good, "cuts do not change whether a body is good");
    if (good) expect(whole == cut && at_once.done() == piecewise.done(), "nor what it says");
    expect(whole.size() <= limit, "a body stays under its limit");
}

void check_events(std::string_view text) {
    std::vector<net::wire::SseEvent> whole;
    net::wire::SseDecoder at_once(limit);
    const auto fed = at_once.feed(text, [&](net::wire::SseEvent e) { whole.push_back(e); });
    std::vector<net::wire::SseEvent> cut;
    net::wire::SseDecoder piecewise(limit);
    bool good = true;
    fuzz::in_pieces(text, [&](std::string_view piece) {
        if (good)
            good =
                piecewise.feed(piece, [&](net::wire::SseEvent e) { cut.push_back(e); }).has_value();
    });
    expect(fed.has_value() == good, "cuts do not change whether a stream is good");
    expect(whole == cut, "nor its events");
    for (const auto& event : whole) {
        std::vector<net::wire::SseEvent> again;
        net::wire::SseDecoder decoder(16 * limit);
        const auto read = decoder.feed(net::wire::encode_sse(event),
                                       [&](net::wire::SseEvent e) { again.push_back(e); });
        expect(read && again.size() == 1 && again[0].data == event.data,
               "an event survives its encoding");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    check_chunked(text);
    check_events(text);
    return 0;
}
