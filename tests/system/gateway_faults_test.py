# SPDX-License-Identifier: Apache-2.0
"""Servers and clients that misbehave at the gateway: what they do stays with them."""
import json
import os
import socket
import struct
import subprocess
import threading
import unittest

from support import TOOLSHED, SystemTest, wait_until

# Logs before each answer, and has a tool that takes its time.
SERVER = '''
import json, sys, threading, time
lock = threading.Lock()
def say(message):
    with lock: print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)
def answer(message):
    method, params = message["method"], message.get("params", {})
    say({"method": "notifications/message", "params": {"level": "info", "data": method}})
    if method == "initialize":
        result = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}, "logging": {}},
                  "serverInfo": {"name": "t", "version": "1"}}
    elif method == "tools/list":
        result = {"tools": [{"name": "wait", "inputSchema": {"type": "object"}}]}
    elif method == "tools/call":
        time.sleep(params["arguments"]["seconds"])
        result = {"content": [{"type": "text", "text": params["arguments"].get("text", "")}]}
    else:
        return say({"id": message["id"], "error": {"code": -32601, "message": "no"}})
    say({"id": message["id"], "result": result})
for line in iter(sys.stdin.readline, ""):
    message = json.loads(line)
    if "method" in message and "id" in message:
        threading.Thread(target=answer, args=(message,), daemon=True).start()
'''
BOTH = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}


class GatewayFaults(SystemTest):
    settings = {"gateway.keep_alive": "1h"}  # so that nothing is noticed by a write alone

    def setUp(self):
        super().setUp()
        self.daemon.start()
        run = self.daemon.verified("file://" + self.repository({
            "Dockerfile": 'FROM python:3.11-slim\nCOPY server.py /app/server.py\nCMD ["python3", "/app/server.py"]\n',
            "server.py": SERVER}, "odd"), "odd")
        self.assertEqual(run["state"], "passed", run["error"])
        self.session = self.daemon.session("odd")["id"]
        self.path = "/mcp/" + self.session

    def post(self, message, mine=None):
        return self.daemon.ask("POST", self.path, message, {**BOTH, **(mine or {})})

    def open(self, **capabilities):
        asked = {**INITIALIZE, "params": {**INITIALIZE["params"], "capabilities": capabilities}}
        answer = self.post(asked)
        self.assertEqual((answer.status, answer.json.get("id")), (200, 0), answer.text)
        self.assertIn("result", answer.json)
        mine = {"Mcp-Session-Id": answer.headers["Mcp-Session-Id"]}
        self.assertEqual(self.post({"jsonrpc": "2.0", "method": "notifications/initialized"}, mine).status, 202)
        return mine

    def counts(self):
        return self.daemon.ask("GET", "/api/v1/gateway").json

    def test_a_log_line_before_an_answer_is_not_the_answer(self):
        self.open()
        self.open(roots={})

    def test_a_reset_connection_is_a_client_that_has_left(self):
        host, port = self.daemon.url[len("http://"):].rsplit(":", 1)
        client = socket.create_connection((host, int(port)))
        client.sendall((f"GET {self.path}/sse HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n"
                        f"Authorization: Bearer {self.daemon.token}\r\n\r\n").encode())
        self.assertIn(b"200 OK", client.recv(100))
        wait_until("the session", lambda: self.counts()["protocol_sessions"] == 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        wait_until("its end", lambda: self.counts()["protocol_sessions"] == 0)

    def test_a_cancelled_call_is_recorded(self):
        mine = self.open()
        call = {"jsonrpc": "2.0", "id": 5, "method": "tools/call",
                "params": {"name": "wait", "arguments": {"seconds": 600}}}
        calling = threading.Thread(target=self.post, args=(call, mine))
        calling.start()
        wait_until("the call", lambda: self.counts()["in_flight"] == 1)
        self.post({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 5}}, mine)
        calling.join(60)
        self.assertFalse(calling.is_alive(), "its stream ends")
        record = wait_until("record", lambda: self.daemon.ask(
            "GET", "/api/v1/calls?session=" + self.session).json["items"])[0]
        self.assertEqual((record["tool"], record["outcome"]), ("wait", "transport_error"))

    def test_sessions_that_were_only_opened_make_room_soon(self):
        self.daemon.stop()
        self.daemon.start(**{"gateway.handshake_limit": "1s", "gateway.upstreams_per_target": "2"})
        for _ in range(2):
            asked = {**INITIALIZE, "params": {**INITIALIZE["params"], "capabilities": {"roots": {}}}}
            self.assertEqual(self.post(asked).status, 200)
        wait_until("room for another", lambda: self.post(
            {**INITIALIZE, "params": {**INITIALIZE["params"], "capabilities": {"sampling": {}}}}).status == 200)

    def test_a_client_of_connect_may_use_an_id_twice(self):
        process = subprocess.Popen(
            [TOOLSHED, "connect", self.session, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"PATH": os.environ["PATH"], "TOOLSHED_URL": self.daemon.url, "TOOLSHED_DATA": self.daemon.data})
        self.addCleanup(process.kill)

        def say(message):
            process.stdin.write(json.dumps(message) + "\n")
            process.stdin.flush()

        def heard(wanted):
            while True:
                message = json.loads(process.stdout.readline())
                if wanted(message):
                    return message
        say(INITIALIZE)
        heard(lambda message: message.get("id") == 0)
        say({"jsonrpc": "2.0", "method": "notifications/initialized"})
        for text in ("one", "other"):
            say({"jsonrpc": "2.0", "id": 9, "method": "tools/call",
                 "params": {"name": "wait", "arguments": {"seconds": 1, "text": text}}})
        texts = {heard(lambda message: message.get("id") == 9)["result"]["content"][0]["text"] for _ in range(2)}
        self.assertEqual(texts, {"one", "other"})
        process.stdin.close()
        self.assertEqual(process.wait(60), 0)
        process.stdout.close()


if __name__ == "__main__":
    unittest.main()
