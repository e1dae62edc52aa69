// SPDX-License-Identifier: Apache-2.0
#include "config/config.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

namespace toolshed::config {
namespace {

std::filesystem::path file_with(const std::string& text) {
    const auto path = std::filesystem::path(::testing::TempDir()) /
                      ("config-" + std::to_string(::getpid()) + ".yaml");
    std::ofstream(path) << text;
    return path;
}

TEST(Config, FlagsComeBeforeEnvironmentBeforeFileBeforeDefaults) {
    Inputs inputs;
    inputs.file =
        file_with("sessions:\n  idle_limit: 1m\n  absolute_limit: 2m\n  launch_limit: 3m\n");
    inputs.environment = {{"TOOLSHED_SESSIONS__IDLE_LIMIT", "4m"},
                          {"TOOLSHED_SESSIONS__ABSOLUTE_LIMIT", "5m"}};
    inputs.flags = {{"sessions.idle_limit", "6m"}};
    const auto config = read_config(inputs);
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->settings.sessions.idle_limit, Millis(6 * 60'000));
    EXPECT_EQ(config->settings.sessions.absolute_limit, Millis(5 * 60'000));
    EXPECT_EQ(config->settings.sessions.launch_limit, Millis(3 * 60'000));
    EXPECT_EQ(config->settings.calls.call_limit, Millis(60'000));
}

TEST(Config, ListsEveryMistake) {
    Inputs inputs;
    inputs.file = file_with("sesions:\n  idle_limit: 1m\nmcp:\n  probe_limit: soon\n");
    inputs.environment = {{"TOOLSHED_HTTP__BODY_BYTES_MAX", "many"}, {"TOOLSHED_NO__SUCH", "1"}};
    const auto config = read_config(inputs);
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().code, "bad_config");
    for (const char* part : {"'sesions.idle_limit', perhaps 'sessions.idle_limit'",
                             "mcp.probe_limit", "http.body_bytes_max", "TOOLSHED_NO__SUCH"})
        EXPECT_NE(config.error().message.find(part), std::string::npos) << part;
}

TEST(Config, HonoursDockerHostBelowItsOwnKey) {
    Inputs inputs;
    inputs.environment = {{"DOCKER_HOST", "unix:///run/other.sock"}};
    EXPECT_EQ(read_config(inputs)->engine.socket, "/run/other.sock");
    inputs.flags = {{"engine.docker.host", "unix:///run/own.sock"}};
    EXPECT_EQ(read_config(inputs)->engine.socket, "/run/own.sock");
    inputs.flags = {{"engine.docker.host", "tcp://host:2375"}};
    EXPECT_FALSE(read_config(inputs));
}

TEST(Config, TakesARegistrysPasswordFromAFileOrTheEnvironmentAndShowsItNowhere) {
    Inputs inputs;
    inputs.environment = {{"TOOLSHED_REGISTRY__URL", "https://registry.test"},
                          {"TOOLSHED_REGISTRY__USERNAME", "robot"}};
    Inputs by_file = inputs;
    by_file.environment["TOOLSHED_REGISTRY__PASSWORD_FILE"] = file_with("sesame\n").string();
    Inputs by_variable = inputs;
    by_variable.environment["TOOLSHED_REGISTRY__PASSWORD"] = "sesame";
    for (const auto& each : {by_file, by_variable}) {
        const auto config = read_config(each);
        ASSERT_TRUE(config) << config.error().message;
        EXPECT_EQ(config->registry.password, "sesame");
        EXPECT_EQ(config_text(*config).find("sesame"), std::string::npos);
    }
    by_variable.environment.erase("TOOLSHED_REGISTRY__PASSWORD");
    by_variable.flags = {{"registry.password", "sesame"}};
    EXPECT_FALSE(read_config(by_variable)) << "a command line is no place for a secret";
}

TEST(Config, RefusesARegistryThatCannotBeUsed) {
    const std::map<std::string, std::string> cases[] = {
        {{"registry.url", "http://registry.test"}},
        {{"registry.url", "registry.test"}},
        {{"registry.url", "https://user:word@registry.test"}},
        {{"registry.url", "https://registry.test/path"}},
        {{"registry.url", "https://registry"}},
        {{"registry.url", "https://registry.test"}, {"registry.repository_prefix", "Upper"}},
        {{"registry.url", "https://registry.test"}, {"registry.repository_prefix", "a//b"}},
        {{"registry.url", "https://registry.test"}, {"registry.username", "alone"}},
        {{"registry.url", "https://registry.test"}, {"registry.password_file", "/nowhere"}},
        {{"registry.url", "https://registry.test"}, {"registry.ca_file", "relative.pem"}},
    };
    for (const auto& flags : cases) {
        Inputs inputs;
        inputs.flags = flags;
        const auto config = read_config(inputs);
        ASSERT_FALSE(config) << flags.rbegin()->second;
        EXPECT_NE(config.error().message.find("registry."), std::string::npos);
    }
}

TEST(Config, ChoosesFoldersByWhoRunsIt) {
    EXPECT_EQ(default_data_directory({}, true), "/var/lib/toolshed");
    EXPECT_EQ(default_data_directory({{"XDG_DATA_HOME", "/x"}}, false), "/x/toolshed");
    EXPECT_EQ(default_data_directory({{"HOME", "/h"}}, false), "/h/.local/share/toolshed");
}

TEST(Values, ReadUnitsAndRefuseNonsense) {
    EXPECT_EQ(parse_duration("500ms").value(), Millis(500));
    EXPECT_EQ(parse_duration("24h").value(), Millis(86'400'000));
    EXPECT_EQ(parse_size("512MB").value(), 512'000'000u);
    EXPECT_EQ(parse_size("64KiB").value(), 65'536u);
    EXPECT_EQ(parse_size("7").value(), 7u);
    for (const char* bad : {"", "5", "s", "-1s", "1 s", "1d", "99999999999999999999s"})
        EXPECT_FALSE(parse_duration(bad)) << bad;
    for (const char* bad : {"", "KB", "1kb", "1.5MB", "99999999999GiB"})
        EXPECT_FALSE(parse_size(bad)) << bad;
}

TEST(Operations, DocumentHoldsTheTableOfKeys) {
    std::ifstream file(std::string(TOOLSHED_SOURCE) + "/docs/operations.md");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NE(text.find(config_table_markdown()), std::string::npos)
        << "put this table into docs/operations.md:\n"
        << config_table_markdown();
}

}  // namespace
}  // namespace toolshed::config
