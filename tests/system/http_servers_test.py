# SPDX-License-Identifier: Apache-2.0
"""Servers that speak HTTP: found out by themselves, or told how they are reached."""
import os
import subprocess
import unittest

from support import SOURCE, EXAMPLES, SystemTest

PYTHON_SERVER = '''
import http.server, json, sys
PATH, HOST = sys.argv[1], sys.argv[2]
TOOLS = [{"name": "shout", "inputSchema": {"type": "object"}}]
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def reply(self, status, body=b"", kind="application/json"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.reply(405)
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != PATH:
            return self.reply(404, b"<html>not here</html>", "text/html")
        if HOST and self.headers["Host"] != HOST:
            return self.reply(403, b"unknown host", "text/plain")
        message = json.loads(body)
        if "id" not in message:
            return self.reply(202)
        methods = {"initialize": lambda p: {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                            "serverInfo": {"name": "http", "version": "1"}},
                   "tools/list": lambda p: {"tools": TOOLS},
                   "tools/call": lambda p: {"content": [{"type": "text", "text": p["arguments"]["text"].upper()}]}}
        answer = {"jsonrpc": "2.0", "id": message["id"]}
        if message["method"] in methods:
            answer["result"] = methods[message["method"]](message.get("params"))
        else:
            answer["error"] = {"code": -32601, "message": "no such method"}
        self.reply(200, json.dumps(answer).encode())
print("Uvicorn running on http://0.0.0.0:8123", flush=True)
http.server.ThreadingHTTPServer(("0.0.0.0", 8123), Handler).serve_forever()
'''


class HttpServers(SystemTest):
    def python_repository(self, name, path, host=""):
        return "file://" + self.repository({
            "Dockerfile": "FROM python:3.11-slim\nCOPY server.py /\nEXPOSE 8123\n"
                          f'CMD ["python3", "/server.py", "{path}", "{host}"]\n',
            "server.py": PYTHON_SERVER}, name)

    def everything(self, mode, name):
        folder = os.path.join(self.folder, name)
        subprocess.run([os.path.join(SOURCE, "examples/make-repo.sh"), "everything", folder, EXAMPLES], check=True)
        with open(os.path.join(folder, "Dockerfile")) as text:
            dockerfile = text.read()
        self.commit(folder, {"Dockerfile": dockerfile.replace('"stdio"', f'"{mode}"')})
        return "file://" + folder

    def check(self, name, source, tool, arguments, expected, kind, path, **fields):
        run = self.daemon.verified(source, name, **fields)
        self.assertEqual(run["state"], "passed", run["error"])
        transport = run["evidence"]["protocol"]["transport"]
        self.assertEqual((transport["kind"], transport["path"]), (kind, path))
        session = self.daemon.session(name)
        self.assertEqual(session["state"], "active", session["error"])
        for _ in range(3):
            call = self.daemon.call(session["id"], tool, arguments)
            self.assertEqual(call.json["outcome"], "ok", call.text)
            self.assertIn(expected, call.json["result"]["content"][0]["text"])
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        return run

    def test_python_server_is_found_by_its_port(self):
        self.daemon.start()
        run = self.check("found", self.python_repository("found", "/mcp"), "shout", {"text": "hello"}, "HELLO",
                         "streamable_http", "/mcp")
        self.assertEqual(run["evidence"]["findings"], [])
        self.assert_nothing_left()

    def test_server_at_an_unusual_place_is_told(self):
        self.daemon.start()
        source = self.python_repository("told", "/api/tools", "mcp.example:8123")
        self.check("told", source, "shout", {"text": "hello"}, "HELLO", "streamable_http", "/api/tools",
                   settings={"transport": {"kind": "streamable_http", "path": "/api/tools", "host": "mcp.example:8123"}})
        self.daemon.settings["mcp.negotiate_limit"] = "3s"
        self.daemon.stop()
        self.daemon.start()
        run = self.daemon.verified(source, "untold")
        self.assertEqual(run["state"], "failed")
        self.assertEqual(run["error"]["code"], "protocol_error", run["error"])
        self.assertIn("port 8123", run["error"]["message"])
        self.assertIn("tell its port and path", run["error"]["message"])

    def test_everything_over_both_kinds_of_http(self):
        self.daemon.start()
        for mode, kind, path in (("streamableHttp", "streamable_http", "/mcp"), ("sse", "sse", "/sse")):
            name = mode.lower()
            self.check(name, self.everything(mode, name), "echo", {"message": "hello"}, "hello", kind, path)

    def test_settings_that_cannot_be(self):
        self.daemon.start()
        for transport in ({"kind": "carrier-pigeon"}, {"port": 70000}, {"path": "mcp"}, {"host": "a\r\nb"}):
            answer = self.daemon.ask("POST", "/api/v1/servers", {
                "source": "https://localhost/a/b", "settings": {"transport": transport}})
            self.assertEqual((answer.status, answer.error["code"], answer.error["pointer"]),
                             (400, "bad_settings", "/settings/transport"), answer.text)


if __name__ == "__main__":
    unittest.main()
