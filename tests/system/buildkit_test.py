# SPDX-License-Identifier: Apache-2.0
"""Dockerfiles that only BuildKit can build."""
import os
import unittest

from support import EXAMPLES, SystemTest, wait_until

BASE = "python:3.11-slim"


def processes_with(words):
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as text:
                if words in text.read().decode("utf-8", "replace").replace("\0", " "):
                    found.append(pid)
        except OSError:
            pass
    return found


class BuildKit(SystemTest):
    def source(self, run, name, base=BASE):
        run += f" # {os.path.basename(self.folder)}"  # so that no earlier test's cache knows it
        return "file://" + self.repository({
            "Dockerfile": f"FROM {base}\n{run}\nCOPY server /server\nENTRYPOINT [\"/server\"]\n",
            "server": "copy:" + os.path.join(EXAMPLES, "example_static_server")}, name)

    def failed(self, run, name):
        run = self.daemon.verified(self.source(run, name), name)
        self.assertEqual(run["state"], "failed", run["steps"])
        self.assertEqual(self.step(run, "build")["state"], "failed")
        self.assert_nothing_left()
        wait_until("no image", lambda: not self.daemon.images())
        return {**run["error"], "log": self.log(run)}

    def log(self, run):
        return self.daemon.ask("GET", f"/api/v1/verifications/{run['id']}/logs").json["text"]

    def test_what_needs_it_is_built_by_it_and_runs(self):
        self.daemon.start()
        run = self.daemon.verified(
            self.source("RUN --mount=type=cache,target=/cache echo some words && echo x > /cache/x", "mounts"), "mounts")
        self.assertEqual(run["state"], "passed", run["error"])
        self.assertIn("build_network_open", [finding["code"] for finding in run["evidence"]["findings"]])
        log = self.log(run)
        self.assertIn("[built by BuildKit, for RUN --mount; builder.memory_bytes is not kept]", log)
        self.assertIn("\nsome words\n", log)
        self.assertIn("] RUN --mount=type=cache", log)
        session = self.daemon.session("mounts")
        self.assertEqual(session["state"], "active", session["error"])
        self.assertEqual(self.daemon.call(session["id"], "add", {"a": 2, "b": 40}).json["outcome"], "ok")
        again = self.daemon.cli("server", "verify", "mounts", "--force", "--wait", check=0)
        self.assertIn("passed", again.stdout)

    def test_others_keep_the_classic_builder_and_its_memory_limit(self):
        self.daemon.start()
        run = self.daemon.passed(self.source("RUN echo classic", "classic"), "classic")
        self.assertNotIn("BuildKit", self.log(run))

    def test_no_network_is_no_network_for_both_builders(self):
        self.daemon.settings["builder.network"] = "none"
        self.daemon.start()
        for name, run in (("off", "RUN ls /sys/class/net"), ("kitoff", "RUN --mount=type=tmpfs,target=/x ls /sys/class/net")):
            passed = self.daemon.passed(self.source(run + " && echo that was all", name), name)
            self.assertNotIn("build_network_open", [finding["code"] for finding in passed["evidence"]["findings"]])
            log = self.log(passed)
            self.assertIn("\nlo\nthat was all\n", log)
        rows = {row["name"]: row for row in self.daemon.ask("GET", "/api/v1/doctor").json["capabilities"]}
        self.assertTrue(rows["build_network"]["available"])
        self.assertFalse(rows["build_process_limit"]["available"])
        self.assertIn("builder.kind", rows["build_memory_limit"]["detail"])

    def test_failures_are_as_telling_as_the_classic_builders(self):
        self.daemon.start()
        error = self.failed("RUN --mount=type=cache,target=/c echo some words; exit 42", "fails")
        self.assertEqual(error["code"], "build_failed")
        self.assertIn("RUN --mount=type=cache,target=/c echo some words; exit 42", error["message"])
        self.assertIn("' failed with exit code 42", error["message"])
        error = self.failed("RUN --mount=type=secret,id=key,required=true cat /run/secrets/key", "secret")
        self.assertEqual(error["code"], "build_failed")
        self.assertIn("builds are given none", error["message"])
        run = self.daemon.verified(self.source("RUN --mount=type=tmpfs,target=/x true", "base", "localhost:1/no/such:image"),
                                   "base")
        self.assertEqual(run["error"]["code"], "base_image_unavailable", run["error"])
        self.assertIn("localhost:1/no/such:image", run["error"]["message"])

    def test_limits_hold(self):
        # Small, since BuildKit itself cuts what a step writes in a burst.
        self.daemon.settings.update({"builder.log_bytes_max": "8KB", "verification.build_limit": "100s"})
        self.daemon.start()
        error = self.failed("RUN --mount=type=tmpfs,target=/x while true; do echo again and again; done", "chatty")
        self.assertEqual(error["code"], "build_log_too_large", (len(error["log"]), error["log"][-400:]))
        wait_until("the engine ended the build", lambda: not processes_with("echo again and again; done"))

    def test_context_too_large(self):
        self.daemon.settings["builder.context_bytes_max"] = "100KB"
        self.daemon.start()
        error = self.failed("RUN --mount=type=tmpfs,target=/x true", "large")
        self.assertEqual(error["code"], "context_too_large", error)
        self.assertIn("builder.context_bytes_max", error["message"])

    def test_cancel_stops_the_build(self):
        self.daemon.start()
        added = self.daemon.add(self.source("RUN --mount=type=tmpfs,target=/x echo begun && sleep 98765", "slow"), "slow")
        path = "/api/v1/verifications/" + added["run_id"]
        wait_until("the build has begun", lambda: "\nbegun\n" in self.daemon.ask("GET", path + "/logs").json["text"])
        self.daemon.cli("run", "cancel", added["run_id"], check=0)
        self.assertEqual(self.daemon.wait_run(added["run_id"])["state"], "cancelled")
        wait_until("the engine ended the build", lambda: not processes_with("sleep 98765"))
        self.assert_nothing_left()

    def test_the_classic_builder_alone_says_what_it_lacks(self):
        self.daemon.settings["builder.kind"] = "classic"
        self.daemon.start()
        error = self.failed("RUN --mount=type=tmpfs,target=/x true", "refused")
        self.assertEqual(error["code"], "build_failed")
        self.assertIn("'RUN --mount' needs BuildKit, and builder.kind is 'classic'", error["message"])


if __name__ == "__main__":
    unittest.main()
