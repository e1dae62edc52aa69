// SPDX-License-Identifier: Apache-2.0
#include "mcp/tool_hash.hpp"

#include <gtest/gtest.h>

#include "base/digest.hpp"

namespace toolshed::mcp {
namespace {

std::string hash_of(const std::string& tool) {
    return tool_list_hash({{"a", tool}});
}

const std::string plain = R"({"name":"a","inputSchema":{"type":"object","n":1.0}})";

TEST(ToolHash, IsOfTheCanonicalForm) {
    EXPECT_EQ(tool_list_hash({}), sha256_hex("[]"));
    const std::string tool =
        R"( { "name" : "a", "inputSchema":{"z":[1, 2.50,"\u00e9 ",{}],"b":{"y":null,"x":[ ]}}, "x":1} )";
    EXPECT_EQ(
        hash_of(tool),
        sha256_hex(
            R"([{"inputSchema":{"b":{"x":[],"y":null},"z":[1,2.50,"\u00e9 ",{}]},"name":"a"}])"));
}

TEST(ToolHash, IgnoresWhatDoesNotMatter) {
    const std::string same[] = {
        R"({"inputSchema":{"n":1.0,"type":"object"},"name":"a"})",
        "{\n \"name\":\t\"a\" , \"inputSchema\" : { \"type\":\"object\", \"n\":1.0 }}",
        R"({"name":"a","inputSchema":{"type":"object","n":1.0},"_meta":{"x":1},"icons":[]})",
        R"({"n\u0061me":"a","inputSchema":{"type":"object","n":1.0}})",
    };
    for (const auto& tool : same) EXPECT_EQ(hash_of(tool), hash_of(plain)) << tool;
    const Tool a{"a", plain}, b{"b", R"({"name":"b"})"};
    EXPECT_EQ(tool_list_hash({a, b}), tool_list_hash({b, a}));
}

TEST(ToolHash, SeesWhatMatters) {
    const std::string others[] = {
        R"({"name":"a","inputSchema":{"type":"object","n":1}})",
        R"({"name":"a","inputSchema":{"type":"object","n":1.00}})",
        R"({"name":"a","inputSchema":{"type":"obj\u0065ct","n":1.0}})",
        R"({"name":"a","inputSchema":{"type":"object","n":"1.0"}})",
        R"({"name":"a","inputSchema":{"type":"object","n":1.0},"title":""})",
        R"({"name":"a","inputSchema":{"type":"object","n":1.0},"annotations":null})",
        R"({"name":"a","outputSchema":{"type":"object","n":1.0}})",
        R"({"name":"a","inputSchema":{"type":"object","n":[1.0]}})",
    };
    for (const auto& tool : others) EXPECT_NE(hash_of(tool), hash_of(plain)) << tool;
    EXPECT_NE(hash_of(R"({"name":"a","annotations":[1,2]})"),
              hash_of(R"({"name":"a","annotations":[2,1]})"));
}

TEST(ToolHash, EndsOnDeepAndOnCutInput) {
    const std::string deep =
        R"({"name":"a","inputSchema":)" + std::string(5'000, '[') + std::string(5'000, ']') + "}";
    EXPECT_EQ(hash_of(deep).size(), 64u);
    for (std::size_t size = 0; size < plain.size(); ++size)
        EXPECT_EQ(hash_of(plain.substr(0, size)).size(), 64u);
}

}  // namespace
}  // namespace toolshed::mcp
