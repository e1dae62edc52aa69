// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "api/request.hpp"

/// What clients see of our objects: only our ids and URLs, never a container's name or an engine's
/// handle.
namespace toolshed::api {

Json error_view(const Error& error);
Json server_view(const Server& server);
Json revision_view(const Revision& revision);
Json run_view(const Run& run);
Json step_view(const Step& step);
Json session_view(const Session& session, const std::string& base_url);
/// Raw JSON goes in as it is, so this is text.
std::string call_view(const Call& call);
std::string dump(const Json& json);

/// Carries the cause of an `internal` error to the one place that logs it; never leaves the daemon.
inline constexpr const char* internal_cause = "Toolshed-Internal-Cause";

/// The one mapping of categories to HTTP.
int http_status(Category category);
/// The error envelope. The message of an `internal` error stays in the log.
net::Reply error_reply(const Error& error, const std::string& call_id = {});
net::Reply json_reply(const Json& json, int status = 200);
net::Reply raw_reply(std::string json, int status = 200);

template <class T, class View>
net::Reply list_reply(const PageOf<T>& page, View view) {
    Json items = Json::array();
    for (const auto& item : page.items) items.push_back(view(item));
    Json json = {{"items", std::move(items)}};
    json["next_cursor"] = page.next_cursor.empty() ? Json(nullptr) : Json(page.next_cursor);
    return json_reply(json);
}

}  // namespace toolshed::api
