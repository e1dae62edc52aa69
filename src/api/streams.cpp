// SPDX-License-Identifier: Apache-2.0
#include "api/streams.hpp"

#include <charconv>

#include "api/views.hpp"

namespace toolshed::api {
namespace {

constexpr std::size_t log_part_bytes = 64 * 1024;

net::Reply stream_reply(net::Streamer streamer) {
    net::Reply reply;
    reply.response.headers = {{"Content-Type", "text/event-stream"},
                              {"Cache-Control", "no-cache"},
                              {"X-Accel-Buffering", "no"}};
    reply.stream = std::move(streamer);
    return reply;
}

std::string event_text(const std::string& id, std::string_view type, const std::string& data) {
    return "id: " + id + "\nevent: " + std::string(type) + "\ndata: " + data + "\n\n";
}

/// `Last-Event-ID` as a number; a malformed one begins at the beginning.
std::int64_t last_event_id(const ApiRequest& request) {
    std::int64_t value = 0;
    if (const auto text = request.http.headers.find("Last-Event-ID"))
        std::from_chars(text->data(), text->data() + text->size(), value);
    return std::max<std::int64_t>(value, 0);
}

/// What a stream needs when its request is gone.
struct Pace {
    Clock& clock;
    Millis poll;
    Millis heartbeat;
};

bool is_last(const StateEvent& event) {
    return event.type != "step" && event.body.find(R"("ended":true)") != std::string::npos;
}

Task<void> send_events(net::BodyWriter& writer, EventReader read, std::int64_t after, Pace pace) {
    Millis quiet{0};
    while (!writer.gone()) {
        const auto events = co_await read(after);
        if (!events) {
            // The stream ends early; the client comes again and then gets the error as an answer.
            co_return;
        }
        std::string text;
        bool last = false;
        for (const auto& event : *events) {
            Json body = Json::parse(event.body, nullptr, false);
            body["time"] = to_rfc3339(event.time);
            text += event_text(std::to_string(event.sequence), event.type, dump(body));
            after = event.sequence;
            last = last || is_last(event);
        }
        quiet = text.empty() ? quiet + pace.poll : Millis(0);
        if (quiet >= pace.heartbeat) {
            text = ": still here\n\n";
            quiet = Millis(0);
        }
        if (!text.empty() && !co_await writer.write(std::move(text))) co_return;
        if (last) co_return;
        if (events->empty()) co_await pace.clock.sleep(pace.poll);
    }
}

Task<void> send_log(net::BodyWriter& writer, LogReader read, std::uint64_t offset, Pace pace) {
    Millis quiet{0};
    while (!writer.gone()) {
        const auto chunk = co_await read(offset, log_part_bytes);
        if (!chunk) co_return;
        std::string text;
        if (!chunk->text.empty())
            text = event_text(std::to_string(chunk->next_offset), "log",
                              dump(Json{{"text", chunk->text}, {"offset", chunk->offset}}));
        offset = chunk->next_offset;
        quiet = text.empty() ? quiet + pace.poll : Millis(0);
        if (quiet >= pace.heartbeat) {
            text = ": still here\n\n";
            quiet = Millis(0);
        }
        const bool idle = text.empty();
        if (!idle && !co_await writer.write(std::move(text))) co_return;
        if (chunk->closed) {
            (void)(co_await writer.write(event_text(std::to_string(offset), "end", "{}")));
            co_return;
        }
        if (idle) co_await pace.clock.sleep(pace.poll);
    }
}

Task<void> end_at_once(net::BodyWriter&) {
    co_return;
}

}  // namespace

Task<net::Reply> event_stream(const ApiRequest& request, EventReader read) {
    const std::int64_t after = last_event_id(request);
    const auto first = co_await read(std::max<std::int64_t>(after - 1, 0));
    if (!first) co_return error_reply(first.error());
    // Who has seen the last event already gets an empty stream instead of one that never ends.
    if (after > 0 && !first->empty() && is_last(first->back()) && first->back().sequence <= after)
        co_return stream_reply(end_at_once);
    const Pace pace{request.services.clock, request.config.event_poll, request.config.heartbeat};
    co_return stream_reply([read, after, pace](net::BodyWriter& writer) {
        return send_events(writer, read, after, pace);
    });
}

Task<net::Reply> log_reply(const ApiRequest& request, LogReader read) {
    const auto offset = number_of(request, "offset", 0);
    if (!offset) co_return error_reply(offset.error());
    const auto follow = request.query.find("follow");
    if (follow != request.query.end() && follow->second == "true") {
        const auto resumed = static_cast<std::uint64_t>(last_event_id(request));
        const auto begin = std::max(*offset, resumed);
        const auto first = co_await read(begin, 1);
        if (!first) co_return error_reply(first.error());
        const Pace pace{request.services.clock, request.config.event_poll,
                        request.config.heartbeat};
        co_return stream_reply([read, begin, pace](net::BodyWriter& writer) {
            return send_log(writer, read, begin, pace);
        });
    }
    const auto chunk = co_await read(*offset, 1024 * 1024);
    if (!chunk) co_return error_reply(chunk.error());
    co_return json_reply({{"text", chunk->text},
                          {"offset", chunk->offset},
                          {"next_offset", chunk->next_offset},
                          {"closed", chunk->closed}});
}

}  // namespace toolshed::api
