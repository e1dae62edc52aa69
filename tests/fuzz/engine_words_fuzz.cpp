// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "docker/ignore.hpp"
#include "docker/json.hpp"
#include "expect.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    const std::string body(text);
    static_cast<void>(docker::read_version(body));
    static_cast<void>(docker::read_features(body));
    static_cast<void>(docker::read_image(body));
    static_cast<void>(docker::read_image_list(body));
    static_cast<void>(docker::read_container(body));
    static_cast<void>(docker::read_container_list(body));
    static_cast<void>(docker::read_created(body));
    expect(docker::message_of(body).size() <= 2'048 + 3, "an engine's words are cut");

    std::vector<std::string> whole;
    docker::BuildOutput at_once([&](std::string line) { whole.push_back(std::move(line)); });
    at_once.feed(body);
    std::vector<std::string> cut;
    docker::BuildOutput piecewise([&](std::string line) { cut.push_back(std::move(line)); });
    fuzz::in_pieces(text, [&](std::string_view piece) { piecewise.feed(std::string(piece)); });
    expect(whole == cut, "cuts do not change a build's lines");
    expect(at_once.result().image_id == piecewise.result().image_id, "nor its result");

    const auto half = text.size() / 2;
    docker::IgnoreRules(text.substr(0, half)).ignores(text.substr(half));
    return 0;
}
