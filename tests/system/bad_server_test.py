# SPDX-License-Identifier: Apache-2.0
"""Servers that misbehave, at verification and in a session."""
import json
import unittest

from support import SystemTest, wait_until


class BadServer(SystemTest):
    settings = {"mcp.negotiate_limit": "3s", "mcp.list_limit": "10s", "workload.memory_bytes": "64MiB",
                "calls.call_limit": "5s"}

    def setUp(self):
        super().setUp()
        self.daemon.start()

    def verify(self, mode):
        return self.daemon.verified("file://" + self.hostile_repository(mode), mode.replace("_", "-"))

    def test_servers_that_cannot_be_verified(self):
        cases = (("exits", "negotiate", "server_exited", "3"),
                 ("silent", "negotiate", "not_ready", ""),
                 ("garbage", "negotiate", "protocol_error", ""),
                 ("wrong_id", "negotiate", "protocol_error", ""),
                 ("unknown_revision", "negotiate", "protocol_error", "1999-01-01"),
                 ("list_error", "list", "protocol_error", "no list"),
                 ("no_tools_member", "list", "protocol_error", "tools"),
                 ("oom", "negotiate", "server_oom", "memory"))
        for mode, step, code, words in cases:
            with self.subTest(mode):
                run = self.verify(mode)
                self.assertEqual(run["state"], "failed", run["steps"])
                self.assertEqual(run["error"]["code"], code, run["error"])
                self.assertIn(words, run["error"]["message"])
                self.assertEqual(self.step(run, step)["state"], "failed")
                self.assert_nothing_left()
                log = self.daemon.ask("GET", f"/api/v1/verifications/{run['id']}/logs").json["text"]
                self.assertIn(f"mode '{mode}'", log)

    def test_servers_that_pass_with_a_finding(self):
        cases = (("banner", "stdout_garbage"), ("unstable", "unstable_tools"),
                 ("many_tools", "list_truncated"), ("endless_cursor", "list_truncated"),
                 ("same_cursor", "list_truncated"), ("big_description", "tool_too_large"),
                 ("requests_first", "server_requests_declined"))
        for mode, finding in cases:
            with self.subTest(mode):
                run = self.verify(mode)
                self.assertEqual(run["state"], "passed", run["error"])
                self.assertIn(finding, [each["code"] for each in run["evidence"]["findings"]])
                self.assertLessEqual(run["evidence"]["tools"], 1000)

    def test_a_server_that_exits_on_the_probe_is_a_legacy_server(self):
        run = self.verify("exits_on_discover")
        self.assertEqual(run["state"], "passed", run["error"])
        self.assertEqual(run["evidence"]["protocol"]["era"], "legacy")

    def test_a_server_that_ignores_its_end_is_ended(self):
        run = self.verify("ignores_end")
        self.assertEqual(run["state"], "passed", run["error"])
        self.assert_nothing_left()

    def test_outcomes_of_calls(self):
        cases = (("tool_error", "tool_error", None), ("rpc_error", "protocol_error", "rpc_error"),
                 ("silent_call", "timeout", "timeout"), ("big_result", "protocol_error", "result_too_large"),
                 ("result_is_text", "protocol_error", "protocol_error"), ("garbage_in_call", "ok", None),
                 ("dies_in_call", "transport_error", "server_exited"),
                 ("oom_in_call", "transport_error", "server_oom"))
        for mode, outcome, code in cases:
            with self.subTest(mode):
                self.assertEqual(self.verify(mode)["state"], "passed")
                session = self.daemon.session(mode.replace("_", "-"))
                self.assertEqual(session["state"], "active", session["error"])
                call = self.daemon.call(session["id"], "misbehave")
                self.assertEqual(call.status, 200, call.text)
                self.assertEqual(call.json["outcome"], outcome, call.text[:2000])
                if code:
                    self.assertEqual(call.json["error"]["code"], code)
                self.assertEqual(call.json["request"]["method"], "tools/call")
                if outcome == "transport_error":
                    ended = wait_until("the end of the session", lambda: (lambda s: s["state"] == "ended" and s)(
                        self.daemon.ask("GET", "/api/v1/sessions/" + session["id"]).json))
                    self.assertEqual(ended["end_reason"], "crashed")
                    self.assertEqual(ended["error"]["code"], code)
        self.assertEqual(self.daemon.ask("GET", "/healthz", token=False).status, 200)

    def test_a_failed_verification_does_not_harm_what_works(self):
        repository = self.static_repository("good")
        self.daemon.passed("file://" + repository, "good")
        self.commit(repository, {"Dockerfile": "FROM scratch\nBROKEN\n"})
        answer = self.daemon.ask("POST", "/api/v1/servers/good/verifications", {})
        run = self.daemon.wait_run(answer.json["id"])
        self.assertEqual(run["state"], "failed")
        server = self.daemon.ask("GET", "/api/v1/servers/good").json
        self.assertEqual(server["status"], "failing")
        self.assertEqual(self.daemon.session("good")["state"], "active")

    def test_session_of_an_unverified_server(self):
        self.verify("exits")
        answer = self.daemon.ask("POST", "/api/v1/sessions", {"server_id": "exits"})
        self.assertEqual((answer.status, answer.error["code"]), (409, "not_verified"))
        self.assertEqual(answer.error["message"], "verify the server first")
        done = self.daemon.cli("--json", "session", "start", "exits", "--wait", check=1)
        self.assertEqual(json.loads(done.stdout)["error"]["code"], "not_verified")


if __name__ == "__main__":
    unittest.main()
