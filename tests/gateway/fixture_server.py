# SPDX-License-Identifier: Apache-2.0
"""The conformance fixture, verified and running in a session behind the gateway."""
import json
import os
import subprocess

from support import SystemTest

FOLDER = os.path.dirname(os.path.abspath(__file__))
PORT = "8000"


class FixtureTest(SystemTest):
    settings = {"workload.memory_bytes": "1GiB", "gateway.upstreams_per_target": "15"}

    def serve(self, mode, transport):
        """The URL of a session with the fixture."""
        if self.daemon.url is None:
            self.daemon.start()
        name = f"{mode}-{transport}"
        command = ["node", "/app/fixture.mjs", mode, transport] + ([] if transport == "stdio" else [PORT])
        run = self.daemon.verified("file://" + self.repository({
            "Dockerfile": "FROM node:20-slim\nCOPY fixture.mjs /app/fixture.mjs\nENV FIXTURE_ANY_HOST=1\n"
                          f"CMD {json.dumps(command)}\n",
            "fixture.mjs": "copy:" + os.path.join(FOLDER, "build", "fixture.mjs")}, name), name)
        self.assertEqual(run["state"], "passed", run["error"])
        kind = {"stdio": "stdio", "http": "streamable_http", "sse": "sse"}[transport]
        self.assertEqual(run["evidence"]["protocol"]["transport"]["kind"], kind)
        self.session = self.daemon.session(name)
        self.assertEqual(self.session["state"], "active", self.session["error"])
        return self.daemon.url + "/mcp/" + self.session["id"]

    def node(self, *arguments, limit=300, **environment):
        return subprocess.run(["node", *arguments], cwd=FOLDER, capture_output=True, text=True, timeout=limit, check=False,
                              env={**os.environ, "CONFORMANCE_TOKEN": self.daemon.token, "DRIVER_TOKEN": self.daemon.token,
                                   **environment})
