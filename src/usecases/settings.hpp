// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>

#include "base/clock.hpp"
#include "domain/launch_plan.hpp"
#include "domain/source.hpp"
#include "mcp/client.hpp"

/// What the use cases are told; filled by `config/` and never changed afterwards.
namespace toolshed {

struct CatalogueSettings {
    LocalSources local_sources = LocalSources::refused;
    std::size_t servers_max = 10'000;
    PlanSettings plan_defaults = {};
};

struct VerificationSettings {
    Millis pipeline_limit{30 * 60'000};
    Millis resolve_limit{30'000};
    Millis fetch_limit{5 * 60'000};
    Millis build_limit{15 * 60'000};
    Millis push_limit{15 * 60'000};
    Millis launch_limit{30'000};
    Millis ready_limit{30'000};  ///< the server's first answer
    Millis list_limit{30'000};
    Millis stop_limit{30'000};
    Millis engine_wait{60'000};  ///< how long a step waits for an engine that went away
    Millis engine_retry{500};
    std::size_t active_runs_max = 2;      ///< running at once; further ones are queued
    std::size_t queued_runs_max = 1'000;  ///< `exhausted` `too_many_runs` beyond
    Millis slow_start{5'000};             ///< a first answer after so long is a finding
    std::size_t log_tail_lines = 50;
    std::size_t plan_bytes_max = 64 * 1024;  ///< of command, environment and volumes of an image
    std::filesystem::path scratch;           ///< where trees are fetched to, one folder a run
};

struct SessionSettings {
    Millis idle_limit{15 * 60'000};
    Millis absolute_limit{30 * 60'000};
    Millis launch_limit{60'000};     ///< from request to active
    std::size_t sessions_max = 300;  ///< `exhausted` `too_many_sessions` beyond
    std::size_t sessions_per_owner_max = 300;
};

struct CallSettings {
    Millis call_limit{60'000};
    Millis call_limit_max{60 * 60'000};
    std::size_t params_bytes_max = 1024 * 1024;
    std::size_t recorded_bytes_max = 64 * 1024;  ///< of request and of result, kept in the record
    std::size_t in_flight_per_session_max = 16;
    Millis record_age{30LL * 24 * 3'600'000};  ///< how long a call's record is kept
};

struct ReconcilerSettings {
    Millis sweep_every{5'000};
    Millis expired_items_every{60'000};
};

/// How long what is no longer needed is kept. What is in use is never touched: a server's current
/// revision, the images of live sessions, runs and sessions that have not ended.
struct HouseSettings {
    Millis clean_every{10 * 60'000};
    std::size_t images_per_server = 10;  ///< newest verified ones; at least 2 are kept
    std::size_t runs_per_server = 200;   ///< ended ones, with events and log
    Millis runs_age{90LL * 24 * 3'600'000};
    std::size_t sessions_per_server = 1'000;  ///< ended ones, with events, log and calls
    Millis sessions_age{30LL * 24 * 3'600'000};
    Millis logs_age{7LL * 24 * 3'600'000};  ///< of a run or session that has ended
    Millis cache_age{7LL * 24 * 3'600'000};
    std::int64_t cache_bytes_max = 10LL * 1024 * 1024 * 1024;
    Millis blob_grace{3'600'000};  ///< content that nothing names yet may still be recorded
    /// Below it on any disk, only 2 images of a server and no build cache are kept.
    std::int64_t disk_low_bytes = 4LL * 1024 * 1024 * 1024;
    /// Below it no build begins.
    std::int64_t disk_full_bytes = 1LL * 1024 * 1024 * 1024;
    std::size_t report_items_max = 1'000;
};

struct SignInSettings {
    Millis lifetime{30LL * 24 * 3'600'000};  ///< of a browser's sign-in, counted from its start
    std::size_t sign_ins_max = 1'000;        ///< the oldest one ends when another would be too many
};

struct Settings {
    CatalogueSettings catalogue = {};
    VerificationSettings verification = {};
    SessionSettings sessions = {};
    CallSettings calls = {};
    ReconcilerSettings reconciler = {};
    HouseSettings house = {};
    SignInSettings sign_ins = {};
    mcp::ClientLimits mcp = {};
};

}  // namespace toolshed
