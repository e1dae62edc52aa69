// SPDX-License-Identifier: Apache-2.0
#include "mcp/envelope.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>
#include <cstring>
#include <string>

namespace toolshed::mcp {
namespace {

constexpr std::size_t depth_max = 128;
constexpr std::size_t members_max = 32;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// True when none of eight bytes of a string ends it, escapes, is a control character or no ASCII.
/// May err to false.
bool is_plain(const char* bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101, tops = 0x8080808080808080;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof word);
    const auto quote = word ^ (ones * '"'), backslash = word ^ (ones * '\\');
    return (((word - ones * 0x20) | (quote - ones) | (backslash - ones) | word) & tops) == 0;
}

/// Walks over JSON from left to right, checking the grammar (RFC 8259) as it goes. Each `skip_…` is
/// false at a fault.
class Scanner {
public:
    explicit Scanner(std::string_view bytes)
        : begin_(bytes.data()), at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    bool ended() const { return at_ == end_; }
    std::size_t offset() const { return static_cast<std::size_t>(at_ - begin_); }
    bool next_is(char c) const { return at_ != end_ && *at_ == c; }

    bool take(char c) {
        if (!next_is(c)) return false;
        ++at_;
        return true;
    }

    void skip_space() {
        while (at_ != end_ && is_space(*at_)) ++at_;
    }

    /// Sets `name` to what stands between the quotes and stops at the value.
    bool take_name(std::string_view& name) {
        const auto* const start = at_;
        if (!skip_string()) return false;
        name = {start + 1, static_cast<std::size_t>(at_ - start) - 2};
        skip_space();
        if (!take(':')) return false;
        skip_space();
        return true;
    }

    bool take_value(std::string_view& raw) {
        const auto* const start = at_;
        if (!skip_value()) return false;
        raw = {start, static_cast<std::size_t>(at_ - start)};
        return true;
    }

private:
    bool skip_value();
    bool open_container(std::bitset<depth_max>& is_object, std::size_t& depth, bool& empty);
    bool skip_scalar();
    bool skip_string();
    bool skip_escape();
    bool skip_sequence();
    bool skip_number();
    bool skip_digits();
    bool skip_word(std::string_view word);

    const char* begin_;
    const char* at_;
    const char* end_;
};

/// One open container is one bit, so hostile nesting costs neither stack nor heap.
bool Scanner::skip_value() {
    std::bitset<depth_max> is_object;
    std::size_t depth = 0;
    std::string_view name;
    for (;;) {
        bool value_done = true;
        if (next_is('{') || next_is('[')) {
            if (!open_container(is_object, depth, value_done)) return false;
        } else if (!skip_scalar()) {
            return false;
        }
        while (value_done && depth > 0) {
            skip_space();
            const bool in_object = is_object[depth - 1];
            if (take(in_object ? '}' : ']')) {
                --depth;
                continue;
            }
            if (!take(',')) return false;
            skip_space();
            if (in_object && !take_name(name)) return false;
            value_done = false;
        }
        if (value_done) return true;
    }
}

/// An empty container is a whole value already. The top-level object counts as the first level.
bool Scanner::open_container(std::bitset<depth_max>& is_object, std::size_t& depth, bool& empty) {
    if (depth + 1 == depth_max) return false;
    const bool object = *at_++ == '{';
    skip_space();
    empty = take(object ? '}' : ']');
    if (empty) return true;
    is_object[depth++] = object;
    std::string_view name;
    return !object || take_name(name);
}

bool Scanner::skip_scalar() {
    if (ended()) return false;
    switch (*at_) {
        case '"':
            return skip_string();
        case 't':
            return skip_word("true");
        case 'f':
            return skip_word("false");
        case 'n':
            return skip_word("null");
        default:
            return skip_number();
    }
}

bool Scanner::skip_string() {
    if (!take('"')) return false;
    for (;;) {
        while (end_ - at_ >= 8 && is_plain(at_)) at_ += 8;
        if (ended()) return false;
        const auto byte = static_cast<unsigned char>(*at_);
        if (byte == '"') {
            ++at_;
            return true;
        }
        if (byte < 0x20) return false;
        if (byte == '\\') {
            if (!skip_escape()) return false;
        } else if (byte < 0x80) {
            ++at_;
        } else if (!skip_sequence()) {
            return false;
        }
    }
}

bool Scanner::skip_escape() {
    ++at_;
    if (ended()) return false;
    const char kind = *at_++;
    if (kind != 'u') return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
    if (end_ - at_ < 4 || !std::all_of(at_, at_ + 4, is_hex)) return false;
    at_ += 4;
    return true;
}

/// One multi-byte UTF-8 sequence: no overlong forms, no surrogates, nothing over U+10FFFF (Unicode
/// 15, table 3-7).
bool Scanner::skip_sequence() {
    const auto lead = static_cast<unsigned char>(*at_);
    const std::ptrdiff_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (lead < 0xC2 || lead > 0xF4 || end_ - at_ < length) return false;
    const auto second = static_cast<unsigned char>(at_[1]);
    const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < low || second > high) return false;
    for (std::ptrdiff_t i = 2; i < length; ++i)
        if ((static_cast<unsigned char>(at_[i]) & 0xC0) != 0x80) return false;
    at_ += length;
    return true;
}

bool Scanner::skip_number() {
    take('-');
    if (take('0')) {
        if (!ended() && is_digit(*at_)) return false;
    } else if (!skip_digits()) {
        return false;
    }
    if (take('.') && !skip_digits()) return false;
    if (!take('e') && !take('E')) return true;
    if (!take('+')) take('-');
    return skip_digits();
}

