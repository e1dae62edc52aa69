// SPDX-License-Identifier: Apache-2.0
#include "net/wire/sse.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace toolshed::net::wire {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out += name;
    out += ": ";
    for (const char c : value)
        if (c != '\r' && c != '\n' && c != '\0') out += c;
    out += '\n';
}

}  // namespace

std::string encode_sse(const SseEvent& event) {
    std::string out;
    out.reserve(event.data.size() + event.event.size() + event.id.size() + 32);
    if (!event.event.empty()) append_field(out, "event", event.event);
    if (!event.id.empty()) append_field(out, "id", event.id);
    out += "data: ";
    for (std::size_t at = 0; at < event.data.size(); ++at) {
        const char c = event.data[at];
        if (c != '\r' && c != '\n') {
            out += c;
            continue;
        }
        out += "\ndata: ";
        if (c == '\r' && at + 1 < event.data.size() && event.data[at + 1] == '\n') ++at;
    }
    return out += "\n\n";
}

std::string encode_sse_comment(std::string_view text) {
    std::string out = ": ";
    for (const char c : text) out += c == '\r' || c == '\n' ? ' ' : c;
    return out += "\n\n";
}

Result<void> SseDecoder::feed(std::string_view bytes, const Sink& sink) {
    while (!bytes.empty()) {
        if (after_carriage_return_) {
            after_carriage_return_ = false;
            if (bytes.front() == '\n') bytes.remove_prefix(1);
            continue;
        }
        const auto end = bytes.find_first_of("\r\n");
        if (auto taken = take(bytes.substr(0, end)); !taken) return taken;
        if (end == std::string_view::npos) break;
        after_carriage_return_ = bytes[end] == '\r';
        bytes.remove_prefix(end + 1);
        end_line(sink);
    }
    return {};
}

Result<void> SseDecoder::take(std::string_view part) {
    if (part.size() > event_bytes_max_ - std::min(event_bytes_max_, line_.size() + data_.size()))
        return fail(
            Category::exhausted, "event_too_large",
            "an event of the stream is over " + std::to_string(event_bytes_max_) + " bytes");
    line_ += part;
    return {};
}

void SseDecoder::end_line(const Sink& sink) {
    std::string_view line = line_;
    if (std::exchange(first_line_, false) && line.starts_with(byte_order_mark))
        line.remove_prefix(byte_order_mark.size());
    if (line.empty()) {
        dispatch(sink);
    } else if (line.front() != ':') {
        const auto colon = line.find(':');
        auto value = colon == std::string_view::npos ? std::string_view{} : line.substr(colon + 1);
        if (value.starts_with(' ')) value.remove_prefix(1);
        take_field(line.substr(0, colon), value);
    }
    line_.clear();
}

void SseDecoder::take_field(std::string_view name, std::string_view value) {
    if (name == "data") {
        data_ += value;
        data_ += '\n';
    } else if (name == "event") {
        event_ = value;
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) next_id_ = value;
    } else if (name == "retry") {
        std::uint64_t wait = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), wait);
        if (error == std::errc{} && end == value.data() + value.size()) retry_ms_ = wait;
    }
}

void SseDecoder::dispatch(const Sink& sink) {
    last_id_ = next_id_;
    auto data = std::exchange(data_, {});
    auto event = std::exchange(event_, {});
    if (data.empty()) return;
    data.pop_back();
    sink(SseEvent{std::move(data), std::move(event), last_id_});
}

}  // namespace toolshed::net::wire
