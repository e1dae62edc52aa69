# SPDX-License-Identifier: Apache-2.0
"""An engine that is absent, and one that dies in the middle of a run."""
import http.server
import json
import os
import socketserver
import subprocess
import threading
import unittest

from support import SystemTest, engine, wait_until


class Relay:
    """A Unix socket in front of the engine's, which the test can take away and bring back."""

    def __init__(self, path):
        self.path = path
        self.process = None

    def open(self):
        here = os.path.dirname(os.path.abspath(__file__))
        self.process = subprocess.Popen(["python3", os.path.join(here, "relay.py"), self.path, engine()[len("unix://"):]])
        wait_until("relay", lambda: os.path.exists(self.path))

    def close(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None
        if os.path.exists(self.path):
            os.unlink(self.path)


class OldEngine(socketserver.ThreadingUnixStreamServer):
    """What Docker 1.12 says of itself; nobody has such an engine any more to test with."""
    daemon_threads = True

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            known = self.path.endswith(("/version", "/_ping"))
            body = b'{"Version": "1.12.6", "ApiVersion": "1.24", "MinAPIVersion": "1.12", "Os": "linux", "Arch": "amd64"}'
            self.send_response(200 if known else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def address_string(self):
            return "engine"

        def log_message(self, *words):
            pass

    def __init__(self, path):
        super().__init__(path, self.Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class EngineGone(SystemTest):
    def setUp(self):
        super().setUp()
        self.relay = Relay(os.path.join(self.folder, "engine.sock"))
        self.addCleanup(self.relay.close)
        self.daemon.settings["host"] = "unix://" + self.relay.path

    def test_absent_engine_is_named_with_the_mend(self):
        self.daemon.settings["verification.engine_wait"] = "1s"
        self.daemon.start()
        doctor = self.daemon.cli("doctor", check=1).stdout
        self.assertIn("cannot reach the container engine", doctor)
        self.assertIn("start it", doctor)
        run = self.daemon.verified("file://" + self.static_repository(), "one")
        self.assertEqual(run["error"]["code"], "engine_unavailable")

    def test_engine_that_is_too_old_is_named_with_the_mend(self):
        old = OldEngine(self.relay.path)
        self.addCleanup(old.server_close)
        self.addCleanup(old.shutdown)
        self.daemon.settings["verification.engine_wait"] = "1s"
        self.daemon.start()
        doctor = self.daemon.cli("doctor", check=1).stdout
        self.assertIn("Toolshed needs 1.40", doctor)
        run = self.daemon.verified("file://" + self.static_repository(), "one")
        self.assertEqual((run["state"], run["error"]["code"]), ("failed", "engine_too_old"), run["error"])

    def test_doctor_without_a_daemon(self):
        done = subprocess.run([os.path.join(os.environ["TOOLSHED_TEST_BUILD"], "toolshed"), "--json", "doctor"],
                              capture_output=True, text=True, timeout=60,
                              env={**self.daemon.environment(), "TOOLSHED_URL": "http://127.0.0.1:1"})
        self.assertEqual(done.returncode, 1)
        engine_check = next(check for check in json.loads(done.stdout)["checks"] if check["name"] == "engine")
        self.assertFalse(engine_check["ok"])

    def test_run_goes_on_when_the_engine_is_back(self):
        self.relay.open()
        self.daemon.start()
        server = self.daemon.add("file://" + self.repository(
            {"Dockerfile": 'FROM python:3.11-slim\nRUN sleep 4\nCOPY server /server\nENTRYPOINT ["/server"]\n',
             "server": "copy:" + os.path.join(os.environ["TOOLSHED_TEST_BUILD"], "examples/example_static_server")}), "one")
        path = "/api/v1/verifications/" + server["run_id"]
        wait_until("the build has begun", lambda: "sleep 4" in self.daemon.ask("GET", path + "/logs").json["text"])
        self.relay.close()
        wait_until("the engine is missed", lambda: not json.loads(
            self.daemon.ask("GET", "/api/v1/doctor").text)["ok"])
        self.relay.open()
        run = self.daemon.wait_run(server["run_id"])
        self.assertEqual(run["state"], "passed", run["error"])
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
