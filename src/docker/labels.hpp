// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "docker/types.hpp"

/// The labels that tell our things from others'. Labels cannot change, so nothing that changes
/// stands in one.
namespace toolshed::docker {

/// Of a workload's container. Containers inherit their image's labels, those of a build's steps
/// too, so images have their own.
inline const std::string label_installation = "toolshed.installation";
inline const std::string label_image_installation = "toolshed.image.installation";
inline const std::string label_kind = "toolshed.kind";
inline const std::string label_plan = "toolshed.plan";
inline const std::string label_run = "toolshed.run";
inline const std::string label_server = "toolshed.server";

inline Labels image_labels(const std::string& installation, const std::string& server,
                           const std::string& run) {
    return {{label_image_installation, installation}, {label_server, server}, {label_run, run}};
}

inline std::string installation_filter(const std::string& installation) {
    return label_installation + "=" + installation;
}
inline std::string image_filter(const std::string& installation) {
    return label_image_installation + "=" + installation;
}
inline std::string run_filter(const std::string& run) {
    return label_run + "=" + run;
}

}  // namespace toolshed::docker
