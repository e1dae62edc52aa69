// SPDX-License-Identifier: Apache-2.0
#include "domain/source.hpp"
#include "expect.hpp"
#include "ports/cursor.hpp"
#include "sources/git/git_reader.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    if (const auto source = parse_source(text, LocalSources::allowed)) {
        expect(!source->ref.starts_with('-') && !source->folder.starts_with('-') &&
                   !source->url.starts_with('-'),
               "nothing looks like an option to git");
        expect(("/" + source->folder + "/").find("/../") == std::string::npos,
               "a folder stays in the tree");
        const auto again = parse_source(to_string(*source), LocalSources::allowed);
        expect(again && *again == *source, "a source survives its text");
        expect(suggested_name(*source).size() <= 40, "a suggested name is short");
    }
    const auto remote = parse_source(text, LocalSources::refused);
    expect(!remote || remote->url.starts_with("https://"), "only https unless local is allowed");
    sources::git::explain_git(std::string(text), "the repository");
    Query query;
    query.cursor = std::string(text);
    query.limit = 10;
    static_cast<void>(read_cursor(query));
    return 0;
}
