// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "expect.hpp"
#include "sources/git/git_reader.hpp"

using namespace toolshed;
using toolshed::fuzz::expect;

/// The first line is the ref that is looked for, the rest what git says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzz::text_of(data, size);
    const auto end = std::min(text.find('\n'), text.size());
    const std::string ref(text.substr(0, end));
    const std::string listing(text.substr(std::min(end + 1, text.size())));
    const auto commit = sources::git::find_ref(listing, ref);
    expect(commit.empty() || (commit.size() == 40 &&
                              commit.find_first_not_of("0123456789abcdef") == std::string::npos),
           "nothing but a commit comes out");
    expect(commit.empty() || listing.find(commit + '\t') != std::string::npos,
           "what comes out was there");
    const auto error = sources::git::explain_git(listing, ref);
    expect(!error.code.empty() && !error.message.empty(), "every failure has a code and words");
    return 0;
}
