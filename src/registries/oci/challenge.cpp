// SPDX-License-Identifier: Apache-2.0
#include "registries/oci/challenge.hpp"

#include <algorithm>

namespace toolshed::registries::oci {
namespace {

constexpr std::size_t text_bytes_max = 8 * 1024;
constexpr std::size_t challenges_max = 8;

bool is_token(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

/// Takes pieces off the front of a text.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_(text) {}

    bool done() const { return rest_.empty(); }
    void skip(std::string_view what) {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(what), rest_.size()));
    }
    void skip_one() { rest_.remove_prefix(std::min<std::size_t>(1, rest_.size())); }
    bool take(char c) {
        if (!rest_.starts_with(c)) return false;
        rest_.remove_prefix(1);
        return true;
    }
    std::string token() {
        const auto end = std::ranges::find_if_not(rest_, is_token);
        const auto length = static_cast<std::size_t>(end - rest_.begin());
        std::string taken(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return taken;
    }
    std::string value() {
        if (!take('"')) return token();
        std::string text;
        while (!rest_.empty() && !take('"')) {
            take('\\');
            if (!rest_.empty()) text += rest_.front();
            skip_one();
        }
        return text;
    }

private:
    std::string_view rest_;
};

std::string lower(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

}  // namespace

std::vector<Challenge> parse_challenges(std::string_view text) {
    std::vector<Challenge> challenges;
    Scanner scanner(text.substr(0, text_bytes_max));
    for (scanner.skip(" \t,"); !scanner.done(); scanner.skip(" \t,")) {
        std::string word = lower(scanner.token());
        if (word.empty()) {
            scanner.skip_one();
            continue;
        }
        scanner.skip(" \t");
        // A word that is given a value belongs to the scheme before it; any other begins a scheme.
        if (!challenges.empty() && scanner.take('=')) {
            scanner.skip(" \t");
            challenges.back().parameters.emplace(std::move(word), scanner.value());
        } else if (challenges.size() < challenges_max) {
            challenges.push_back({std::move(word)});
        } else {
            break;
        }
    }
    return challenges;
}

}  // namespace toolshed::registries::oci
