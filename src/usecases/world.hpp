// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/task_group.hpp"
#include "ports/blobs.hpp"
#include "ports/builder.hpp"
#include "ports/crash_points.hpp"
#include "ports/disks.hpp"
#include "ports/engine.hpp"
#include "ports/identity.hpp"
#include "ports/image_registry.hpp"
#include "ports/source_reader.hpp"
#include "ports/store.hpp"
#include "usecases/settings.hpp"

namespace toolshed {

/// Everything outside that the use cases reach, by port. The daemon builds one; all parts outlive
/// every use case. One thread.
struct World {
    Clock& clock;
    Ids& ids;
    Random& random;
    Store& store;
    Blobs& blobs;
    Logs& logs;
    Engine& engine;
    Builder& builder;
    SourceReader& sources;
    Disks& disks;
    CrashPoints& crash_points;
    Log& log;
    TaskGroup& background;  ///< runs, launches, the reconciler: cancelled when the daemon stops
    TaskGroup& brief;       ///< records and log lines on their way: finished when the daemon stops
    const Installation& installation;
    const Settings& settings;
    ImageRegistry* registry = nullptr;  ///< none: the engine's image id is the pin
};

/// Makes a creating request repeatable (`Idempotency-Key`): the same key with the same body answers
/// with the object that the first one made, with another body it is `conflict`
/// `idempotency_conflict`. Kept 24 h.
struct Replay {
    std::string key = {};  ///< empty = not repeatable; else at most 255 printable ASCII characters
    std::string body_hash = {};  ///< of the request's body
};

/// One page of a list.
struct PageRequest {
    std::size_t limit = 100;  ///< 1 to 1,000
    std::string cursor = {};
};

template <class T>
struct PageOf {
    std::vector<T> items;
    std::string next_cursor = {};
};

/// A state change of one run or session, as stored: `sequence` counts per object from 1.
struct StateEvent {
    std::int64_t sequence = 0;
    TimePoint time;
    std::string type;  ///< `run` `step` `session`
    std::string body;  ///< JSON of what changed
};

}  // namespace toolshed
