// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "api/request.hpp"

namespace toolshed::api {

/// State events of one object as an event stream: `id` is the event's sequence, `Last-Event-ID`
/// resumes, and the stream ends after the object's last event. `read` yields the events after a
/// sequence.
using EventReader = std::function<Task<Result<std::vector<StateEvent>>>(std::int64_t after)>;
Task<net::Reply> event_stream(const ApiRequest& request, EventReader read);

/// A log as JSON, or with `follow=true` as an event stream whose ids are offsets.
using LogReader =
    std::function<Task<Result<LogChunk>>(std::uint64_t offset, std::size_t bytes_max)>;
Task<net::Reply> log_reply(const ApiRequest& request, LogReader read);

}  // namespace toolshed::api
