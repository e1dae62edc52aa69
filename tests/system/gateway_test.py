# SPDX-License-Identifier: Apache-2.0
"""The gateway's endpoint, spoken to over plain HTTP: sessions, streams, refusals."""
import http.client
import json
import unittest

from support import SystemTest, wait_until

BOTH = {"Accept": "application/json, text/event-stream", "Content-Type": "application/json"}
INITIALIZE = {"jsonrpc": "2.0", "id": 0, "method": "initialize",
              "params": {"protocolVersion": "2025-11-25", "capabilities": {},
                         "clientInfo": {"name": "test", "version": "1"}}}
ASKABLE = {**INITIALIZE, "params": {**INITIALIZE["params"], "capabilities": {"sampling": {}}}}


class Gateway(SystemTest):
    def ready(self, name="static"):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(name), name)
        self.session = self.daemon.session(name)
        self.assertEqual(self.session["state"], "active", self.session["error"])
        self.path = "/mcp/" + self.session["id"]

    def post(self, message, headers=None, raw=None, **more):
        return self.daemon.ask("POST", self.path, message, {**BOTH, **(headers or {})}, raw=raw, **more)

    def open(self, initialize=None):
        answer = self.post(initialize or INITIALIZE)
        self.assertEqual(answer.status, 200, answer.text)
        mine = {"Mcp-Session-Id": answer.headers["Mcp-Session-Id"], "MCP-Protocol-Version": "2025-11-25"}
        told = self.post({"jsonrpc": "2.0", "method": "notifications/initialized"}, mine)
        self.assertEqual((told.status, told.text), (202, ""))
        return mine

    def add(self, mine, message_id, a, b):
        answer = self.post({"jsonrpc": "2.0", "id": message_id, "method": "tools/call",
                            "params": {"name": "add", "arguments": {"a": a, "b": b}}}, mine)
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(answer.json["id"], message_id)
        return answer.json["result"]["content"][0]["text"]

    def test_a_client_calls_tools_and_the_call_is_recorded(self):
        self.ready()
        mine = self.open()
        listed = self.post({"jsonrpc": "2.0", "id": "first", "method": "tools/list"}, mine)
        self.assertEqual(listed.json["id"], "first", "an id keeps its type")
        self.assertTrue(listed.json["result"]["tools"])
        self.assertEqual(float(self.add(mine, 7, 2, 40)), 42)
        call = wait_until("record", lambda: self.daemon.ask(
            "GET", "/api/v1/calls?session=" + self.session["id"]).json["items"])[0]
        self.assertEqual((call["tool"], call["outcome"]), ("add", "ok"))

    def test_sessions_are_told_apart(self):
        self.ready()
        clients = [self.open(), self.open(), self.open(ASKABLE)]
        self.assertEqual(len({client["Mcp-Session-Id"] for client in clients}), 3)
        for number, client in enumerate(clients):
            self.assertEqual(float(self.add(client, 1, number, 100)), 100 + number)
        gone = self.daemon.ask("DELETE", self.path, headers=clients[0])
        self.assertEqual(gone.status, 204)
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        self.assertEqual(self.post(ping, clients[0]).status, 404)
        self.assertEqual(self.post(ping, clients[1]).json, {"jsonrpc": "2.0", "id": 1, "result": {}})

    def test_what_is_no_proper_request_is_refused_as_the_protocol_says(self):
        self.ready()
        mine = self.open()
        ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        for what, status, code, answer in (
                ("no JSON", 400, -32700, self.post(None, mine, raw="{")),
                ("a batch", 400, -32600, self.post([ping], mine)),
                ("no message", 400, -32600, self.post({"id": 1}, mine)),
                ("no session", 400, -32600, self.post(ping)),
                ("unknown session", 404, -32001, self.post(ping, {**mine, "Mcp-Session-Id": "0" * 32})),
                ("another version", 400, -32600, self.post(ping, {**mine, "MCP-Protocol-Version": "1999-01-01"})),
                ("only JSON", 406, -32600, self.post(ping, {**mine, "Accept": "application/json"})),
                ("other content", 415, -32600, self.post(ping, {**mine, "Content-Type": "text/plain"})),
                ("GET of JSON", 406, -32600, self.daemon.ask("GET", self.path, headers={**mine, "Accept": "application/json"})),
                ("a foreign origin", 403, -32600, self.post(ping, {**mine, "Origin": "http://evil.example"})),
                ("no token", 401, -32600, self.post(ping, mine, token=False))):
            with self.subTest(what):
                self.assertEqual((answer.status, answer.error["code"]), (status, code), answer.text)
                self.assertNotIn("id", [key for key in answer.json if answer.json[key] is None])
        self.assertEqual(self.daemon.ask("PUT", self.path, {}, mine).status, 405)
        self.path += "x"
        self.assertEqual(self.post(ping, mine).status, 404)

    def test_a_second_stream_of_events_replaces_the_first(self):
        self.ready()
        mine = self.open()
        first, second = self.stream(mine), self.stream(mine)
        self.assertEqual(first.read(), b": open\n\n", "the first one ends")
        self.assertEqual(second.status, 200)
        self.assertEqual(second.getheader("Content-Type"), "text/event-stream")

    def stream(self, mine):
        host, port = self.daemon.url[len("http://"):].rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=60)
        self.addCleanup(connection.close)
        connection.request("GET", self.path, headers={
            **mine, "Accept": "text/event-stream", "Authorization": "Bearer " + self.daemon.token})
        return connection.getresponse()


if __name__ == "__main__":
    unittest.main()
