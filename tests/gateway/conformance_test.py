# SPDX-License-Identifier: Apache-2.0
"""The protocol's conformance suite against the gateway, with no expected failure and no warning."""
import json
import os
import unittest

from fixture_server import FixtureTest

LEGACY, MODERN = "2025-11-25", "2026-07-28"
REQUIRED = {LEGACY: 30, MODERN: 37}
BESIDE = {LEGACY: "server-session-lifecycle,json-schema-2020-12",
          MODERN: "json-schema-2020-12,http-header-validation,http-custom-header-server-validation"}


class Conformance(FixtureTest):
    def suite(self, url, revision):
        report = os.path.join(self.folder, "report.json")
        done = self.node("run_conformance.mjs", "--url", url, "--revision", revision, "--beside", BESIDE[revision],
                         "--json", report)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        with open(report) as text:
            counts = json.load(text)
        self.assertEqual(counts["required"], {"green": REQUIRED[revision], "of": REQUIRED[revision]})
        self.assertEqual(counts["beside"]["green"], len(BESIDE[revision].split(",")))

    def test_a_server_of_both_eras_over_stdio(self):
        url = self.serve("dual", "stdio")
        self.suite(url, LEGACY)
        self.suite(url, MODERN)

    def test_a_server_of_both_eras_over_http(self):
        url = self.serve("dual", "http")
        self.suite(url, LEGACY)
        self.suite(url, MODERN)

    def test_servers_of_one_era(self):
        for mode, revision in (("legacy", LEGACY), ("modern", MODERN)):
            for transport in ("stdio", "http"):
                with self.subTest(f"{mode} over {transport}"):
                    self.suite(self.serve(mode, transport), revision)

    def test_a_server_over_http_and_sse(self):
        self.suite(self.serve("legacy", "sse"), LEGACY)


if __name__ == "__main__":
    unittest.main()
