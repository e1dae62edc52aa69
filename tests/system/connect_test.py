# SPDX-License-Identifier: Apache-2.0
"""`toolshed connect TARGET --stdio`: a client that only starts commands speaks with a session."""
import json
import os
import signal
import subprocess
import unittest

from support import TOOLSHED, SystemTest, wait_until

INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize",
              "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}


class Connect(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "static")

    def connect(self, target):
        process = subprocess.Popen(
            [TOOLSHED, "connect", target, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, env={"PATH": os.environ["PATH"], "HOME": self.folder, "TOOLSHED_URL": self.daemon.url,
                            "TOOLSHED_DATA": self.daemon.data})
        self.addCleanup(self.finish, process)
        return process

    @staticmethod
    def finish(process):
        if process.poll() is None:
            process.kill()
        process.wait(60)
        for stream in (process.stdin, process.stdout, process.stderr):
            stream.close()

    def say(self, process, message):
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()

    def ask(self, process, message):
        self.say(process, message)
        return json.loads(process.stdout.readline())

    def live(self):
        return self.daemon.ask("GET", "/api/v1/sessions?live=true").json["items"]

    def check_conversation(self, process):
        opened = self.ask(process, INITIALIZE)
        self.assertEqual((opened["id"], opened["result"]["protocolVersion"]), (0, "2025-11-25"))
        self.say(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
        called = self.ask(process, {"jsonrpc": "2.0", "id": "a", "method": "tools/call",
                                    "params": {"name": "add", "arguments": {"a": 2, "b": 40}}})
        self.assertEqual(called["id"], "a")
        self.assertEqual(float(called["result"]["content"][0]["text"]), 42)
        unknown = self.ask(process, {"jsonrpc": "2.0", "id": 2, "method": "no/such"})
        self.assertEqual(unknown["error"]["code"], -32601)

    def test_a_server_gets_a_session_that_ends_with_the_input(self):
        process = self.connect("static")
        self.check_conversation(process)
        self.assertEqual(len(self.live()), 1)
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)
        self.assertEqual(process.stdout.read(), "", "standard output carries messages only")
        self.assertEqual(self.live(), [])

    def test_a_session_is_joined_and_left_as_it_is(self):
        session = self.daemon.session("static")["id"]
        process = self.connect(session)
        self.check_conversation(process)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 0)
        self.assertEqual([each["id"] for each in self.live()], [session])

    def test_what_goes_wrong_is_told_where_a_client_looks(self):
        process = self.connect("nobody")
        self.assertEqual(process.wait(60), 1)
        self.assertIn("there is no server 'nobody'", process.stderr.read())
        session = self.daemon.session("static")["id"]
        process = self.connect(session)
        self.ask(process, INITIALIZE)
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session)
        gone = self.ask(process, {"jsonrpc": "2.0", "id": 5, "method": "ping"})
        self.assertEqual((gone["id"], gone["error"]["code"]), (5, -32603))
        self.assertEqual(process.wait(60), 1)
        wait_until("no container", lambda: not self.daemon.containers())


if __name__ == "__main__":
    unittest.main()
