# SPDX-License-Identifier: Apache-2.0
"""Many clients at once, and clients that are gone: nobody gets another's answer, and nothing is left of them."""
import asyncio
import json
import os
import unittest

from support import SystemTest, docker, wait_until

CLIENTS = 64
CALLS = 60  # of each client
SESSIONS = 10_000
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize",
              "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "load", "version": "1"}}}


class Client:
    """HTTP/1.1 on one kept connection, without any library between."""

    def __init__(self, daemon, path):
        self.host, port = daemon.url[len("http://"):].rsplit(":", 1)
        self.port = int(port)
        self.path = path
        self.token = daemon.token
        self.session = None
        self.reader = self.writer = None

    async def post(self, message):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        body = json.dumps(message).encode()
        lines = [f"POST {self.path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Authorization: Bearer " + self.token,
                 "Content-Type: application/json", "Accept: application/json, text/event-stream",
                 f"Content-Length: {len(body)}"]
        if self.session:
            lines += ["Mcp-Session-Id: " + self.session, "MCP-Protocol-Version: 2025-11-25"]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await self.writer.drain()
        return await self.answer()

    async def answer(self):
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        status = int(head[0].split()[1])
        if fields.get("transfer-encoding") == "chunked":
            text = b""
            while size := int(await self.reader.readline(), 16):
                text += await self.reader.readexactly(size)
                await self.reader.readline()
            await self.reader.readline()
            messages = [json.loads(line[6:]) for line in text.decode().split("\n") if line.startswith("data: ")]
        else:
            text = await self.reader.readexactly(int(fields.get("content-length", 0)))
            messages = [json.loads(text)] if text else []
        self.session = fields.get("mcp-session-id", self.session)
        return status, messages

    async def open(self):
        status, messages = await self.post(INITIALIZE)
        assert status == 200 and "result" in messages[0], (status, messages)
        status, _ = await self.post({"jsonrpc": "2.0", "method": "notifications/initialized"})
        assert status == 202, status

    def close(self):
        if self.writer:
            self.writer.close()
            self.writer = None


class Load(SystemTest):
    def ready(self, **settings):
        self.daemon.settings.update(settings)
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "static")
        self.session = self.daemon.session("static")
        self.path = "/mcp/" + self.session["id"]

    async def call_much(self, number, wrong):
        client = Client(self.daemon, self.path)
        await client.open()
        for call in range(CALLS):
            # The same ids and tokens for all of them.
            status, messages = await client.post({
                "jsonrpc": "2.0", "id": call, "method": "tools/call",
                "params": {"name": "add", "arguments": {"a": number * 1000, "b": call}, "_meta": {"progressToken": call}}})
            answers = [message for message in messages if "result" in message]
            if status != 200 or len(answers) != 1 or answers[0]["id"] != call or \
                    float(answers[0]["result"]["content"][0]["text"]) != number * 1000 + call:
                wrong.append((number, call, status, messages))
        client.close()

    def test_nobody_gets_anothers_answer(self):
        self.ready()
        wrong = []

        async def all_of_them():
            await asyncio.gather(*(self.call_much(number, wrong) for number in range(CLIENTS)))
        asyncio.run(asyncio.wait_for(all_of_them(), 500))
        self.assertEqual(wrong, [])
        wait_until("every call is recorded", lambda: self.recorded() == CLIENTS * CALLS, 120)

    def recorded(self):
        count, cursor = 0, ""
        while True:
            page = self.daemon.ask("GET", f"/api/v1/calls?session={self.session['id']}&limit=1000&cursor={cursor}").json
            count += len(page["items"])
            cursor = page["next_cursor"]
            if not cursor:
                return count

    def holdings(self):
        pid = self.daemon.process.pid
        with open(f"/proc/{pid}/status") as text:
            memory = next(int(line.split()[1]) for line in text if line.startswith("VmRSS"))
        return {"descriptors": len(os.listdir(f"/proc/{pid}/fd")), "memory_kib": memory, "processes": self.processes()}

    def processes(self):
        container = self.daemon.containers()[0]
        return len(docker("top", container, "-o", "pid")) - 1

    async def abandon(self, count):
        for _ in range(count):
            client = Client(self.daemon, self.path)
            status, _ = await client.post(INITIALIZE)
            assert status == 200, status
            client.close()

    def test_abandoned_sessions_leave_nothing(self):
        # A sanitizer would keep what is freed for a while.
        self.daemon.variables["ASAN_OPTIONS"] = "quarantine_size_mb=1"
        self.ready(**{"gateway.session_idle": "1s", "gateway.sessions_per_target": "20000"})

        def open_and_leave(count):
            async def several():
                await asyncio.gather(*(self.abandon(count // 16) for _ in range(16)))
            asyncio.run(asyncio.wait_for(several(), 500))
        open_and_leave(160)
        wait_until("the first ones are forgotten", lambda: self.forgotten())
        before = self.holdings()
        open_and_leave(SESSIONS)
        wait_until("all are forgotten", lambda: self.forgotten())
        after = wait_until("connections are closed",
                           lambda: (now := self.holdings())["descriptors"] <= before["descriptors"] + 2 and now)
        self.assertEqual(after["processes"], before["processes"])
        self.assertLess(after["memory_kib"] - before["memory_kib"], 48 * 1024)
        self.assertEqual(self.daemon.ask("GET", "/healthz", token=False).status, 200)

    def forgotten(self):
        return self.daemon.ask("GET", "/api/v1/gateway").json["protocol_sessions"] == 0


if __name__ == "__main__":
    unittest.main()
