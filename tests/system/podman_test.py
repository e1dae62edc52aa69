# SPDX-License-Identifier: Apache-2.0
"""The main job on Podman's service."""
import os
import unittest

os.environ["TOOLSHED_TEST_ENGINE"] = os.environ["TOOLSHED_TEST_PODMAN"]

from support import EXAMPLES, SystemTest, docker, wait_until  # noqa: E402


class Podman(SystemTest):
    def test_from_a_repository_to_answered_calls_and_nothing_left(self):
        self.daemon.start()
        self.assertIn("podman", self.daemon.cli("doctor", check=0).stdout)
        run = self.daemon.passed("file://" + self.static_repository(), "static")
        self.assertEqual(run["evidence"]["tools"], 2, run["evidence"])
        session = self.daemon.session("static")
        self.assertEqual(session["state"], "active", session["error"])
        call = self.daemon.call(session["id"], "add", {"a": 2, "b": 40}).json
        self.assertEqual(call["outcome"], "ok", call)
        self.assertIn("42", call["result"]["content"][0]["text"])
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        self.assert_nothing_left()
        self.daemon.cli("server", "remove", "static", check=0)
        wait_until("its image is gone", lambda: not self.daemon.images())

    def test_a_kill_in_the_middle_loses_and_leaves_nothing(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "static")
        session = self.daemon.session("static")["id"]
        self.daemon.kill()
        self.daemon.start()
        call = self.daemon.call(session, "add", {"a": 1, "b": 1}).json
        self.assertEqual(call["outcome"], "ok", call)
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session)
        self.assert_nothing_left()

    def test_its_builder_knows_what_buildkit_knows(self):
        self.daemon.start()
        files = {"Dockerfile": "FROM scratch\nCOPY busybox /bin/sh\n"
                               "RUN --mount=type=tmpfs,target=/x echo some words > /x/y && cat /x/y && {}\n"
                               "COPY server /server\nENTRYPOINT [\"/server\"]\n",
                 "busybox": "copy:/bin/busybox", "server": "copy:" + os.path.join(EXAMPLES, "example_static_server")}
        recipe = files["Dockerfile"]
        good = self.repository({**files, "Dockerfile": recipe.format("true")}, "good")
        run = self.daemon.passed("file://" + good, "good")
        self.assertIn("some words", self.daemon.ask("GET", f"/api/v1/verifications/{run['id']}/logs").json["text"])
        bad = self.repository({**files, "Dockerfile": recipe.format("exit 42")}, "bad")
        error = self.daemon.verified("file://" + bad, "bad")["error"]
        self.assertEqual(error["code"], "build_failed", error)
        self.assertIn("'RUN --mount=type=tmpfs", error["message"])
        self.assertIn("42", error["message"])

    def test_failures_keep_their_reasons(self):
        self.daemon.settings["workload.memory_bytes"] = "64MiB"
        self.daemon.start()
        run = self.daemon.verified("file://" + self.repository({"Dockerfile": "FROM scratch\nNONSENSE x\n"}, "parse"), "parse")
        self.assertEqual(run["error"]["code"], "build_failed", run["error"])
        run = self.daemon.verified("file://" + self.repository(
            {"Dockerfile": "FROM localhost:1/no/such:image\nCOPY Dockerfile /\n"}, "base"), "base")
        self.assertEqual(run["error"]["code"], "base_image_unavailable", run["error"])
        for mode, code in (("exits", "server_exited"), ("oom", "server_oom")):
            run = self.daemon.verified("file://" + self.hostile_repository(mode), mode)
            self.assertEqual(run["error"]["code"], code, run["error"])
        self.assert_nothing_left()
        self.assertEqual(docker("ps", "-aq", "--filter", "label=toolshed.installation=" + self.daemon.installation), [])


if __name__ == "__main__":
    unittest.main()
