// SPDX-License-Identifier: Apache-2.0
#include "mcp/splice.hpp"

#include <gtest/gtest.h>

#include "mcp/envelope.hpp"

namespace toolshed::mcp {
namespace {

TEST(Splice, LeavesEveryOtherByteAlone) {
    const std::string message =
        R"({ "params":{"x":1.50e+00,"_meta":{"other":[1, 2],"progressToken":7}},  "id" :"a\u0062",)"
        R"("method":"tools/call","jsonrpc":"2.0","later":null })";
    const auto envelope = index_message(message);
    ASSERT_TRUE(envelope.has_value());
    Splice splice(message);
    splice.replace(envelope->id, "41");
    splice.replace(progress_token_of(envelope->params), "42");
    EXPECT_EQ(splice.text(),
              R"({ "params":{"x":1.50e+00,"_meta":{"other":[1, 2],"progressToken":42}},  "id" :41,)"
              R"("method":"tools/call","jsonrpc":"2.0","later":null })");
}

TEST(Splice, AnAbsentSliceChangesNothing) {
    Splice splice("{}");
    splice.replace({}, "x");
    EXPECT_EQ(splice.text(), "{}");
}

TEST(Splice, OnlyTextAndNumbersAreProgressTokens) {
    for (const auto& [params, token] : {std::pair{R"({"_meta":{"progressToken":"a"}})", "\"a\""},
                                        {R"({"_meta":{"progressToken":-1}})", "-1"},
                                        {R"({"_meta":{"progressToken":null}})", ""},
                                        {R"({"_meta":{"progressToken":{}}})", ""},
                                        {R"({"_meta":3})", ""},
                                        {R"([])", ""},
                                        {"", ""}})
        EXPECT_EQ(progress_token_of(params), token) << params;
}

}  // namespace
}  // namespace toolshed::mcp
