// SPDX-License-Identifier: Apache-2.0
#include "gateway/event_stream.hpp"

#include <utility>

namespace toolshed::gateway {
namespace {

std::string event_of(const std::string& message) {
    return "event: message\ndata: " + message + "\n\n";
}

/// Tells how it ended however it does, cancellation included.
struct Ending {
    EventStream& stream;
    bool left = true;
    ~Ending() {
        if (stream.ended) stream.ended(left);
    }
};

Task<void> write_events(std::shared_ptr<EventStream> stream, net::BodyWriter& writer) {
    Ending ending{*stream};
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
    ending.left = false;
}

}  // namespace

net::Reply event_reply(EventStream stream) {
    net::Reply reply;
    reply.response.headers = {{"Content-Type", "text/event-stream"},
                              {"Cache-Control", "no-cache"},
                              {"X-Accel-Buffering", "no"}};
    reply.stream = [shared = std::make_shared<EventStream>(std::move(stream))](
                       net::BodyWriter& writer) { return write_events(shared, writer); };
    return reply;
}

}  // namespace toolshed::gateway
