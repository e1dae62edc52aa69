# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles that cannot be built."""
import os
import unittest

from support import EXAMPLES, SystemTest, docker, wait_until

BASE = "python:3.11-slim"


class BadBuild(SystemTest):
    def failed_run(self, files, name):
        run = self.daemon.verified("file://" + self.repository(files, name), name)
        self.assertEqual(run["state"], "failed", run["steps"])
        self.assert_nothing_left()
        wait_until("no image", lambda: not self.daemon.images())
        return run

    def test_no_dockerfile(self):
        self.daemon.start()
        run = self.failed_run({"README": "nothing"}, "none")
        self.assertEqual(run["error"]["code"], "no_dockerfile")
        self.assertIn("Dockerfile", run["error"]["message"])

    def test_dockerfile_that_does_not_parse(self):
        self.daemon.start()
        run = self.failed_run({"Dockerfile": "FROM scratch\nNONSENSE x\n"}, "parse")
        self.assertEqual(run["error"]["code"], "build_failed")
        self.assertIn("NONSENSE", run["error"]["message"])
        self.assertIn("line 2", run["error"]["message"])

    def test_base_image_that_cannot_be_had(self):
        self.daemon.start()
        run = self.failed_run({"Dockerfile": "FROM localhost:1/no/such:image\n"}, "base")
        self.assertEqual(run["error"]["code"], "base_image_unavailable")
        self.assertIn("localhost:1/no/such:image", run["error"]["message"])

    def test_failing_instruction_tells_code_instruction_and_last_lines(self):
        self.daemon.start()
        run = self.failed_run({"Dockerfile": f"FROM {BASE}\nRUN for i in $(seq 80); do echo line $i; done; exit 42\n"},
                              "fails")
        self.assertEqual(run["error"]["code"], "build_failed")
        self.assertIn("42", run["error"]["message"])
        self.assertIn("RUN for i", run["error"]["message"])
        tail = self.step(run, "build")["log_tail"]
        self.assertLessEqual(len(tail), 50)
        self.assertIn("line 80", tail)
        log = self.daemon.ask("GET", f"/api/v1/verifications/{run['id']}/logs").json
        self.assertIn("line 1\n", log["text"])
        self.assertTrue(log["closed"])

    def test_image_with_a_huge_environment_fails_and_blocks_nobody(self):
        self.daemon.start()
        lines = "".join(f"ENV V{n}={'x' * 8000}\n" for n in range(12))
        run = self.failed_run({"Dockerfile": f"FROM {BASE}\n{lines}CMD [\"/bin/true\"]\n"}, "huge")
        self.assertEqual(run["error"]["code"], "image_config_too_large")
        self.assertEqual(self.step(run, "define")["state"], "failed")

    def test_dockerfile_may_be_a_link_in_the_tree(self):
        self.daemon.start()
        run = self.daemon.verified("file://" + self.repository({
            "docker/Dockerfile": 'FROM scratch\nCOPY server /server\nENTRYPOINT ["/server"]\n',
            "server": "copy:" + os.path.join(EXAMPLES, "example_static_server"),
            "Dockerfile": "link:docker/Dockerfile"}, "linked"), "linked")
        self.assertEqual(run["state"], "passed", run["error"])

    def test_dockerignore_that_is_a_link_is_not_followed(self):
        self.daemon.start()
        run = self.daemon.verified("file://" + self.repository({
            "Dockerfile": 'FROM scratch\nCOPY server /server\nENTRYPOINT ["/server"]\n',
            "server": "copy:" + os.path.join(EXAMPLES, "example_static_server"),
            "rules": "server\n", ".dockerignore": "link:rules"}, "link"), "link")
        self.assertEqual(run["state"], "passed", run["error"])

    def test_link_that_leaves_through_another_one_is_refused(self):
        self.daemon.start()
        run = self.failed_run({"Dockerfile": "FROM scratch\n", "a/b/up": "link:../..",
                               "a/b/zero": "link:up/../../../../../../../../dev/zero"}, "escape")
        self.assertEqual(run["error"]["code"], "unsafe_source")

    def test_image_without_a_command(self):
        self.daemon.start()
        run = self.failed_run({"Dockerfile": "FROM scratch\nCOPY Dockerfile /\n"}, "empty")
        self.assertEqual(run["error"]["code"], "no_command")

    def test_build_that_runs_too_long_is_stopped(self):
        self.daemon.settings["verification.build_limit"] = "3s"
        self.daemon.start()
        run = self.failed_run({"Dockerfile": f"FROM {BASE}\nRUN while true; do :; done\n"}, "slow")
        self.assertEqual(run["error"]["code"], "build_timeout")
        wait_until("the build's container is gone",
                   lambda: not docker("ps", "-q", "--filter", "ancestor=" + BASE))

    def test_log_without_end(self):
        self.daemon.settings["builder.log_bytes_max"] = "50KB"
        self.daemon.start()
        run = self.failed_run({"Dockerfile": f"FROM {BASE}\nRUN while true; do echo again and again; done\n"}, "chatty")
        self.assertEqual(run["error"]["code"], "build_log_too_large")
        self.assertIn("builder.log_bytes_max", run["error"]["message"])

    def test_large_context(self):
        self.daemon.settings["builder.context_bytes_max"] = "100KB"
        self.daemon.start()
        run = self.failed_run({"Dockerfile": "FROM scratch\n", "large": "x" * 300_000}, "large")
        self.assertEqual(run["error"]["code"], "context_too_large")
        self.assertIn("builder.context_bytes_max", run["error"]["message"])

    def test_cancel_stops_the_build(self):
        self.daemon.start()
        server = self.daemon.add("file://" + self.repository(
            {"Dockerfile": f"FROM {BASE}\nRUN echo begun && while true; do :; done\n"}), "slow")
        path = "/api/v1/verifications/" + server["run_id"]
        wait_until("the build has begun", lambda: "begun" in self.daemon.ask("GET", path + "/logs").json["text"])
        self.daemon.cli("run", "cancel", server["run_id"], check=0)
        run = self.daemon.wait_run(server["run_id"])
        self.assertEqual(run["state"], "cancelled")
        wait_until("the build's container is gone",
                   lambda: not docker("ps", "-q", "--filter", "ancestor=" + BASE))
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
