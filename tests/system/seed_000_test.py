# SPDX-License-Identifier: Apache-2.0
"""Seed 000 in its own routes and words: launch a playground, watch it, execute commands, stop it."""
import unittest

from support import SystemTest, wait_until


class Seed000(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()
        self.server = self.daemon.add("file://" + self.static_repository(), "one")
        self.daemon.wait_run(self.server["run_id"])
        self.path = "/api/servers/" + self.server["id"]

    def running(self, path, task):
        return wait_until("RUNNING", lambda: (lambda s: s["status"] == "RUNNING" and s)(
            self.daemon.ask("GET", f"{path}/playground/status?taskArn={task}").json))

    def test_playground_with_and_without_the_prefix(self):
        for path in (self.path, self.path.removeprefix("/api")):
            launched = self.daemon.ask("POST", path + "/playground")
            self.assertEqual(launched.status, 202)
            self.assertEqual(launched.json["taskArn"], launched.json["sessionId"])
            status = self.running(path, launched.json["taskArn"])
            self.assertRegex(status["container"]["digest"], "^sha256:")
            self.assertIn("/mcp/", status["endpoint"])
            done = self.daemon.ask("POST", path + "/execute", {"command": 'echo(text="hello, \\"you\\"")'})
            self.assertEqual(done.json["output"]["content"][0]["text"], 'hello, "you"')
            done = self.daemon.ask("POST", path + "/execute",
                                   {"command": "add(a=2, b=40)", "taskArn": launched.json["taskArn"]})
            self.assertEqual(done.json["output"]["content"][0]["text"], "42.0")
            bad = self.daemon.ask("POST", path + "/execute", {"command": "add(a=2"})
            self.assertEqual((bad.status, bad.error["code"]), (400, "bad_command"))
            stopped = self.daemon.ask("POST", path + "/playground/stop", {"taskArn": launched.json["taskArn"]})
            self.assertEqual(stopped.json, {"success": True})
            after = self.daemon.ask("GET", f"{path}/playground/status?taskArn={launched.json['taskArn']}").json
            self.assertEqual((after["status"], after["endpoint"]), ("STOPPED", None))
            refused = self.daemon.ask("POST", path + "/execute", {"command": "add"})
            self.assertEqual((refused.status, refused.error["code"]), (503, "not_ready"))

    def test_playground_by_server_id(self):
        launched = self.daemon.ask("POST", "/playground", {"serverId": self.server["id"]})
        self.assertEqual(launched.status, 202)
        self.running(self.path, launched.json["taskArn"])
        gone = self.daemon.ask("DELETE", "/playground/" + launched.json["sessionId"])
        self.assertEqual(gone.status, 204)
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
