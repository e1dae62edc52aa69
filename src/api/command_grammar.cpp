// SPDX-License-Identifier: Apache-2.0
#include "api/command_grammar.hpp"

#include <set>

#include "base/text.hpp"
#include "mcp/json_scan.hpp"

namespace toolshed::api {
namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_name_part(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_-.$").find(c) != std::string_view::npos;
}

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Command> command() {
        skip_blanks();
        Command command;
        while (!at_end() && !is_blank(here()) && here() != '(') command.tool += text_[at_++];
        if (command.tool.empty()) return expected("the name of a tool");
        skip_blanks();
        if (at_end()) return command;
        if (here() != '(') return expected("'(' or the end");
        ++at_;
        if (auto read = arguments(command.params); !read) return fail(read.error());
        skip_blanks();
        if (!at_end()) return expected("the end after ')'");
        return command;
    }

private:
    bool at_end() const { return at_ >= text_.size(); }
    char here() const { return at_end() ? '\0' : text_[at_]; }
    void skip_blanks() {
        while (!at_end() && is_blank(here())) ++at_;
    }
    std::unexpected<Error> expected(const std::string& what) const {
        return fail(Error{Category::invalid, "bad_command",
                          "column " + std::to_string(at_ + 1) + ": expected " + what +
                              R"(; write tool(name="text", n=3, flag=true))",
                          "/command"});
    }

    Result<void> arguments(std::string& params) {
        std::set<std::string> names;
        params = "{";
        for (skip_blanks(); here() != ')'; skip_blanks()) {
            if (!names.empty()) {
                if (here() != ',') return expected("',' or ')'");
                ++at_;
                skip_blanks();
            }
            const std::size_t begin = at_;
            const auto name = argument_name();
            if (!name) return fail(name.error());
            if (!names.insert(*name).second) {
                at_ = begin;
                return expected("another name, '" + *name + "' was given before");
            }
            const auto value = argument_value();
            if (!value) return fail(value.error());
            if (names.size() > 1) params += ',';
            params += json_quoted(*name) + ":" + std::string(*value);
        }
        ++at_;
        params += '}';
        return {};
    }

    Result<std::string> argument_name() {
        std::string name;
        if (here() == '"') {
            const auto quoted = json_value();
            if (!quoted) return fail(quoted.error());
            name = mcp::string_value(*quoted).value_or("");
        } else {
            while (is_name_part(here())) name += text_[at_++];
            if (name.empty()) return expected("an argument, written name=value");
        }
        skip_blanks();
        if (here() != '=') return expected("'=' after '" + name + "'");
        ++at_;
        return name;
    }

    Result<std::string_view> argument_value() {
        skip_blanks();
        return json_value();
    }

    /// Finds where a value ends, then lets the JSON parser judge it.
    Result<std::string_view> json_value() {
        const std::size_t begin = at_;
        int depth = 0;
        for (bool quoted = false; !at_end(); ++at_) {
            const char c = here();
            if (quoted) {
                if (c == '\\')
                    ++at_;
                else if (c == '"')
                    quoted = false;
                if (!quoted && depth == 0) {
                    ++at_;
                    break;
                }
                continue;
            }
            if (c == '"' && depth == 0 && at_ != begin) break;
            if (c == '"')
                quoted = true;
            else if (c == '{' || c == '[')
                ++depth;
            else if (depth > 0 && (c == '}' || c == ']')) {
                if (--depth > 0) continue;
                ++at_;
                break;
            } else if (depth == 0 && (c == ',' || c == ')' || is_blank(c)))
                break;
        }
        at_ = std::min(at_, text_.size());
        const std::string_view value = text_.substr(begin, at_ - begin);
        if (mcp::is_json(value)) return value;
        at_ = begin;
        return expected(
            "a JSON value (a text in double quotes, a number, true, false, null, "
            "[…] or {…})");
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

Result<Command> parse_command(std::string_view text) {
    if (text.size() <= command_bytes_max) return Parser(text).command();
    return fail(
        Error{Category::invalid, "bad_command", "a command is at most 256 KiB", "/command"});
}

}  // namespace toolshed::api
