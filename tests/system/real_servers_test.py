# SPDX-License-Identifier: Apache-2.0
"""Published servers and libraries of several languages and transports. Each case needs its package index to answer and is
skipped, loudly, when it does not."""
import os
import shutil
import subprocess
import sys
import unittest

from support import SystemTest

SDK_SERVER = '''
import sys
from mcp.server.fastmcp import FastMCP
server = FastMCP("sdk", host="0.0.0.0", port=8000)
@server.tool()
def add(a: int, b: int) -> int:
    """Adds."""
    return a + b
server.run(transport=sys.argv[1])
'''
GO_SERVER = '''
package main

import (
	"context"
	"fmt"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
)

func main() {
	s := server.NewMCPServer("go", "1")
	s.AddTool(mcp.NewTool("add", mcp.WithNumber("a", mcp.Required()), mcp.WithNumber("b", mcp.Required())),
		func(_ context.Context, request mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			a, b := request.GetFloat("a", 0), request.GetFloat("b", 0)
			return mcp.NewToolResultText(fmt.Sprint(a + b)), nil
		})
	if err := server.ServeStdio(s); err != nil {
		panic(err)
	}
}
'''
ADD = ("add", {"a": 2, "b": 40}, "42")


def answers(*command):
    """Whether an index gives what a command asks of it."""
    return subprocess.run(command, capture_output=True, timeout=120, check=False).returncode == 0


class RealServers(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()

    def needs(self, index, *command):
        try:
            if shutil.which(command[0]) and answers(*command):
                return
        except subprocess.TimeoutExpired:
            pass
        print(f"SKIPPED, NOT SHOWN: {self.id()}: {index} does not answer here", file=sys.stderr)
        self.skipTest(f"{index} does not answer")

    def check(self, name, files, transport, tool, arguments, expected):
        run = self.daemon.verified("file://" + self.repository(files, name), name)
        self.assertEqual(run["state"], "passed", run["error"])
        self.assertEqual(run["evidence"]["protocol"]["transport"]["kind"], transport)
        session = self.daemon.session(name)
        self.assertEqual(session["state"], "active", session["error"])
        for _ in range(3):
            call = self.daemon.call(session["id"], tool, arguments)
            self.assertEqual(call.json["outcome"], "ok", call.text)
            self.assertIn(expected, call.json["result"]["content"][0]["text"])

    def npm(self, name, package, program, tool, arguments, expected):
        self.needs("the npm registry", "npm", "view", package, "version")
        self.check(name, {"Dockerfile": f"FROM node:20-slim\nWORKDIR /app\nRUN npm install --no-audit --no-fund {package}\n"
                                        f'CMD ["/app/node_modules/.bin/{program}"]\n'}, "stdio", tool, arguments, expected)

    def pip(self, name, packages, files, command, transport, tool, arguments, expected):
        """The packages lie in the repository, since a build need not reach the index that this machine reaches."""
        lib = os.path.join(self.folder, "lib")
        self.needs("the Python package index", "python3.11", "-m", "pip", "install", "-q", "--target", lib, *packages)
        self.check(name, {"Dockerfile": "FROM python:3.11-slim\nCOPY . /app\nENV PYTHONPATH=/app/lib\n"
                                        f"CMD {command}\n", "lib": "tree:" + lib, **files},
                   transport, tool, arguments, expected)

    def test_node_memory(self):
        self.npm("memory", "@modelcontextprotocol/server-memory@2026.8.31", "mcp-server-memory", "read_graph", {}, "entities")

    def test_node_sequential_thinking(self):
        self.npm("thinking", "@modelcontextprotocol/server-sequential-thinking@2026.8.31", "mcp-server-sequential-thinking",
                 "sequentialthinking", {"thought": "x", "nextThoughtNeeded": False, "thoughtNumber": 1, "totalThoughts": 1},
                 "thoughtNumber")

    def test_python_time(self):
        self.pip("time", ["mcp-server-time==2026.10.19", "tzdata"], {},
                 '["python3", "-m", "mcp_server_time", "--local-timezone", "UTC"]', "stdio", "convert_time",
                 {"source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"}, "21:00")

    def test_python_sdk_over_streamable_http(self):
        self.pip("sdk-http", ["mcp==1.30.0"], {"server.py": SDK_SERVER}, '["python3", "/app/server.py", "streamable-http"]',
                 "streamable_http", *ADD)

    def test_python_sdk_over_http_and_sse(self):
        self.pip("sdk-sse", ["mcp==1.30.0"], {"server.py": SDK_SERVER}, '["python3", "/app/server.py", "sse"]', "sse", *ADD)

    def test_go_library_in_a_static_program(self):
        self.needs("the Go module proxy", "go", "version")
        folder = os.path.join(self.folder, "go")
        os.makedirs(folder)
        with open(os.path.join(folder, "main.go"), "w") as text:
            text.write(GO_SERVER)
        environment = {**os.environ, "CGO_ENABLED": "0"}
        for command in (["go", "mod", "init", "example/server"], ["go", "get", "github.com/mark3labs/mcp-go/server@v1.2.1"],
                        ["go", "build", "-o", "server", "."]):
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=240)
            if done.returncode != 0 and command[1] == "get":
                print(f"SKIPPED, NOT SHOWN: {self.id()}: the Go module proxy does not answer", file=sys.stderr)
                self.skipTest("the Go module proxy does not answer")
            self.assertEqual(done.returncode, 0, done.stderr[-1000:])
        self.check("go-static", {"Dockerfile": 'FROM scratch\nCOPY server /server\nENTRYPOINT ["/server"]\n',
                                 "server": "copy:" + os.path.join(folder, "server")}, "stdio", *ADD)


if __name__ == "__main__":
    unittest.main()
