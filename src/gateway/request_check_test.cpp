// SPDX-License-Identifier: Apache-2.0
#include "gateway/request_check.hpp"

#include <gtest/gtest.h>

namespace toolshed::gateway {
namespace {

const std::string modern_meta =
    R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)"
    R"("io.modelcontextprotocol/clientCapabilities":{}})";

std::string call(const std::string& meta = modern_meta) {
    return R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a\u0062",)" + meta +
           "}}";
}

net::Request request_with(net::Headers headers) {
    return {"POST", "/mcp/ses_1", std::move(headers), {}};
}

const std::string version = "MCP-Protocol-Version";

TEST(RequestCheck, TellsWhatIsNoMessage) {
    for (
        const auto& [body, code] :
        {std::pair{"", rpc::parse_error},
         {"{", rpc::parse_error},
         {R"({"jsonrpc":"2.0","id":1,"method":"a"}x)", rpc::parse_error},
         {"\xff", rpc::parse_error},
         {R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", rpc::invalid_request},
         {"3", rpc::invalid_request},
         {R"({"jsonrpc":"2.0","id":null,"method":"ping"})", rpc::invalid_request},
         {R"({"jsonrpc":"1.0","id":1,"method":"ping"})", rpc::invalid_request},
         {R"({"jsonrpc":"2.0","id":1})", rpc::invalid_request},
         {R"({"jsonrpc":"2.0","id":1,"id":2,"method":"ping"})", rpc::invalid_request},
         {R"({"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"a","n\u0061me":"b"}})",
          rpc::invalid_request},
         {R"({"jsonrpc":"2.0","id":1,"method":"a","params":{"_meta":{"x":1,"x":2}}})",
          rpc::invalid_request}}) {
        const auto read = read_message(body);
        ASSERT_FALSE(read.has_value()) << body;
        EXPECT_EQ(read.error().code, code) << body;
        EXPECT_EQ(read.error().status, 400) << body;
    }
}

/// `legacy`, `modern`, or the status of the refusal.
std::string era(net::Headers headers, const std::string& body) {
    const auto envelope = read_message(body);
    const auto found = era_of(request_with(std::move(headers)), *envelope);
    return found ? std::string(mcp::to_string(*found)) : std::to_string(found.error().status);
}

TEST(RequestCheck, TellsErasApart) {
    const std::string ping = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
    const std::string reserved = R"("_meta":{"io.modelcontextprotocol/clientCapabilities":{}})";
    EXPECT_EQ(era({}, ping), "legacy");
    EXPECT_EQ(era({{version, "2025-06-18"}}, ping), "legacy");
    EXPECT_EQ(era({{version, " 2026-07-28 "}}, ping), "modern");
    EXPECT_EQ(era({}, call()), "modern");
    EXPECT_EQ(era({{version, "2025-11-25"}}, call(reserved)), "legacy")
        << "some legacy clients send reserved keys";
    EXPECT_EQ(era({{version, "2025-11-25"}}, call()), "modern") << "so that the mismatch is told";
    EXPECT_EQ(era({{version, "1999-01-01"}}, call()), "modern");
    EXPECT_EQ(era({{version, "1999-01-01"}}, ping), "400");
}

/// 0, or the code of the refusal.
int modern(net::Headers headers, const std::string& body) {
    const auto envelope = read_message(body);
    const auto checked = check_modern(request_with(std::move(headers)), *envelope);
    return checked ? 0 : checked.error().code;
}

net::Headers whole(const std::string& name = "ab") {
    return {{version, "2026-07-28"}, {"mcp-method", "tools/call"}, {"Mcp-Name", name}};
}

