# SPDX-License-Identifier: Apache-2.0
"""What verification finds out about servers that work, and about those that only lack a variable."""
import json
import unittest

from support import SystemTest

# A server of a few lines; BEFORE runs before it reads its input, AFTER once that has ended.
SERVER = '''
import json, os, subprocess, sys, time
BEFORE
for line in sys.stdin:
    message = json.loads(line)
    method, result = message.get("method"), None
    if method == "initialize":
        result = {"protocolVersion": "2025-11-25", "capabilities": {"tools": {}}, "serverInfo": {"name": "t", "version": "1"}}
    elif method == "tools/list":
        result = {"tools": [{"name": NAME, "inputSchema": {"type": "object"}}]}
    elif "id" in message:
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": {"code": -32601, "message": "no"}}), flush=True)
    if result is not None:
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
AFTER
'''


class Findings(SystemTest):
    settings = {"verification.slow_start": "700ms"}

    def setUp(self):
        super().setUp()
        self.daemon.start()

    def run_of_server(self, name, before="", after="", tool='"t"'):
        text = SERVER.replace("BEFORE", before).replace("AFTER", after).replace("NAME", tool)
        return self.daemon.verified("file://" + self.repository({
            "Dockerfile": 'FROM python:3.11-slim\nCOPY server.py /app/server.py\nCMD ["python3", "/app/server.py"]\n',
            "server.py": text}, name), name)

    def finding(self, name, code, *words, **server):
        run = self.run_of_server(name, **server)
        self.assertEqual(run["state"], "passed", run["error"])
        found = [finding for finding in run["evidence"]["findings"] if finding["code"] == code]
        self.assertEqual(len(found), 1, run["evidence"]["findings"])
        for word in words:
            self.assertIn(word, found[0]["detail"] + " " + found[0]["evidence"])
        self.assertTrue(found[0]["title"] and found[0]["mend"])
        self.assertIn(found[0]["severity"], ("info", "warning"))
        return found[0]

    def test_a_plain_server_has_none(self):
        self.daemon.stop()
        self.daemon.start(**{"verification.slow_start": "60s"})
        run = self.run_of_server("plain")
        self.assertEqual((run["state"], run["evidence"]["findings"]), ("passed", []))
        self.assertEqual(run["evidence"]["variables"], [])

    def test_each_habit_is_found_with_its_evidence(self):
        self.finding("noise", "stdout_garbage", "starting up", before='print("starting up", flush=True)')
        self.finding("eof", "ignores_end_of_input", "ended by its stop signal", after="time.sleep(60)")
        self.finding("stop", "ignores_stop_signal", before="import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)",
                     after="time.sleep(60)")
        self.finding("orphan", "orphan_children", "sleep",
                     before='subprocess.Popen(["sleep", "300"], stdin=subprocess.DEVNULL, start_new_session=True)')
        self.finding("slow", "slow_start", "ms", before="time.sleep(1.5)")
        self.finding("random", "unstable_tools", tool="str(os.getpid()) + str(time.time())")
        self.finding("writes", "write_refused", "/app/state", before=(
            "try: open('/app/state', 'w')\nexcept OSError as error: print(error, file=sys.stderr)"))
        self.finding("online", "needs_network", "name resolution", before=(
            "print('socket.gaierror: [Errno -3] Temporary failure in name resolution', file=sys.stderr)"))

    def test_a_server_that_lacks_variables_needs_configuration(self):
        run = self.run_of_server("config", before=(
            'for name in ("EXAMPLE_TOKEN", "EXAMPLE_URL"):\n'
            '    if name not in os.environ: print(f"Error: {name} environment variable is required", file=sys.stderr)\n'
            'if "EXAMPLE_TOKEN" not in os.environ: sys.exit(1)'))
        self.assertEqual((run["state"], run["error"]["code"]), ("needs_configuration", "needs_configuration"), run["error"])
        self.assertEqual(run["evidence"]["variables"], ["EXAMPLE_TOKEN", "EXAMPLE_URL"])
        self.assertIn("EXAMPLE_TOKEN, EXAMPLE_URL", run["error"]["message"])
        server = self.daemon.ask("GET", "/api/v1/servers/config").json
        self.assertEqual((server["status"], server["last_run"]["state"]), ("failing", "needs_configuration"))
        again = self.daemon.cli("server", "verify", "config", "--wait")
        self.assertEqual(again.returncode, 1)
        self.assertIn("EXAMPLE_TOKEN", again.stdout + again.stderr)
        self.assert_nothing_left()

    def test_the_command_line_tells_what_to_do(self):
        text = SERVER.replace("BEFORE", 'print("hello", flush=True)').replace("AFTER", "").replace("NAME", '"t"')
        source = self.repository({
            "Dockerfile": 'FROM python:3.11-slim\nCOPY server.py /app/server.py\nCMD ["python3", "/app/server.py"]\n',
            "server.py": text}, "cli")
        shown = self.daemon.cli("server", "add", "file://" + source, "--name", "cli", "--wait", check=0).stdout
        self.assertIn("! stdout_garbage: ", shown)
        self.assertIn("write logs to standard error", shown)
        run = json.loads(self.daemon.cli("run", "show", self.daemon.ask("GET", "/api/v1/servers/cli").json["last_run"]["id"],
                                         "--json", check=0).stdout)
        self.assertIn("stdout_garbage", json.dumps(run))


if __name__ == "__main__":
    unittest.main()
