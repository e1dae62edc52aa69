// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/api_client.hpp"

namespace toolshed::cli {

/// What a command prints: for people, or with `--json` one object.
class Output {
public:
    explicit Output(bool json) : json_(json) {}

    bool is_json() const { return json_; }
    /// Only with `--json`.
    void object(const Json& object) const;
    void raw_object(const std::string& json) const;
    /// Only for people.
    void line(const std::string& text) const;
    /// Columns as wide as their widest cell; nothing for no rows.
    void table(const std::vector<std::string>& head,
               const std::vector<std::vector<std::string>>& rows) const;
    /// The error envelope or a sentence on standard error; answers the exit code.
    int error(const Error& error) const;

private:
    bool json_;
};

/// 3 when no daemon answers, else 1.
int exit_code(const Error& error);

/// `812 ms`, `3.42 s`, `2 min 5 s`.
std::string duration(double ms);
/// The text with `?` for whatever steers a terminal or turns the direction of writing, which has no
/// place in what servers and repositories made us print. Line ends and tabs stay.
std::string printable(const std::string& text);
/// The same for a cell of a table, where a line end would forge a row.
std::string on_one_line(const std::string& text);

}  // namespace toolshed::cli