TEST(RequestCheck, HeadersMustSayWhatTheBodySays) {
    EXPECT_EQ(modern(whole(), call()), 0);
    EXPECT_EQ(modern(whole(" ab\t"), call()), 0);
    EXPECT_EQ(modern(whole("=?base64?YWI=?="), call()), 0);
    EXPECT_EQ(modern(whole("=?base64?YWI?="), call()), rpc::header_mismatch);
    EXPECT_EQ(modern(whole("=?base64?Y!I=?="), call()), rpc::header_mismatch);
    EXPECT_EQ(modern(whole("AB"), call()), rpc::header_mismatch);
    for (const char* missing : {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"}) {
        auto headers = whole();
        headers.remove(missing);
        EXPECT_EQ(modern(std::move(headers), call()), rpc::header_mismatch) << missing;
    }
    auto headers = whole();
    headers.set("Mcp-Method", "tools/list");
    EXPECT_EQ(modern(std::move(headers), call()), rpc::header_mismatch);
}

TEST(RequestCheck, ModernRequestsNameTheirRevision) {
    EXPECT_EQ(modern(whole(), call(R"("x":1)")), rpc::invalid_params);
    EXPECT_EQ(modern(whole(),
                     call(R"("_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"})")),
              rpc::invalid_params);
    std::string other = call();
    other.replace(other.find("2026-07-28"), 10, "2027-01-01");
    auto headers = whole();
    EXPECT_EQ(modern(headers, other), rpc::header_mismatch);
    headers.set(version, "2027-01-01");
    EXPECT_EQ(modern(headers, other), rpc::unsupported_version);
    EXPECT_EQ(modern(whole(), R"({"jsonrpc":"2.0","id":1,"result":{}})"), rpc::invalid_request);
}

int params(net::Headers headers, const std::string& arguments) {
    const auto annotated = mcp::param_headers_of(
        R"({"inputSchema":{"properties":{"region":{"type":"string","x-mcp-header":"Region"},)"
        R"("deep":{"type":"object","properties":{"n":{"type":"integer","x-mcp-header":"N"}}}}}})");
    EXPECT_EQ(annotated.size(), 2u);
    const auto checked =
        check_param_headers(request_with(std::move(headers)), arguments, annotated);
    return checked ? 0 : checked.error().code;
}

TEST(RequestCheck, ParameterHeadersMustSayWhatTheArgumentsSay) {
    EXPECT_EQ(params({}, "{}"), 0);
    EXPECT_EQ(params({}, R"({"region":null})"), 0);
    EXPECT_EQ(params({{"mcp-param-region", "eu"}}, R"({"region":"e\u0075"})"), 0);
    EXPECT_EQ(params({{"Mcp-Param-Region", "=?base64?w6k=?="}}, R"({"region":"é"})"), 0);
    EXPECT_EQ(params({{"Mcp-Param-N", "007"}}, R"({"deep":{"n":7}})"), 0);
    EXPECT_EQ(params({}, R"({"region":"eu"})"), rpc::header_mismatch);
    EXPECT_EQ(params({{"Mcp-Param-Region", "eu"}}, "{}"), rpc::header_mismatch);
    EXPECT_EQ(params({{"Mcp-Param-Region", "EU"}}, R"({"region":"eu"})"), rpc::header_mismatch);
    EXPECT_EQ(params({{"Mcp-Param-Region", "=?base64?w6?="}}, R"({"region":"é"})"),
              rpc::header_mismatch);
}

TEST(RequestCheck, AToolWithAMalformedAnnotationHasNone) {
    for (const char* property :
         {R"({"type":"string","x-mcp-header":""})", R"({"type":"string","x-mcp-header":"a b"})",
          R"({"type":"object","x-mcp-header":"A"})", R"({"x-mcp-header":"A"})",
          R"({"type":"number","x-mcp-header":"A"})", R"({"type":"string","x-mcp-header":3})"})
        EXPECT_TRUE(mcp::param_headers_of(R"({"inputSchema":{"properties":{"ok":{"type":"string",)"
                                          R"("x-mcp-header":"B"},"p":)" +
                                          std::string(property) + "}}}")
                        .empty())
            << property;
    EXPECT_TRUE(
        mcp::param_headers_of(R"({"inputSchema":{"properties":{"a":{"type":"string",)"
                              R"("x-mcp-header":"X"},"b":{"type":"string","x-mcp-header":"x"}}}})")
            .empty());
}

}  // namespace
}  // namespace toolshed::gateway
