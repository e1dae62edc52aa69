# SPDX-License-Identifier: Apache-2.0
"""bench.py [NAME]: the figures of docs/benchmarks.md, measured on this machine: a table and JSON. Never a test."""
import json
import os
import platform
import re
import socket
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "tests/system"))
import support  # noqa: E402
import gateway_bench  # noqa: E402

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


def network(bench):
    """What profile `public` adds to a cold start, beside what the engine's bridge alone adds to a container's."""
    bench.daemon.verified("file://" + bench.static_repository("open"), "open", settings={"network": "public"})
    image = bench.daemon.images()[0]
    closed, opened, none, bridge = [], [], [], []

    def ready(server):
        started = bench.daemon.session(server)
        bench.daemon.ask("DELETE", "/api/v1/sessions/" + started["id"])
        return started["ready_ms"]

    def container(network):
        name = support.docker("create", "--network", network, image)[0]
        begin = time.perf_counter()
        support.docker("start", name)
        spent = (time.perf_counter() - begin) * 1000
        support.docker("rm", "-f", name)
        return spent

    for _ in range(3 * ROUNDS):
        closed.append(ready("static"))
        opened.append(ready("open"))
        none.append(container("none"))
        bridge.append(container("bridge"))
    engine, ours = median(bridge) - median(none), median(opened) - median(closed)
    return {"cold_none_ms": median(closed), "cold_public_ms": median(opened), "more_ms": round(ours, 2),
            "of_it_the_bridge_ms": round(engine, 2), "of_it_the_rules_ms": round(ours - engine, 2),
            "wanted": "rules ≤ 30"}


class Http:
    """One kept connection and bytes made beforehand, so that what is timed is the daemon and not a client library."""

    def __init__(self, bench):
        host, port = bench.daemon.url[7:].rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.head = f"Host: {host}\r\nAuthorization: Bearer {bench.daemon.token}\r\n"

    def request(self, method, path, body=""):
        return (f"{method} {path} HTTP/1.1\r\n{self.head}Content-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n{body}").encode()

    def ask(self, request):
        self.socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(65536)
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(re.search(rb"content-length: *(\d+)", head, re.I).group(1))
        while len(body) < length:
            body += self.socket.recv(65536)
        return body


def call(bench):
    """Interleaved: one call on bare stdio, one through the daemon, one HTTP exchange that does nothing."""
    started = bench.daemon.session("static")["id"]
    server = Stdio(os.path.join(support.EXAMPLES, "example_static_server"))
    server.ask(INITIALIZE)
    client = Http(bench)
    call_request = client.request("POST", f"/api/v1/sessions/{started}/tools/add/execute", '{"params": {"a": 1, "b": 2}}')
    nothing = client.request("GET", "/healthz")
    bare, through, inside, floor = [], [], [], []
    for number in range(400):
        begin = time.perf_counter()
        server.ask({"jsonrpc": "2.0", "id": number + 2, "method": "tools/call",
                    "params": {"name": "add", "arguments": {"a": 1, "b": 2}}})
        bare.append((time.perf_counter() - begin) * 1000)
        begin = time.perf_counter()
        answer = client.ask(call_request)
        through.append((time.perf_counter() - begin) * 1000)
        inside.append(json.loads(answer)["duration_ms"])
        begin = time.perf_counter()
        client.ask(nothing)
        floor.append((time.perf_counter() - begin) * 1000)
    server.close()
    return {"bare_stdio_ms": median(bare), "through_the_daemon_ms": median(through),
            "more_ms": round(median(through) - median(bare), 2), "daemon_to_server_ms": median(inside),
            "http_exchange_alone_ms": median(floor), "wanted": "≤ 0.5 more"}


def hundred_sessions(bench):
    images = len(bench.daemon.images())
    begin = time.perf_counter()
    ids = [bench.daemon.ask("POST", "/api/v1/sessions", {"server_id": "static"}).json["id"] for _ in range(100)]
    states = [bench.daemon.ask("GET", f"/api/v1/sessions/{each}?wait=ready").json["state"] for each in ids]
    spent = time.perf_counter() - begin
    made = len(bench.daemon.images()) - images
    for each in ids:
        bench.daemon.ask("DELETE", "/api/v1/sessions/" + each)
    return {"active": states.count("active"), "seconds": round(spent, 1), "images_built": made, "wanted": "100 active, 0 built"}


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


PARTS = {"verification": verification, "session": session, "call": call, "network": network,
         "hundred_sessions": hundred_sessions, "daemon": daemon, "gateway": gateway_bench.gateway}


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
        if "verification" not in wanted and wanted != ["gateway"]:
            bench.daemon.passed("file://" + bench.static_repository(), "static")
        for name in wanted:
            figures[name] = PARTS[name](bench)
    finally:
        bench.doCleanups()
    print(f"| Figure | Value | Wanted |\n|---|---|---|")
    for name in wanted:
        for key, value in figures[name].items() if name != "gateway" else ():
            if key != "wanted":
                print(f"| {name} {key} | {value} | {figures[name]['wanted']} |")
    if "gateway" in figures:
        print("\n" + gateway_bench.table(figures["gateway"]))
    print(json.dumps(figures))


main()
