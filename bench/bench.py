# SPDX-License-Identifier: Apache-2.0
"""bench.py [NAME]: the figures of docs/benchmarks.md, measured on this machine: a table and JSON. Never a test."""
import json
import os
import platform
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tests/system"))
import support  # noqa: E402

ROUNDS = int(os.environ.get("TOOLSHED_BENCH_ROUNDS", "7"))
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
    "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "bench", "version": "1"}}}


def median(values):
    return round(statistics.median(values), 2)


class Bench(support.SystemTest):
    def runTest(self):  # the fixture of the system tests, used outside a test run
        pass


class Stdio:
    """The same server without anything of ours: a child on two pipes."""

    def __init__(self, program):
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def bare_start(program):
    begin = time.perf_counter()
    server = Stdio(program)
    server.ask(INITIALIZE)
    spent = (time.perf_counter() - begin) * 1000
    server.close()
    return spent


def verification(bench):
    """Our part: everything but resolve, fetch, build and the time inside the server's own process."""
    ours, steps = [], {}
    repository = bench.static_repository()
    run = bench.daemon.passed("file://" + repository, "static")
    for _ in range(ROUNDS):
        answer = bench.daemon.ask("POST", "/api/v1/servers/static/verifications", {"force": True})
        run = bench.daemon.wait_run(answer.json["id"])
        total = 0
        for step in run["steps"]:
            if step["kind"] in ("resolve", "fetch", "build") or step["duration_ms"] is None:
                continue
            part = step["duration_ms"] - step["server_ms"]
            steps.setdefault(step["kind"], []).append(part)
            total += part
        ours.append(total)
    parts = {kind: median(values) for kind, values in steps.items()}
    return {"our_part_ms": median(ours), "parts_ms": parts, "wanted": "≤ 1000"}


def session(bench):
    program = os.path.join(support.EXAMPLES, "example_static_server")
    cold, bare, engine = [], [], []
    for _ in range(ROUNDS):
        bare.append(bare_start(program))
        started = bench.daemon.session("static")
        cold.append(started["ready_ms"])
        engine.append(started["ready_ms"] - started["server_ms"])
        bench.daemon.ask("DELETE", "/api/v1/sessions/" + started["id"])
    return {"cold_ms": median(cold), "without_the_server_ms": median(engine), "bare_start_ms": median(bare),
            "wanted": f"≤ {400 + median(bare)}"}


def call(bench):
    """Interleaved: one call on bare stdio, one through the daemon."""
    started = bench.daemon.session("static")["id"]
    path = f"/api/v1/sessions/{started}/tools/add/execute"
    server = Stdio(os.path.join(support.EXAMPLES, "example_static_server"))
    server.ask(INITIALIZE)
    connection = support.http.client.HTTPConnection(*bench.daemon.url[7:].rsplit(":", 1))
    headers = {"Authorization": "Bearer " + bench.daemon.token, "Content-Type": "application/json"}
    bare, through, inside, floor = [], [], [], []
    for number in range(200):
        begin = time.perf_counter()
        server.ask({"jsonrpc": "2.0", "id": number + 2, "method": "tools/call",
                    "params": {"name": "add", "arguments": {"a": 1, "b": 2}}})
        bare.append((time.perf_counter() - begin) * 1000)
        begin = time.perf_counter()
        connection.request("POST", path, '{"params": {"a": 1, "b": 2}}', headers)
        answer = json.loads(connection.getresponse().read())
        through.append((time.perf_counter() - begin) * 1000)
        inside.append(answer["duration_ms"])
        # What this client and one HTTP exchange cost by themselves.
        begin = time.perf_counter()
        connection.request("GET", "/healthz", headers=headers)
        connection.getresponse().read()
        floor.append((time.perf_counter() - begin) * 1000)
    server.close()
    return {"bare_stdio_ms": median(bare), "through_the_daemon_ms": median(through),
            "more_ms": round(median(through) - median(bare), 2), "daemon_to_server_ms": median(inside),
            "http_exchange_alone_ms": median(floor),
            "wanted": "≤ 0.5 more"}


def hundred_sessions(bench):
    begin = time.perf_counter()
    ids = [bench.daemon.ask("POST", "/api/v1/sessions", {"server_id": "static"}).json["id"] for _ in range(100)]
    states = [bench.daemon.ask("GET", f"/api/v1/sessions/{each}?wait=ready").json["state"] for each in ids]
    spent = time.perf_counter() - begin
    images = len(bench.daemon.images())
    for each in ids:
        bench.daemon.ask("DELETE", "/api/v1/sessions/" + each)
    return {"active": states.count("active"), "seconds": round(spent, 1), "images_of_the_server": images, "wanted": "100 active"}


def daemon(bench):
    ready = []
    for _ in range(ROUNDS):
        bench.daemon.stop()
        begin = time.perf_counter()
        bench.daemon.start()
        ready.append((time.perf_counter() - begin) * 1000)
    with open(f"/proc/{bench.daemon.process.pid}/status") as text:
        resident = next(int(line.split()[1]) for line in text if line.startswith("VmRSS"))
    size = os.path.getsize(support.TOOLSHED)
    shim = os.path.getsize(os.path.join(support.BUILD, "toolshed-shim"))
    return {"ready_ms": median(ready), "at_rest_mb": round(resident / 1024, 1), "binary_mb": round(size / 1e6, 1),
            "shim_mb": round(shim / 1e6, 2), "wanted": "≤ 300 ms, ≤ 20 MB, ≤ 40 MB, ≤ 2 MB"}


PARTS = {"verification": verification, "session": session, "call": call, "hundred_sessions": hundred_sessions, "daemon": daemon}


def machine():
    with open("/proc/meminfo") as text:
        memory = int(text.readline().split()[1]) >> 20
    return {"cpus": os.cpu_count(), "memory_gib": memory, "kernel": platform.release(),
            "date": time.strftime("%Y-%m-%d"), "rounds": ROUNDS}


def main():
    wanted = sys.argv[1:] or list(PARTS)
    bench = Bench()
    bench.setUp()
    figures = {"machine": machine()}
    try:
        bench.daemon.start()
        if "verification" not in wanted:
            bench.daemon.passed("file://" + bench.static_repository(), "static")
        for name in wanted:
            figures[name] = PARTS[name](bench)
    finally:
        bench.doCleanups()
    print(f"| Figure | Value | Wanted |\n|---|---|---|")
    for name in wanted:
        for key, value in figures[name].items():
            if key != "wanted":
                print(f"| {name} {key} | {value} | {figures[name]['wanted']} |")
    print(json.dumps(figures))


main()
