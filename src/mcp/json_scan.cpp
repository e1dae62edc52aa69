// SPDX-License-Identifier: Apache-2.0
#include "mcp/json_scan.hpp"

#include <algorithm>
#include <cstdint>
#include <set>

#include "mcp/envelope.hpp"

namespace toolshed::mcp {
namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Walks over JSON that is known to be well formed.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    bool at_end() const { return at_ >= text_.size(); }
    char peek() const { return at_end() ? '\0' : text_[at_]; }
    void skip_space() {
        while (!at_end() && is_space(text_[at_])) ++at_;
    }
    bool take(char c) {
        skip_space();
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    std::string_view value() {
        skip_space();
        const auto begin = at_;
        const char first = peek();
        if (first == '"')
            skip_string();
        else if (first == '{' || first == '[')
            skip_nested();
        else
            while (!at_end() && !is_space(peek()) && peek() != ',' && peek() != '}' &&
                   peek() != ']')
                ++at_;
        return text_.substr(begin, at_ - begin);
    }

private:
    void skip_string() {
        for (++at_; !at_end() && text_[at_] != '"'; ++at_)
            if (text_[at_] == '\\') ++at_;
        ++at_;
    }
    void skip_nested() {
        std::size_t depth = 0;
        while (!at_end()) {
            const char c = peek();
            if (c == '"') {
                skip_string();
                continue;
            }
            ++at_;
            if (c == '{' || c == '[') ++depth;
            if ((c == '}' || c == ']') && --depth == 0) return;
        }
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

std::string_view unquoted(std::string_view name) {
    return name.size() >= 2 ? name.substr(1, name.size() - 2) : name;
}

int hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::uint32_t four_hex(std::string_view text) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4 && i < text.size(); ++i)
        value = value * 16 + static_cast<std::uint32_t>(std::max(0, hex(text[i])));
    return value;
}

void append_utf8(std::string& out, std::uint32_t code) {
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;
    const auto byte = [&](std::uint32_t value) { out += static_cast<char>(value); };
    if (code < 0x80) return byte(code);
    if (code < 0x800) return byte(0xc0 | code >> 6), byte(0x80 | (code & 63));
    if (code < 0x10000)
        return byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 63)), byte(0x80 | (code & 63));
    byte(0xf0 | code >> 18);
    byte(0x80 | (code >> 12 & 63));
    byte(0x80 | (code >> 6 & 63));
    byte(0x80 | (code & 63));
}

/// Decodes `\uXXXX` at `at` (behind the `u`), with a low surrogate that follows; answers how many
/// bytes it took.
std::size_t append_escape(std::string& out, std::string_view text, std::size_t at) {
    const std::uint32_t high = four_hex(text.substr(at));
    const bool pair = high >= 0xd800 && high < 0xdc00 && text.substr(at + 4).starts_with("\\u");
    const std::uint32_t low = pair ? four_hex(text.substr(at + 6)) : 0;
    if (pair && low >= 0xdc00 && low < 0xe000) {
        append_utf8(out, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
        return 10;
    }
    append_utf8(out, high);
    return 4;
}

bool is_escaped(std::string_view text) {
    return text.find('\\') != std::string_view::npos;
}

/// What stands between the quotes of a JSON string, escapes resolved.
std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '\\' || at + 1 >= text.size()) {
            out += text[at];
            continue;
        }
        switch (const char escape = text[++at]) {
            case 'b':
                out += '\b';
                break;
            case 'f':
                out += '\f';
                break;
            case 'n':
                out += '\n';
                break;
            case 'r':
                out += '\r';
                break;
            case 't':
                out += '\t';
                break;
            case 'u':
                at += append_escape(out, text, at + 1);
                break;
            default:
                out += escape;
        }
    }
    return out;
}

}  // namespace

bool is_json(std::string_view bytes) {
    // The envelope's scanner checks the whole grammar; any value may stand as a message's
    // parameters.
    std::string message = R"({"jsonrpc":"2.0","method":"m","params":)";
    message.append(bytes).append("}");
    const auto indexed = index_message(message);
    if (!indexed || indexed->params.empty()) return false;
    std::size_t begin = 0;
    while (begin < bytes.size() && is_space(bytes[begin])) ++begin;
    std::size_t end = bytes.size();
    while (end > begin && is_space(bytes[end - 1])) --end;
    return indexed->params == bytes.substr(begin, end - begin);
}

void for_each_member(std::string_view object,
                     const std::function<bool(std::string_view, std::string_view)>& take) {
    Walker walker(object);
    if (!walker.take('{') || walker.take('}')) return;
    do {
        const auto name = unquoted(walker.value());
        if (!walker.take(':')) return;
        const auto value = walker.value();
        if (!take(name, value)) return;
    } while (walker.take(','));
}

void for_each_element(std::string_view array, const std::function<bool(std::string_view)>& take) {
    Walker walker(array);
    if (!walker.take('[') || walker.take(']')) return;
    do {
        if (!take(walker.value())) return;
    } while (walker.take(','));
}

std::string_view member(std::string_view object, std::string_view name) {
    std::string_view found;
    for_each_member(object, [&](std::string_view each, std::string_view value) {
        if (each != name && (!is_escaped(each) || unescaped(each) != name)) return true;
        found = value;
        return false;
    });
    return found;
}

bool has_duplicate_members(std::string_view object) {
    std::set<std::string> names;
    bool unique = true;
    for_each_member(object, [&](std::string_view name, std::string_view) {
        unique = names.insert(unescaped(name)).second;
        return unique;
    });
    return !unique;
}

std::optional<std::string> string_value(std::string_view json) {
    if (json.size() < 2 || json.front() != '"' || json.back() != '"') return std::nullopt;
    return unescaped(unquoted(json));
}

}  // namespace toolshed::mcp