bool Scanner::skip_digits() {
    const auto* const start = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    return at_ != start;
}

bool Scanner::skip_word(std::string_view word) {
    if (!std::string_view(at_, static_cast<std::size_t>(end_ - at_)).starts_with(word))
        return false;
    at_ += word.size();
    return true;
}

bool is_string(std::string_view raw) {
    return raw.starts_with('"');
}

bool is_id(std::string_view raw) {
    if (is_string(raw)) return true;
    const auto digits = raw.starts_with('-') ? raw.substr(1) : raw;
    return !digits.empty() && std::ranges::all_of(digits, is_digit);
}

std::unexpected<Error> bad(std::string why) {
    return fail(Category::invalid, "bad_message", "no JSON-RPC message: " + std::move(why));
}

/// Collects the top-level members and refuses what JSON-RPC forbids.
class Members {
public:
    Result<void> add(std::string_view name, std::string_view raw) {
        if (name.find('\\') != std::string_view::npos) return bad("a member name is escaped");
        if (count_ == members_max)
            return bad("more than " + std::to_string(members_max) + " members");
        if (std::find(names_.begin(), names_.begin() + count_, name) != names_.begin() + count_)
            return bad("a member is given twice");
        names_[count_++] = name;
        if (name == "method") return set_method(raw);
        if (name == "id") {
            if (!is_id(raw)) return bad("'id' is neither string nor integer");
            envelope_.id = raw;
        }
        if (name == "params") envelope_.params = raw;
        if (name == "result") envelope_.result = raw;
        if (name == "error") envelope_.error = raw;
        if (name == "jsonrpc") is_version_2_ = raw == "\"2.0\"";
        return {};
    }

    const Envelope& so_far() const { return envelope_; }

    Result<Envelope> finish() const {
        if (!is_version_2_) return bad("'jsonrpc' is not \"2.0\"");
        return envelope_;
    }

private:
    Result<void> set_method(std::string_view raw) {
        if (!is_string(raw) || raw.size() == 2) return bad("'method' is no string or empty");
        if (raw.find('\\') != std::string_view::npos) return bad("'method' is escaped");
        envelope_.method = raw.substr(1, raw.size() - 2);
        return {};
    }

    Envelope envelope_;
    std::array<std::string_view, members_max> names_{};
    std::ptrdiff_t count_ = 0;
    bool is_version_2_ = false;
};

}  // namespace

Result<Envelope> index_message(std::string_view bytes) {
    Scanner scanner(bytes);
    Members members;
    const auto malformed = [&scanner] {
        return bad("malformed JSON at byte " + std::to_string(scanner.offset()));
    };
    scanner.skip_space();
    if (!scanner.take('{')) return bad("not a JSON object");
    scanner.skip_space();
    bool more = !scanner.take('}');
    while (more) {
        std::string_view name, raw;
        if (!scanner.take_name(name) || !scanner.take_value(raw)) return malformed();
        if (auto added = members.add(name, raw); !added) return fail(std::move(added).error());
        scanner.skip_space();
        more = scanner.take(',');
        if (more) scanner.skip_space();
        if (!more && !scanner.take('}')) return malformed();
    }
    scanner.skip_space();
    if (!scanner.ended()) return bad("bytes follow the object");
    auto envelope = members.finish();
    // Some libraries write both, one of them null; which one counts is clear.
    if (envelope && envelope->error == "null" && !envelope->result.empty()) envelope->error = {};
    if (envelope && envelope->result == "null" && !envelope->error.empty()) envelope->result = {};
    return envelope;
}

Envelope index_start(std::string_view start) {
    Scanner scanner(start);
    Members members;
    scanner.skip_space();
    if (!scanner.take('{')) return {};
    do {
        scanner.skip_space();
        std::string_view name, raw;
        if (!scanner.take_name(name) || !scanner.take_value(raw)) break;
        scanner.skip_space();
        // A number at the very end may go on in what is not there.
        if (scanner.ended() || !members.add(name, raw)) break;
    } while (scanner.take(','));
    return members.so_far();
}

std::string_view id_in_end(std::string_view end) {
    const auto trim = [&end] {
        while (!end.empty() && is_space(end.back())) end.remove_suffix(1);
    };
    const auto drop = [&end, &trim](std::string_view text) {
        trim();
        const bool there = end.ends_with(text);
        if (there) end.remove_suffix(text.size());
        return there;
    };
    if (!drop("}")) return {};
    trim();
    const auto stop = end.size();
    const bool quoted = end.ends_with('"');
    auto begin = quoted ? end.substr(0, stop - 1).rfind('"') : end.find_last_not_of("-0123456789");
    if (begin == std::string_view::npos) return {};
    if (!quoted) ++begin;
    const auto raw = end.substr(begin, stop - begin);
    end.remove_suffix(raw.size());
    // A string value cannot end in an unescaped quote, so `,"id":` right in front is a member of
    // the outermost object.
    if (!is_id(raw) || !drop(":") || !drop("\"id\"")) return {};
    trim();
    return end.ends_with(',') || end.ends_with('{') ? raw : std::string_view{};
}

std::string on_one_line(std::string_view message) {
    std::string line;
    line.reserve(message.size());
    for (std::size_t at = 0; at < message.size(); ++at) {
        const char c = message[at];
        const auto three = c == '\xE2' ? message.substr(at, 3) : std::string_view();
        if (three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9") {
            line += three[2] == '\xA8' ? "\\u2028" : "\\u2029";
            at += 2;
        } else {
            line += c == '\n' || c == '\r' ? ' ' : c;
        }
    }
    return line;
}

}  // namespace toolshed::mcp
