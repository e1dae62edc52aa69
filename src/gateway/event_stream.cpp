// SPDX-License-Identifier: Apache-2.0
#include "gateway/event_stream.hpp"

#include <utility>

namespace toolshed::gateway {
namespace {

std::string event_of(const std::string& message) {
    return "event: message\ndata: " + message + "\n\n";
}

/// A stream that tells how it ended however it does: cancelled, or never begun.
struct Told {
    EventStream stream;
    bool left = true;
    explicit Told(EventStream told) : stream(std::move(told)) {}
    Told(const Told&) = delete;
    Told& operator=(const Told&) = delete;
    ~Told() { tell(); }
    void tell() {
        if (const auto ended = std::exchange(stream.ended, {})) ended(left);
    }
};

/// Tells when its scope ends.
struct Telling {
    Told& told;
    ~Telling() { told.tell(); }
};

Task<void> write_events(std::shared_ptr<Told> told, net::BodyWriter& writer) {
    const Telling telling{*told};
    EventStream* stream = &told->stream;
    std::string bytes = stream->preamble;
    if (stream->first) bytes += event_of(*std::exchange(stream->first, {}));
    if (bytes.empty()) bytes = ": open\n\n";
    Millis silent{0};
    for (;;) {
        if (!co_await writer.write(std::move(bytes))) co_return;
        if (stream->out->over()) break;
        const auto message = co_await stream->out->next(stream->keep_alive);
        if (message) {
            silent = Millis(0);
            bytes = event_of(*message);
            continue;
        }
        if (stream->out->over()) break;
        silent += stream->keep_alive;
        bytes = ": still there\n\n";
        if (stream->silence_limit.count() == 0 || silent < stream->silence_limit) continue;
        bytes = event_of(stream->too_silent());
        stream->out->close();
    }
    told->left = false;
}

}  // namespace

net::Reply event_reply(EventStream stream) {
    net::Reply reply;
    reply.response.headers = {{"Content-Type", "text/event-stream"},
                              {"Cache-Control", "no-cache"},
                              {"X-Accel-Buffering", "no"}};
    reply.stream = [shared = std::make_shared<Told>(std::move(stream))](net::BodyWriter& writer) {
        return write_events(shared, writer);
    };
    return reply;
}

}  // namespace toolshed::gateway
