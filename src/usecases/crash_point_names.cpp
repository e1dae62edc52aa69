// SPDX-License-Identifier: Apache-2.0
#include "usecases/crash_point_names.hpp"

#include "usecases/pipeline.hpp"

namespace toolshed {

std::vector<std::string> crash_point_names() {
    std::vector<std::string> names = {"server.added", "run.created", "run.begun", "run.cancelling"};
    for (const Stage& stage : pipeline_stages())
        for (const char* place : {"started", "effect", "journaled"})
            names.push_back("run." + std::string(to_string(stage.kind)) + "." + place);
    for (const char* name :
         {"workload.created", "workload.started", "workload.told", "image.pushed",
          "run.record.journaled", "run.stop.started", "run.stop.effect", "run.stop.journaled",
          "run.ended", "session.intended", "session.active", "session.ending", "session.removed",
          "session.ended", "server.deleting", "server.removed", "house.image.forgotten",
          "house.object.removed"})
        names.emplace_back(name);
    return names;
}

}  // namespace toolshed
