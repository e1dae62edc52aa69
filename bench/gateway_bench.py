# SPDX-License-Identifier: Apache-2.0
"""The gateway beside other programs that do its work: one backend, one load, interleaved rounds, medians."""
import json
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys

import support

SECONDS = os.environ.get("TOOLSHED_BENCH_SECONDS", "3")
ROUNDS = max(5, int(os.environ.get("TOOLSHED_BENCH_ROUNDS", "5")))
CONNECTIONS, RATE, SESSIONS, STREAMS = 32, 1_000, 20_000, 5_000
LOAD = os.path.join(support.BUILD, "bench/http_load")
ECHO = os.path.join(support.BUILD, "bench/echo_server")
PACKAGES = os.path.join(support.SOURCE, "tests/gateway/node_modules")
TICK_US = 1e6 / os.sysconf("SC_CLK_TCK")
NGINX = """daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; keepalive_requests 100000000;
  upstream echo {{ server 127.0.0.1:{echo}; keepalive 64; keepalive_requests 100000000; }}
  server {{ listen 127.0.0.1:{port};
    location / {{ proxy_pass http://echo; proxy_http_version 1.1; proxy_set_header Connection ""; }} }} }}
"""


def stat(pid):
    """Name, parent and ticks of processor time of a process; nothing when it is gone."""
    try:
        with open(f"/proc/{pid}/stat") as text:
            name, _, rest = text.read().partition("(")[2].rpartition(")")
    except OSError:
        return None
    fields = rest.split()
    return name, int(fields[1]), int(fields[11]) + int(fields[12])


def family(roots):
    """The processes and all below them, as {pid: (name, parent, ticks)}."""
    everything = {int(pid): found for pid in os.listdir("/proc") if pid.isdigit() and (found := stat(pid))}
    wanted = {pid for pid in roots if pid in everything}
    while more := {pid for pid, each in everything.items() if each[1] in wanted} - wanted:
        wanted |= more
    return {pid: everything[pid] for pid in wanted}


def resident(pids):
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/status") as text:
            total += next((int(line.split()[1]) for line in text if line.startswith("VmRSS")), 0)
    return total / 1024


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Toolshed:
    """Token, owner check, policy and record are on, as they always are."""
    path = token = None

    def __init__(self, bench):
        self.bench = bench

    def start(self):
        if self.path is None:
            self.path = "/mcp/" + self.bench.daemon.session("echo")["id"]
            self.token = self.bench.daemon.token
            container = self.bench.daemon.containers()[0]
            self.roots = [self.bench.daemon.process.pid, int(support.docker("inspect", "-f", "{{.State.Pid}}", container)[0])]
            self.port = int(self.bench.daemon.url.rsplit(":", 1)[1])

    def stop(self):
        pass


