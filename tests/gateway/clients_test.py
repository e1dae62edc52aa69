# SPDX-License-Identifier: Apache-2.0
"""Real clients, built on both TypeScript SDKs, do with the gateway what clients do."""
import json
import unittest

from fixture_server import FixtureTest
from support import TOOLSHED


class Clients(FixtureTest):
    def drive(self, *arguments):
        done = self.node("drivers/driver.mjs", *arguments)
        try:
            report = json.loads(done.stdout)
        except ValueError:
            self.fail(f"{arguments}: {done.stdout}{done.stderr}")
        failed = {name: item for name, item in report["items"].items() if not item["ok"]}
        self.assertEqual((done.returncode, failed), (0, {}), arguments)
        self.assertGreater(report["passed"], 5)

    def check(self, transport):
        url = self.serve("dual", transport)
        for sdk, era in (("v1", "legacy"), ("v2", "legacy"), ("v2", "auto"), ("v2", "modern")):
            with self.subTest(f"SDK {sdk}, {era}"):
                self.drive("--sdk", sdk, "--era", era, "--transport", "http", "--url", url)

    def test_with_a_server_over_stdio(self):
        self.check("stdio")

    def test_with_a_server_over_http(self):
        self.check("http")

    def test_that_know_http_and_sse_only(self):
        url = self.serve("dual", "stdio")
        for sdk in ("v1", "v2"):
            with self.subTest(f"SDK {sdk}"):
                self.drive("--sdk", sdk, "--era", "legacy", "--transport", "sse", "--url", url + "/sse")

    def test_that_start_commands(self):
        self.serve("dual", "stdio")
        for sdk, era in (("v1", "legacy"), ("v2", "legacy"), ("v2", "modern")):
            with self.subTest(f"SDK {sdk}, {era}"):
                # The SDKs hand down little of the environment.
                self.drive("--sdk", sdk, "--era", era, "--transport", "stdio", "--", "env",
                           "TOOLSHED_URL=" + self.daemon.url, "TOOLSHED_DATA=" + self.daemon.data,
                           TOOLSHED, "connect", self.session["id"], "--stdio")


if __name__ == "__main__":
    unittest.main()
