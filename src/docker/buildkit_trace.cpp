// SPDX-License-Identifier: Apache-2.0
#include "docker/buildkit_trace.hpp"

#include <cstdint>
#include <functional>

namespace toolshed::docker {
namespace {

constexpr std::size_t trace_bytes_max = 4 * 1024 * 1024;
constexpr int vertexes = 1;
constexpr int logs = 3;
constexpr int vertex_digest = 1;
constexpr int vertex_name = 3;
constexpr int vertex_started = 5;
constexpr int vertex_error = 7;
constexpr int log_vertex = 1;
constexpr int log_message = 4;

int value_of(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/// A message of protocol buffers, field by field (protobuf.dev, "Encoding").
class Fields {
public:
    explicit Fields(std::string_view bytes) : rest_(bytes) {}

    /// Gives `visit` the fields that hold bytes; false when the message is broken.
    bool each(const std::function<void(int field, std::string_view bytes)>& visit) {
        while (!rest_.empty()) {
            const auto key = number();
            if (!key) return false;
            const auto bytes = value(static_cast<int>(*key & 7));
            if (!bytes) return false;
            if ((*key & 7) == 2) visit(static_cast<int>(*key >> 3 & 0xFFFF), *bytes);
        }
        return true;
    }

private:
    std::optional<std::uint64_t> number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
            const auto byte = static_cast<std::uint8_t>(rest_.front());
            rest_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if ((byte & 0x80) == 0) return value;
        }
        return std::nullopt;
    }

    std::optional<std::string_view> value(int wire) {
        std::optional<std::uint64_t> size;
        if (wire == 0) return number() ? std::optional(std::string_view()) : std::nullopt;
        if (wire == 1) size = 8;
        if (wire == 2) size = number();
        if (wire == 5) size = 4;
        if (!size || *size > rest_.size()) return std::nullopt;
        const auto bytes = rest_.substr(0, *size);
        rest_.remove_prefix(*size);
        return bytes;
    }

    std::string_view rest_;
};

void add_vertex(std::vector<BuildEvent>& events, std::string_view bytes) {
    std::string digest;
    std::string name;
    std::string error;
    bool started = false;
    const bool whole = Fields(bytes).each([&](int field, std::string_view value) {
        if (field == vertex_digest) digest = value;
        if (field == vertex_name) name = value;
        if (field == vertex_error) error = value;
        started = started || field == vertex_started;
    });
    if (!whole) return;
    if (started) events.push_back({BuildEvent::Kind::started, digest, std::move(name)});
    if (!error.empty()) events.push_back({BuildEvent::Kind::failed, digest, std::move(error)});
}

void add_log(std::vector<BuildEvent>& events, std::string_view bytes) {
    BuildEvent event;
    const bool whole = Fields(bytes).each([&](int field, std::string_view value) {
        if (field == log_vertex) event.vertex = value;
        if (field == log_message) event.text = value;
    });
    if (whole) events.push_back(std::move(event));
}

}  // namespace

std::optional<std::string> base64_decoded(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t held = 0;
    int bits = 0;
    while (text.ends_with('=')) text.remove_suffix(1);
    for (const char c : text) {
        const int value = value_of(c);
        if (value < 0) return std::nullopt;
        held = held << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes.push_back(static_cast<char>(held >> bits & 0xFF));
    }
    return bytes;
}

std::vector<BuildEvent> read_build_trace(std::string_view base64) {
    if (base64.size() > trace_bytes_max) return {};
    const auto bytes = base64_decoded(base64);
    if (!bytes) return {};
    std::vector<BuildEvent> events;
    Fields(*bytes).each([&](int field, std::string_view value) {
        if (field == vertexes) add_vertex(events, value);
        if (field == logs) add_log(events, value);
    });
    return events;
}

}  // namespace toolshed::docker
