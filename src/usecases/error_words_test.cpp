// SPDX-License-Identifier: Apache-2.0
#include "usecases/error_words.hpp"

#include <gtest/gtest.h>

namespace toolshed::error_words {
namespace {

using Names = std::vector<std::string>;

TEST(ErrorWords, FindsTheVariablesThatAServerMisses) {
    const std::pair<const char*, Names> cases[] = {
        {"main Error: GITHUB_PERSONAL_ACCESS_TOKEN environment variable is required",
         {"GITHUB_PERSONAL_ACCESS_TOKEN"}},
        {"main GITHUB_TOKEN environment variable not set", {"GITHUB_TOKEN"}},
        {"Missing required environment variable: BRAVE_API_KEY", {"BRAVE_API_KEY"}},
        {"Error: BRAVE_API_KEY environment variable is required", {"BRAVE_API_KEY"}},
        {"Please set SLACK_BOT_TOKEN and SLACK_TEAM_ID environment variables",
         {"SLACK_BOT_TOKEN", "SLACK_TEAM_ID"}},
        {"KeyError: 'NOTION_API_KEY'", {"NOTION_API_KEY"}},
        {"    raise ValueError(\"OPENAI_API_KEY must be set\")", {"OPENAI_API_KEY"}},
        {"ValueError: DATABASE_URL is required", {"DATABASE_URL"}},
        {"panic: STRIPE_SECRET_KEY is not set", {"STRIPE_SECRET_KEY"}},
        {"2024/01/02 03:04:05 missing required env: GITLAB_TOKEN", {"GITLAB_TOKEN"}},
        {"Error: environment variable 'AWS_ACCESS_KEY_ID' is not defined", {"AWS_ACCESS_KEY_ID"}},
        {"thread 'main' panicked at src/main.rs:7:40: LINEAR_API_KEY must be set: NotPresent",
         {"LINEAR_API_KEY"}},
        {"error: the environment variable \"SENTRY_AUTH_TOKEN\" is missing", {"SENTRY_AUTH_TOKEN"}},
        {"Fatal: no value for $TELEGRAM_BOT_TOKEN", {"TELEGRAM_BOT_TOKEN"}},
        {"You must provide JIRA_URL, JIRA_USER and JIRA_API_TOKEN",
         {"JIRA_URL", "JIRA_USER", "JIRA_API_TOKEN"}},
        {"TypeError: process.env.FIGMA_API_KEY is undefined: FIGMA_API_KEY is required",
         {"FIGMA_API_KEY"}},
        {"Configuration error: POSTGRES_CONNECTION_STRING not provided",
         {"POSTGRES_CONNECTION_STRING"}},
        {"Set the TAVILY_API_KEY environment variable before starting", {"TAVILY_API_KEY"}},
        {"[\n  {\n    \"code\": \"invalid_type\",\n    \"path\": [\n      \"ASANA_ACCESS_TOKEN\"\n"
         "    ],\n    \"message\": \"Required\"\n  }\n]",
         {"ASANA_ACCESS_TOKEN"}},
        {"KUBE_CONFIG_PATH is empty", {"KUBE_CONFIG_PATH"}},
        {"config: EXA_API_KEY is needed to search", {"EXA_API_KEY"}},
        {"Error: Environment variables missing: SUPABASE_URL, SUPABASE_ANON_KEY",
         {"SUPABASE_URL", "SUPABASE_ANON_KEY"}},
        {"assert os.environ.get('X_API_KEY'), 'X_API_KEY not found in environment'", {"X_API_KEY"}},
        {"Error: DISCORD_TOKEN_1 must be provided", {"DISCORD_TOKEN_1"}},
        {"main Missing MONGO_DB_URI\nmain Missing MONGO_DB_URI", {"MONGO_DB_URI"}},
    };
    for (const auto& [text, names] : cases) EXPECT_EQ(missing_variables(text), names) << text;
}

TEST(ErrorWords, LeavesOutWhatIsNotMissing) {
    for (const char* text :
         {"PORT is not set, using 3000", "LOG_LEVEL not set, using default 'info'",
          "HTTP_PROXY not set; falling back to a direct connection",
          "SENTRY_DSN is not set, error reporting disabled", "optional CACHE_DIR is missing",
          "GITHUB_TOKEN loaded from environment", "Error: Cannot find module '/app/dist/index.js'",
          "ERR_MODULE_NOT_FOUND: Cannot find package 'zod'", "MODULE_NOT_FOUND is required reading",
          "connect ECONNREFUSED 127.0.0.1:5432", "node:internal/modules/cjs/loader:1137 throw err;",
          "TypeError: Cannot read properties of undefined (reading 'name')",
          "SyntaxError: Unexpected token", "file /etc/MY_APP/conf is missing",
          "warning: MY_FLAG is deprecated, set NEW_FLAG", "npm ERR! missing script: start",
          "GITHUB_TOKEN=abc", "", "\xff\xfe\x00"}) {
        const Names names = missing_variables(text);
        // Codes of Node's errors look like variables, but say nothing of being required.
        for (const auto& name : names)
            EXPECT_TRUE(name.find("MODULE_NOT_FOUND") != std::string::npos) << text << ": " << name;
    }
}

TEST(ErrorWords, FindsWhereAWriteWasRefused) {
    const std::pair<const char*, Names> cases[] = {
        {"main Error: EROFS: read-only file system, mkdir '/app/data'", {"/app/data"}},
        {"OSError: [Errno 30] Read-only file system: '/root/.cache'", {"/root/.cache"}},
        {"PermissionError: [Errno 13] Permission denied: '/data/db.sqlite'", {"/data/db.sqlite"}},
        {"open /var/lib/app/state.json: read-only file system", {"/var/lib/app/state.json"}},
        {"Error: EACCES: permission denied, open '/app/log.txt'", {"/app/log.txt"}},
        {"touch: cannot touch '/srv/x y': Read-only file system", {"/srv/x y"}},
        {"EACCES: permission denied, open '/proc/1/mem'", {}},
        {"permission denied", {}},
        {"all well at /app", {}},
    };
    for (const auto& [text, paths] : cases) EXPECT_EQ(refused_paths(text), paths) << text;
}

TEST(ErrorWords, FindsThatTheNetworkIsMissing) {
    for (const char* text :
         {"Error: getaddrinfo EAI_AGAIN api.github.com",
          "socket.gaierror: [Errno -3] Temporary failure in name resolution",
          "dial tcp: lookup api.x.io: no such host", "connect ENETUNREACH 1.1.1.1:443",
          "OSError: Network is unreachable", "error: failed to lookup address information"})
        EXPECT_EQ(missing_network(std::string("fine\n") + text + "\nmore"), text);
    EXPECT_EQ(missing_network("listening\nready"), "");
}

TEST(ErrorWords, BoundsWhatItReadsAndTells) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "A_" + std::to_string(i) + " is required\n";
    EXPECT_EQ(missing_variables(text).size(), names_max);
    const std::string giant(4'000'000, 'A');
    EXPECT_TRUE(missing_variables(giant + "_B is required").empty());
    EXPECT_TRUE(refused_paths(std::string(3'000'000, '/') + " EROFS").empty());
    EXPECT_LE(missing_network(std::string(5'000, 'x') + " ENOTFOUND").size(), 300u);
}

}  // namespace
}  // namespace toolshed::error_words
