// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "expect.hpp"
#include "shim/conversation.hpp"
#include "shim/identity.hpp"
#include "shim/line_framer.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

namespace {

constexpr std::size_t line_bytes_max = 256;

class Lines final : public shim::LineSink {
public:
    std::vector<std::string> seen;
    void take_line(std::string line) override {
        expect(!line.empty() && line.size() <= line_bytes_max, "a line is short and not empty");
        seen.push_back(std::move(line));
    }
    void begin_long_line(std::string_view) override { seen.emplace_back("<long>"); }
    void end_long_line(std::string_view) override { seen.emplace_back("</long>"); }
};

void check_framing(std::string_view text) {
    Lines whole;
    shim::LineFramer at_once(line_bytes_max, whole);
    at_once.feed(text);
    at_once.finish();
    Lines cut;
    shim::LineFramer piecewise(line_bytes_max, cut);
    fuzz::in_pieces(text, [&](std::string_view piece) { piecewise.feed(piece); });
    piecewise.finish();
    expect(whole.seen == cut.seen, "cuts do not change the lines");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    check_framing(text);
    shim::LogRing log(4'096);
    std::vector<std::string> replies;
    shim::Conversation conversation("main", log,
                                    [&](std::string line) { replies.push_back(std::move(line)); });
    shim::LineFramer framer(line_bytes_max, conversation);
    framer.feed(text);
    framer.finish();
    conversation.end();
    for (const auto& reply : replies)
        expect(reply.find('\n') == std::string::npos || reply.find('\n') + 1 == reply.size(),
               "a reply is one line");
    const auto half = text.size() / 2;
    static_cast<void>(
        shim::resolve_user(text.substr(0, std::min<std::size_t>(half, 64)),
                           {std::string(text.substr(half)), std::string(text.substr(half))}));
    return 0;
}