class Program:
    """A program that is started anew for each round, since some keep what ended sessions have left."""
    path, token = "/mcp", None

    def __init__(self, folder, commands):
        self.folder, self.commands = folder, commands

    def start(self):
        self.port, echo = free_port(), free_port()
        self.processes = []
        for command in self.commands:
            values = {"port": self.port, "echo": echo, "folder": self.folder}
            if command[0] == "nginx":
                with open(os.path.join(self.folder, "nginx.conf"), "w") as text:
                    text.write(NGINX.format(**values))
            self.processes.append(subprocess.Popen(
                [each.format(**values) for each in command], stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        self.roots = [process.pid for process in self.processes]
        support.wait_until("an open port", self.is_open)

    def is_open(self):
        with socket.socket() as client:
            return client.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        below = family(self.roots)
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for pid in below.keys() - set(self.roots):
            if stat(pid) and stat(pid)[0] == below[pid][0]:
                os.kill(pid, 9)


def rivals(bench):
    echo = [ECHO, "http"]
    found = {"direct": Program(bench.folder, [[*echo, "{port}"]]), "toolshed": Toolshed(bench)}
    node = os.path.join(PACKAGES, "supergateway/dist/index.js")
    if shutil.which("node") and os.path.exists(node):
        found["supergateway"] = Program(bench.folder, [
            ["node", node, "--stdio", ECHO, "--outputTransport", "streamableHttp", "--stateful", "--port", "{port}",
             "--logLevel", "none"]])
        found["mcp-proxy"] = Program(bench.folder, [
            ["node", os.path.join(PACKAGES, "mcp-proxy/dist/bin/mcp-proxy.mjs"), "--host", "127.0.0.1", "--port", "{port}",
             "--server", "stream", "--", ECHO]])
    else:
        print("NOT MEASURED: supergateway and mcp-proxy; run `npm ci` in tests/gateway", file=sys.stderr)
    if shutil.which("nginx"):
        found["nginx"] = Program(bench.folder, [[*echo, "{echo}"], ["nginx", "-c", "{folder}/nginx.conf"]])
    else:
        print("NOT MEASURED: nginx; it is not installed (Debian: nginx-light)", file=sys.stderr)
    return found


def load_command(rival, *options):
    token = ["--token", rival.token] if rival.token else []
    return [LOAD, str(rival.port), rival.path, *token, *options]


def measure(rival, *options):
    """One load, with the processor time of what stands between client and backend, and of the backend."""
    before = family(rival.roots)
    done = subprocess.run(load_command(rival, "--connections", str(CONNECTIONS), "--seconds", SECONDS, *options),
                          capture_output=True, text=True, timeout=120)
    after = family(rival.roots)
    if done.returncode != 0:
        raise AssertionError(f"{rival.path}: {done.stderr}")
    figures = json.loads(done.stdout)
    if figures["errors"]:
        raise AssertionError(f"{figures['errors']} wrong answers: {done.stderr}")
    backends = [pid for pid, each in after.items() if each[0] == "echo_server"]
    between = after.keys() - set(backends)

    def spent(pids):
        ticks = sum(after[pid][2] - (before[pid][2] if pid in before else 0) for pid in pids)
        return ticks * TICK_US / figures["total"]
    parts = [spent([pid]) for pid in rival.roots if pid in between]
    return {**figures, "cpu_us": spent(between), "cpu_parts_us": parts, "backend_cpu_us": spent(backends),
            "resident_mb": resident(between), "children": len(backends)}


def medians(samples):
    first = samples[0]
    return {key: [round(statistics.median(each), 1) for each in zip(*(sample[key] for sample in samples))]
            if isinstance(first[key], list) else round(statistics.median(sample[key] for sample in samples), 1)
            for key in first}


def rounds(bench):
    found = rivals(bench)
    closed, opened = {name: [] for name in found}, {name: [] for name in found}
    for number in range(ROUNDS):
        names = list(found)
        for name in names[number % len(names):] + names[:number % len(names)]:
            rival = found[name]
            rival.start()
            try:
                closed[name].append(measure(rival))
                try:
                    opened[name].append(measure(rival, "--rate", str(RATE)))
                except AssertionError as error:
                    print(f"{name} at {RATE} calls/s: {error}", file=sys.stderr)
            finally:
                rival.stop()
    return {name: {"closed": medians(closed[name]), "open": medians(opened[name]) if opened[name] else None}
            for name in found}


def idle(bench, rival):
    """What sessions that nobody uses and streams that say nothing hold."""
    def growth(*options):
        before = resident(rival.roots[:1])
        load = subprocess.Popen(load_command(rival, "--seconds", "120", *options), stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = load.stdout.readline()
        after = resident(rival.roots[:1])
        error = load.communicate(timeout=150)[1]
        if not line:
            raise AssertionError(error)
        return before, after
    start, full = growth("--connections", "16", "--sessions", str(SESSIONS))
    before, after = growth("--connections", str(STREAMS), "--streams")
    session_kb = (full - start) * 1024 / SESSIONS
    return {"daemon_mb": round(start, 1), "with_sessions_mb": round(full, 1), "session_kb": round(session_kb, 2),
            "stream_and_its_session_kb": round((after - before) * 1024 / STREAMS, 2),
            "children": sum(each[0] == "echo_server" for each in family(rival.roots).values())}


def gateway(bench):
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    bench.daemon.stop()
    bench.daemon.settings.update({"gateway.sessions_per_target": "40000", "http.connections_max": "6000"})
    bench.daemon.start()
    repository = bench.repository({
        "Dockerfile": 'FROM scratch\nCOPY echo_server /echo_server\nENTRYPOINT ["/echo_server"]\n',
        "echo_server": "copy:" + ECHO}, "echo")
    bench.daemon.passed("file://" + repository, "echo")
    rival = Toolshed(bench)
    rival.start()
    held = idle(bench, rival)
    # What the crowd has left behind in the allocator is not the load's.
    bench.daemon.ask("DELETE", "/api/v1/sessions/" + rival.path.rsplit("/", 1)[1])
    support.wait_until("no container", lambda: not bench.daemon.containers())
    bench.daemon.stop()
    bench.daemon.start()
    return {"connections": CONNECTIONS, "rate": RATE, "rounds": ROUNDS, "seconds": float(SECONDS),
            "rivals": rounds(bench), "idle": held}


def table(figures):
    """The table and the chart of docs/benchmarks.md."""
    found, idle_part = figures["rivals"], figures["idle"]
    direct = found["direct"]["open"]
    lines = ["| | calls/s | CPU per call, µs | of it, by process | at 1,000 calls/s: CPU, µs | p50 more than direct, ms "
             "| p99 more, ms | resident, MB | children |", "|---|---|---|---|---|---|---|---|---|"]
    for name, each in found.items():
        closed, opened = each["closed"], each["open"]
        more = [f"{(opened[key] - direct[key]) / 1000:.3f}" for key in ("p50_us", "p99_us")] if opened else ["–", "–"]
        parts = " + ".join(str(part) for part in closed["cpu_parts_us"])
        lines.append(f"| {name} | {closed['per_second']:,.0f} | {closed['cpu_us']} | {parts} | "
                     f"{opened['cpu_us'] if opened else '–'} | {more[0]} | {more[1]} | {closed['resident_mb']} | "
                     f"{closed['children']:.0f} |")
    bridges = [found[name]["closed"]["per_second"] for name in ("supergateway", "mcp-proxy") if name in found]
    ours = found["toolshed"]["closed"]["per_second"]
    if bridges:
        lines += ["", f"{ours / max(bridges):.1f} times the better of the two bridges."]
    lines += ["", f"{SESSIONS:,} idle sessions: {idle_part['with_sessions_mb']} MB in the daemon "
              f"({idle_part['daemon_mb']} before, "
              f"{idle_part['session_kb']} KB each). {STREAMS:,} open streams: {idle_part['stream_and_its_session_kb']} KB each "
              "with the session.", "", "```"]
    most = max(each["closed"]["per_second"] for each in found.values())
    for name, each in found.items():
        value = each["closed"]["per_second"]
        lines.append(f"{name:<13}{'█' * max(1, round(value / most * 60))} {value:,.0f}")
    return "\n".join(lines + ["```"])
