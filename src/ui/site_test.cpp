// SPDX-License-Identifier: Apache-2.0
#include "ui/site.hpp"

#include <gtest/gtest.h>

#include "ui/encoding.hpp"

namespace toolshed::ui {
namespace {

constexpr std::string_view hash =
    "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
constexpr File files[] = {
    {"assets/main-1a2b.js", "text/javascript; charset=utf-8", hash, "as it is", "gzipped", "br"},
    {"index.html", "text/html; charset=utf-8", hash, "<!doctype html>", "gzipped", "br"},
    {"mark.svg", "image/svg+xml", hash, "<svg/>"},
};

class SiteTest : public ::testing::Test {
protected:
    net::Response get(std::string_view path, net::Headers headers = {}) const {
        return site_.answer(path, headers);
    }
    std::string header(const net::Response& response, std::string_view name) const {
        return std::string(response.headers.find(name).value_or(""));
    }

    Site site_{files};
};

TEST(Encoding, IsTheOneThatTheClientWeighsMost) {
    struct Case {
        std::string_view accept;
        Encoding chosen;
        std::string_view why;
    };
    const Case cases[] = {
        {"", Encoding::identity, "nothing is said"},
        {"gzip, deflate, br, zstd", Encoding::brotli, "the smallest of equals"},
        {"br;q=0.5, gzip", Encoding::gzip, "the greater weight"},
        {"GZIP;Q=0.8", Encoding::gzip, "names have no case"},
        {"br;q=0, gzip;q=0", Encoding::identity, "both are refused"},
        {"*", Encoding::brotli, "anything goes"},
        {"*;q=0.1, br;q=0", Encoding::gzip, "a name of its own counts before the star"},
        {"identity, gzip;q=0.5", Encoding::identity, "it is preferred as it is"},
        {"identity;q=0, gzip;q=0.001", Encoding::gzip, "refused as it is"},
        {"identity;q=0", Encoding::identity, "an answer is better than none"},
        {"gzip;q=2, br;q=1.0000", Encoding::identity, "malformed weights accept nothing"},
        {"gzip;q=x;level=3,,;", Encoding::identity, "malformed"},
        {"br ; q=1.000 ,gzip", Encoding::brotli, "spaces around"},
    };
    for (const auto& [accept, chosen, why] : cases)
        EXPECT_EQ(choose_encoding(accept, true, true), chosen) << why << ": " << accept;
    EXPECT_EQ(choose_encoding("br, gzip", true, false), Encoding::gzip);
    EXPECT_EQ(choose_encoding("br, gzip", false, false), Encoding::identity);
}

TEST_F(SiteTest, SendsEachFormWithItsOwnValidator) {
    const auto brotli = get("/ui/assets/main-1a2b.js", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(brotli.status, 200);
    EXPECT_EQ(brotli.body, "br");
    EXPECT_EQ(header(brotli, "Content-Encoding"), "br");
    EXPECT_EQ(header(brotli, "Content-Type"), "text/javascript; charset=utf-8");
    EXPECT_EQ(header(brotli, "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(brotli, "ETag"), "\"00112233445566778899aabbccddeeff-br\"");
    const auto plain = get("/ui/assets/main-1a2b.js");
    EXPECT_EQ(plain.body, "as it is");
    EXPECT_FALSE(plain.headers.find("Content-Encoding"));
    EXPECT_EQ(header(plain, "ETag"), "\"00112233445566778899aabbccddeeff\"");
    EXPECT_EQ(get("/ui/mark.svg", {{"Accept-Encoding", "gzip, br"}}).body, "<svg/>");
}

TEST_F(SiteTest, AnswersNotModifiedForWhatTheBrowserHas) {
    const std::string validator = "\"00112233445566778899aabbccddeeff-gzip\"";
    struct Case {
        std::string sent;
        int status;
        std::string_view why;
    };
    const Case cases[] = {
        {validator, 304, "the same"},
        {"\"other\", W/" + validator, 304, "weak comparison, in a list"},
        {"*", 304, "whatever there is"},
        {"\"00112233445566778899aabbccddeeff\"", 200, "another form"},
        {"", 200, "nothing"},
    };
    for (const auto& [sent, status, why] : cases) {
        const auto answer =
            get("/ui/index.html", {{"Accept-Encoding", "gzip"}, {"If-None-Match", sent}});
        EXPECT_EQ(answer.status, status) << why;
        EXPECT_EQ(header(answer, "ETag"), validator) << why;
        if (status == 304) EXPECT_TRUE(answer.body.empty()) << why;
    }
}

TEST_F(SiteTest, KeepsHashedNamesForEverAndThePageNever) {
    EXPECT_EQ(header(get("/ui/assets/main-1a2b.js"), "Cache-Control"),
              "public, max-age=31536000, immutable");
    EXPECT_EQ(header(get("/ui/"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(get("/ui/mark.svg"), "Cache-Control"), "no-cache");
}

TEST_F(SiteTest, GivesThePageForItsOwnPathsAndNothingForUnknownFiles) {
    for (const char* path : {"/ui", "/ui/", "/ui/servers/srv_1", "/ui/../etc/passwd", "/ui/%2e%2e"})
        EXPECT_EQ(get(path).body, "<!doctype html>") << path;
    const auto missing = get("/ui/assets/old-9f.js");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(header(missing, "Cache-Control"), "no-store");
    EXPECT_NE(missing.body.find("no_route"), std::string::npos);
    EXPECT_EQ(get("/").status, 302);
    EXPECT_EQ(header(get("/"), "Location"), "/ui/");
}

TEST_F(SiteTest, GuardsEveryAnswer) {
    for (const char* path : {"/", "/ui/", "/ui/assets/main-1a2b.js", "/ui/assets/none.js"}) {
        const auto answer = get(path);
        const auto policy = header(answer, "Content-Security-Policy");
        EXPECT_NE(policy.find("default-src 'none'"), std::string::npos) << path;
        EXPECT_NE(policy.find("require-trusted-types-for 'script'"), std::string::npos) << path;
        EXPECT_EQ(policy.find("unsafe"), std::string::npos) << path;
        EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff") << path;
        EXPECT_EQ(header(answer, "Referrer-Policy"), "no-referrer") << path;
    }
}

}  // namespace
}  // namespace toolshed::ui
