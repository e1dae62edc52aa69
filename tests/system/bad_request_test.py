# SPDX-License-Identifier: Apache-2.0
"""Requests that are refused, each with its type, code and place."""
import subprocess
import sys
import os
import unittest

from support import SystemTest, TOOLSHED


class BadRequest(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()

    def refusal(self, answer):
        self.assertEqual(set(answer.json), {"error"})
        return answer.status, answer.error["type"], answer.error["code"], answer.error.get("pointer", "")

    def test_bodies(self):
        cases = (('{"source": ', (400, "invalid", "bad_json", "")),
                 ("[]", (400, "invalid", "bad_json", "")),
                ('{"source": "a", "source": "b"}', (400, "invalid", "bad_json", "")),
                ('{"source": "a"}\0{}', (400, "invalid", "bad_json", "")),
                 ("[" * 100_000, (400, "invalid", "bad_json", "")),
                 ('{"source": "https://h/o/r", "nam": "x"}', (400, "invalid", "unknown_field", "/nam")),
                 ('{"source": 5}', (400, "invalid", "wrong_type", "/source")),
                 ("{}", (400, "invalid", "missing_field", "/source")),
                 ('{"source": "https://h/o/r", "name": "No"}', (400, "invalid", "bad_name", "/name")),
                 ('{"source": "https://h/o/r", "settings": {"network": "host"}}',
                  (400, "invalid", "bad_settings", "/settings/network")),
                 ('{"source": "https://h/o/r", "settings": {"memory": 1}}',
                  (400, "invalid", "unknown_field", "/settings/memory")))
        for body, expected in cases:
            answer = self.daemon.ask("POST", "/api/v1/servers", raw=body)
            self.assertEqual(self.refusal(answer), expected, body[:80])
        self.assertEqual(self.daemon.ask("GET", "/api/v1/servers").json["items"], [])

    def test_too_large_a_body(self):
        answer = self.daemon.ask("POST", "/api/v1/servers", raw="x" * (5 * 1024 * 1024))
        self.assertEqual(answer.error["code"], "body_too_large")
        self.assertEqual(answer.error["type"], "invalid")

    def test_who_may_ask(self):
        for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}):
            answer = self.daemon.ask("GET", "/api/v1/servers", headers=headers, token=False)
            self.assertEqual(self.refusal(answer)[:3], (401, "unauthenticated", "token_required"))
        foreign = self.daemon.ask("GET", "/api/v1/servers", headers={"Host": "evil.example"})
        self.assertEqual(self.refusal(foreign)[:3], (403, "denied", "host_refused"))
        foreign = self.daemon.ask("GET", "/api/v1/servers", headers={"Origin": "https://evil.example"})
        self.assertEqual(self.refusal(foreign)[:3], (403, "denied", "origin_refused"))

    def test_what_is_not_there(self):
        cases = (("GET", "/api/v1/nothing", 404, "no_route"), ("PATCH", "/api/v1/servers", 400, "method_not_allowed"),
                 ("GET", "/api/v1/servers/nobody", 404, "server_not_found"),
                 ("GET", "/api/v1/verifications/run_0000", 404, "run_not_found"),
                 ("GET", "/api/v1/sessions/ses_0000", 404, "session_not_found"),
                 ("GET", "/api/v1/sessions/../../etc", 404, "no_route"),
                 ("GET", "/api/v1/calls/call_0000", 404, "call_not_found"),
                 ("GET", "/api/v1/servers?limit=0", 400, "bad_limit"),
                 ("GET", "/api/v1/servers?cursor=zz", 400, "bad_cursor"))
        for method, path, status, code in cases:
            answer = self.daemon.ask(method, path)
            self.assertEqual((answer.status, answer.error["code"]), (status, code), path)

    def test_idempotency_key(self):
        body = {"source": "https://127.0.0.1:1/o/r", "name": "once"}
        first = self.daemon.ask("POST", "/api/v1/servers", body, {"Idempotency-Key": "k1"})
        again = self.daemon.ask("POST", "/api/v1/servers", body, {"Idempotency-Key": "k1"})
        self.assertEqual((first.status, again.status), (201, 200))
        self.assertEqual(first.json["id"], again.json["id"])
        other = self.daemon.ask("POST", "/api/v1/servers", {**body, "name": "two"}, {"Idempotency-Key": "k1"})
        self.assertEqual((other.status, other.error["code"]), (409, "idempotency_conflict"))
        taken = self.daemon.ask("POST", "/api/v1/servers", body)
        self.assertEqual((taken.status, taken.error["code"]), (409, "name_taken"))

    def test_settings_that_are_not_said_are_the_operators(self):
        self.daemon.stop()
        self.daemon.settings.update({"workload.memory_bytes": "96MiB", "workload.processes_max": "40"})
        self.daemon.start()
        body = {"source": "https://127.0.0.1:1/o/r", "name": "one", "settings": {"processes_max": 20}}
        settings = self.daemon.ask("POST", "/api/v1/servers", body).json["settings"]
        self.assertEqual((settings["memory_bytes"], settings["processes_max"]), (96 << 20, 20))
        body = {"source": "https://127.0.0.1:1/o/r", "name": "two"}
        settings = self.daemon.ask("POST", "/api/v1/servers", body).json["settings"]
        self.assertEqual((settings["memory_bytes"], settings["processes_max"]), (96 << 20, 40))

    def test_full_catalogue(self):
        self.daemon.stop()
        self.daemon.settings["catalogue.servers_max"] = "1"
        self.daemon.start()
        body = {"source": "https://127.0.0.1:1/o/r", "name": "one"}
        self.assertEqual(self.daemon.ask("POST", "/api/v1/servers", body).status, 201)
        full = self.daemon.ask("POST", "/api/v1/servers", {**body, "name": "two"})
        self.assertEqual((full.status, full.error["code"]), (429, "too_many_servers"))
        self.assertIn("catalogue.servers_max", full.error["message"])

    def test_second_daemon_on_the_directory(self):
        done = subprocess.run([TOOLSHED, "serve", "--data", self.daemon.data, "--listen", "127.0.0.1:0"],
                              capture_output=True, text=True, timeout=60, env=self.daemon.environment())
        self.assertEqual(done.returncode, 1)
        self.assertIn("used by another daemon", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_configuration_mistakes_are_listed_together(self):
        done = subprocess.run([TOOLSHED, "serve"], capture_output=True, text=True, timeout=60,
                              env=self.daemon.environment(**{"mcp.probe_limit": "soon", "sessions.idel_limit": "1s"}))
        self.assertEqual(done.returncode, 2)
        self.assertIn("mcp.probe_limit", done.stderr)
        self.assertIn("TOOLSHED_SESSIONS__IDEL_LIMIT", done.stderr)

    def test_exit_codes(self):
        self.assertEqual(self.daemon.cli("server", "show", "nobody").returncode, 1)
        self.assertEqual(self.daemon.cli("server", "nonsense").returncode, 2)
        self.assertEqual(self.daemon.cli("server", "list", TOOLSHED_URL="http://127.0.0.1:1").returncode, 3)

    def test_the_contract_holds(self):
        here = os.path.dirname(os.path.abspath(__file__))
        done = subprocess.run([sys.executable, os.path.join(here, "openapi_check.py"), self.daemon.url,
                               self.daemon.token], capture_output=True, text=True, timeout=100)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
