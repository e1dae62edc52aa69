// SPDX-License-Identifier: Apache-2.0
#include "domain/source.hpp"

#include <gtest/gtest.h>

#include "domain/ids.hpp"
#include "domain/server.hpp"

namespace toolshed {
namespace {

TEST(ParseSource, ReadsWhatItWrites) {
    struct Case {
        std::string_view text;
        Source source;
    };
    const Case cases[] = {
        {"https://host/owner/repo", {"https://host/owner/repo", "", ""}},
        {"https://host/owner/repo@v1.2", {"https://host/owner/repo", "v1.2", ""}},
        {"https://host/owner/repo#src/time", {"https://host/owner/repo", "", "src/time"}},
        {"https://host/o/r.git@feature/x#a", {"https://host/o/r.git", "feature/x", "a"}},
        {"https://host:8443/o/r", {"https://host:8443/o/r", "", ""}},
        {"file:///srv/repo@main#sub", {"file:///srv/repo", "main", "sub"}},
    };
    for (const auto& [text, source] : cases) {
        const auto parsed = parse_source(text, LocalSources::allowed);
        ASSERT_TRUE(parsed) << text << ": " << parsed.error().message;
        EXPECT_EQ(*parsed, source) << text;
        EXPECT_EQ(to_string(*parsed), text);
    }
}

TEST(ParseSource, RefusesWhatCouldHarm) {
    struct Case {
        std::string_view text, code, why;
    };
    const Case cases[] = {
        {"", "bad_source", "nothing"},
        {"ssh://host/o/r", "unsupported_source", "another scheme"},
        {"http://host/o/r", "unsupported_source", "no encryption"},
        {"ext::sh -c id", "bad_source", "a blank and a helper program"},
        {"ext::sh", "unsupported_source", "a helper program"},
        {"npm:left-pad", "unsupported_source", "a later version reads packages"},
        {"https://user:secret@host/o/r", "bad_source", "a password would be stored"},
        {"https://host", "bad_source", "no repository"},
        {"https:///o/r", "bad_source", "no host"},
        {"https://host/o/r@-upload-pack=x", "bad_source", "a ref that looks like an option"},
        {"https://host/o/r@a..b", "bad_source", "a range is no ref"},
        {"https://host/o/r@", "bad_source", "an empty ref"},
        {"https://host/o/r#../etc", "bad_source", "a folder that leaves the tree"},
        {"https://host/o/r#/etc", "bad_source", "an absolute folder"},
        {"https://host/o/r#a/.git/hooks", "bad_source", "git's own folder"},
        {"https://host/o/r#-x", "bad_source", "a folder that looks like an option"},
        {"https://host/o/r?token=1", "bad_source", "a query"},
        {"https://host/o/r\n", "bad_source", "a control character"},
        {"file:///srv/../etc", "bad_source", "a path that climbs"},
    };
    for (const auto& [text, code, why] : cases) {
        const auto parsed = parse_source(text, LocalSources::allowed);
        ASSERT_FALSE(parsed) << why << ": " << text;
        EXPECT_EQ(parsed.error().code, code) << why;
    }
}

TEST(ParseSource, RefusesLocalRepositoriesUnlessAllowed) {
    for (const char* text : {"file:///srv/repo", "/srv/repo"}) {
        const auto parsed = parse_source(text, LocalSources::refused);
        ASSERT_FALSE(parsed);
        EXPECT_EQ(parsed.error().code, "local_source_refused");
        EXPECT_EQ(parsed.error().category, Category::denied);
    }
}

TEST(SuggestedName, IsAlwaysAName) {
    struct Case {
        Source source;
        std::string_view name;
    };
    const Case cases[] = {
        {{"https://host/owner/My_Repo.git"}, "my-repo"},
        {{"https://host/owner/repo", "", "src/time"}, "time"},
        {{"https://host/owner/___"}, "server"},
        {{"https://host/owner/" + std::string(90, 'x')},
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
    };
    for (const auto& [source, name] : cases) {
        EXPECT_EQ(suggested_name(source), name);
        EXPECT_TRUE(parse_name(suggested_name(source)));
    }
}

TEST(Id, AcceptsOnlyItsOwnKind) {
    EXPECT_TRUE(ServerId::parse("srv_01hzx5"));
    for (const char* text : {"run_01hzx5", "srv_", "srv_A1234", "srv_12", "srv_ab/cd1", ""})
        EXPECT_FALSE(ServerId::parse(text)) << text;
}

TEST(ParseName, RefusesReservedAndMalformedOnes) {
    for (const char* text : {"", "-a", "A", "a b", "mcp", "instances", "a_b"})
        EXPECT_FALSE(parse_name(text)) << text;
    EXPECT_TRUE(parse_name("git-tools-2"));
}

}  // namespace
}  // namespace toolshed
