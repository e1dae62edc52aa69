# SPDX-License-Identifier: Apache-2.0
"""Drives the page in Chromium, as the built daemon serves it: web/tests holds what is looked at."""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "system"))
from support import SystemTest, SOURCE  # noqa: E402


class Browser(SystemTest):
    # The browser tests make their repositories on this machine.
    settings = {"sources.git.allow_local": "true"}

    def test_journeys(self):
        repository = self.static_repository()
        self.daemon.start()
        done = subprocess.run(
            [os.environ.get("TOOLSHED_NPM", "npm"), "run", "--silent", "test:browser"], cwd=os.path.join(SOURCE, "web"),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=840,
            env={**os.environ, "TOOLSHED_UI_URL": self.daemon.url + "/ui/", "TOOLSHED_TOKEN": self.daemon.token,
                 "TOOLSHED_TEST_SOURCE": "file://" + repository, "TOOLSHED_TEST_TOOL": "echo", "NO_COLOR": "1"})
        self.assertEqual(done.returncode, 0, done.stdout[-12_000:])
        print(done.stdout)


if __name__ == "__main__":
    unittest.main()
