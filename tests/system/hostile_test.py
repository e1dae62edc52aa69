# SPDX-License-Identifier: Apache-2.0
"""The hostile set (tests/hostile/cases.py) against one daemon, several at once, beside a harmless server that answers."""
import concurrent.futures
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import threading
import unittest

from support import EXAMPLES, SOURCE, SystemTest, docker, engine, wait_until

sys.path.insert(0, os.path.join(SOURCE, "tests", "hostile"))
import cases  # noqa: E402
import repositories  # noqa: E402

AT_ONCE = 4
MEMORY_MAX = 1 << 30
SHIM_USER = 899999999


def processes_with(mark):
    """Of every container too, since the host sees them all."""
    found = []
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as text:
                if b"hostile_server" in (words := text.read()) and mark.encode() in words:
                    found.append(process)
        except OSError:
            pass
    return found


def docker_text(*arguments):
    return subprocess.run(["docker", "-H", engine(), *arguments], capture_output=True, text=True, check=True).stdout


class Neighbour(threading.Thread):
    """Calls a harmless server in one session until it is told to end."""

    def __init__(self, daemon, session):
        super().__init__(daemon=True)
        self.ask, self.session = daemon, session
        self.over, self.answered, self.faults = threading.Event(), 0, []

    def run(self):
        while not self.over.wait(0.2):
            answer = self.ask.call(self.session, "echo", {"text": "beside"})
            if answer.status == 200 and answer.json["outcome"] == "ok":
                self.answered += 1
            else:
                self.faults.append(answer.text)


class Hostile(SystemTest):
    settings = {
        "verification.active_runs_max": str(AT_ONCE), "verification.build_limit": "45s", "mcp.negotiate_limit": "4s",
        "mcp.list_limit": "20s", "calls.call_limit": "6s", "workload.memory_bytes": "128MiB", "workload.processes_max": "64",
        "workload.scratch_bytes": "4MiB", "workload.open_files_max": "128", "builder.log_bytes_max": "200KB",
        "builder.context_bytes_max": "4MB", "builder.image_bytes_max": "40MB", "builder.memory_bytes": "128MiB",
        "sources.git.bytes_max": "5MB", "sources.git.files_max": "500", "logs.bytes_max": "256KiB"}

    def setUp(self):
        super().setUp()
        self.mark = os.path.basename(self.folder)
        self.base = "hostile-" + self.mark.lower().replace("_", "-")
        self.before = self.engine_holds()
        self.import_base()
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository("good"), "good")
        self.neighbour = Neighbour(self.daemon, self.daemon.session("good")["id"])
        self.neighbour.start()
        self.addCleanup(self.neighbour.over.set)

    def clean(self):
        super().clean()
        subprocess.run(["docker", "-H", engine(), "rmi", "-f", self.base], capture_output=True)
        for image in self.engine_holds()["images"] - self.before["images"]:
            subprocess.run(["docker", "-H", engine(), "rmi", "-f", image], capture_output=True)

    def engine_holds(self):
        """Ours or not, labelled or not; the volume with the shim is meant to stay."""
        shim = "label=toolshed.image.installation"
        return {
            "containers": set(docker("ps", "-aq", "--no-trunc")), "images": set(docker("images", "-aq", "--no-trunc")),
            "volumes": set(docker("volume", "ls", "-q")) - set(docker("volume", "ls", "-q", "--filter", shim))}

    def import_base(self):
        """One image with the program, and copies of it that would change the user."""
        with open(os.path.join(EXAMPLES, "hostile_server"), "rb") as file:
            program = file.read()
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for name, mode, user in (("hostile_server", 0o755, 0), ("setuid_root", 0o6755, 0),
                                     ("setuid_shim", 0o6755, SHIM_USER)):
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode, entry.uid, entry.gid = len(program), mode, user, user
                tar.addfile(entry, io.BytesIO(program))
            for name in ("tmp", "etc"):
                entry = tarfile.TarInfo(name)
                entry.type, entry.mode = tarfile.DIRTYPE, 0o755
                tar.addfile(entry)
        subprocess.run(["docker", "-H", engine(), "import", "-", self.base], input=archive.getvalue(), check=True,
                       capture_output=True)

    # Sources

    def hostile_git(self, folder):
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "GIT_CONFIG_NOSYSTEM": "1"}
        for who in ("AUTHOR", "COMMITTER"):
            environment.update({f"GIT_{who}_NAME": "test", f"GIT_{who}_EMAIL": "test@localhost"})

        def git(*arguments, given=None):
            done = subprocess.run(["git", "-C", folder, "-c", "core.protectNTFS=false", *arguments], input=given,
                                  capture_output=True, text=True, env=environment)
            if done.returncode != 0:
                raise AssertionError(f"git {arguments}: {done.stderr}")
            return done.stdout
        return git

    def source_of(self, case):
        if case.kind == "build":
            return "file://" + self.repository(self.build_files(case.name), "build-" + case.name)
        if case.kind == "server":
            text = f'FROM {self.base}\nCMD ["/hostile_server", "{case.name}", "{self.mark}"]\n'
            return "file://" + self.repository({"Dockerfile": text}, "server-" + case.name)
        folder = os.path.join(self.folder, "repository-" + case.name)
        os.makedirs(folder)
        git = self.hostile_git(folder)
        git("init", "-q", "-b", "main")
        repositories.make(case.name, folder, git, self.base, self.mark)
        return "file://" + folder

    def build_files(self, name):
        text = cases.DOCKERFILES[name].replace("{mark}", self.mark)
        if not text.startswith("FROM"):
            text = f"FROM {self.base}\n{text}"
        files = {"Dockerfile": text, "passwd": f"harmless:x:{SHIM_USER}:0::/:/x\n"}
        if name == "accounts_too_large":
            files["passwd"] = "x:x:1:1::/:/x\n" * 200_000 + files["passwd"]
        if name == "context_too_large":
            files["large"] = "x" * 4_500_000
        if name == "links_under_mounts":
            files.update({"tree/run/toolshed-link": "link:../tmp", "tree/run/toolshed-shim": "link:toolshed-link"})
        if name == "home_is_a_link_to_etc":
            files["tree/run/toolshed-home"] = "link:../etc"
        return files

    # What came of it

    def verify(self, case, again=False):
        name = (case.kind + "-" + case.name).replace("_", "-")[:40].rstrip("-")
        if again:
            begun = self.daemon.ask("POST", f"/api/v1/servers/{name}/verifications", {"force": True})
            run = self.daemon.wait_run(begun.json["id"])
        else:
            run = self.daemon.verified(self.source_of(case), name)
        want, error = case.expect, run["error"] or {}
        got = f"{run['state']} {error}"
        if run["state"] != want.state or error.get("code", "") != want.code:
            return got
        if want.step and self.step(run, want.step)["state"] != "failed":
            return "another step failed: " + got
        if want.words not in error.get("message", ""):
            return "other words: " + got
        findings = [each["code"] for each in run["evidence"]["findings"]]
        if want.finding and want.finding not in findings:
            return f"findings {findings}"
        return ""

    def call(self, case, again=False):
        session = self.daemon.session("calls")
        if session["state"] != "active":
            return f"no session: {session['error']}"
        answer = self.daemon.call(session["id"], case.name)
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        got = answer.json
        want = case.expect
        if got["outcome"] != want.outcome or (got.get("error") or {}).get("code", "") != want.code:
            return answer.text[:1000]
        if want.text and not got["result"]["content"][0]["text"].startswith(want.text):
            return answer.text[:1000]
        return ""

    def probe(self, server):
        """Faults of one server all of whose tools try what must be refused."""
        session = self.daemon.session(server)
        self.assert_engine_was_told_ours(session)
        tools = {tool["name"] for tool in self.daemon.ask("GET", f"/api/v1/sessions/{session['id']}/tools").json["items"]}
        self.assertEqual(tools - {"echo", "misbehave"}, {case.name for case in cases.PROBES})
        faults = []
        for name, expected in ((case.name, case.expect) for case in cases.PROBES):
            answer = self.daemon.call(session["id"], name)
            said = answer.text if answer.json["outcome"] != "ok" else answer.json["result"]["content"][0]["text"]
            if not said.startswith("refused: ") or said[9:] not in expected:
                faults.append(f"{name}: {said[:300]}")
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        return faults

    def all_at_once(self, what, work):
        def judged(case):
            try:
                return case, what(case)
            except Exception as bad:  # a case must not hide the others
                return case, f"{type(bad).__name__}: {bad}"
        with concurrent.futures.ThreadPoolExecutor(AT_ONCE + 2) as pool:
            outcomes = list(pool.map(judged, work))
        for case, fault in outcomes:
            if fault:  # beside floods and bombs a limit of time may come first; alone it may not
                print(f"BESIDE OTHERS ONLY? {case.kind} {case.name}: {fault}", file=sys.stderr)
                fault = what(case, again=True)
            with self.subTest(case.kind + " " + case.name):
                self.assertEqual(fault, "")

    def assert_engine_was_told_ours(self, session):
        """What an image says of health checks and labels does not hold for the container."""
        found = [json.loads(docker_text("inspect", each))[0]["Config"] for each in self.daemon.containers()]
        ours = [each for each in found if each["Image"] == session["digest"]]
        self.assertEqual(len(ours), 1, found)
        self.assertEqual(ours[0]["Healthcheck"]["Test"], ["NONE"])
        self.assertEqual(ours[0]["Labels"]["toolshed.kind"], "session")
        self.assertEqual(ours[0]["User"], "0:0")

    def assert_words_are_shown_as_words(self):
        """The command line prints names, errors and logs of servers; none of them may steer a terminal."""
        steering = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
        for case in cases.SERVERS:
            if case.name not in ("terminal_words", "bidi_words", "log_injection", "terminal_error", "markup", "path_names"):
                continue
            name = "server-" + case.name.replace("_", "-")
            run = self.daemon.ask("GET", "/api/v1/servers/" + name).json["last_run"]["id"]
            for command in (("server", "show", name), ("server", "tools", name), ("run", "show", run), ("run", "logs", run)):
                with self.subTest(" ".join(command)):
                    done = self.daemon.cli(*command)
                    self.assertIsNone(steering.search(done.stdout + done.stderr), done.stdout + done.stderr)
        rows = self.daemon.cli("server", "tools", "server-path-names", check=0).stdout.splitlines()
        self.assertEqual(len(rows), 3, "a heading and two tools, whatever their names hold")

    def special_server(self, mode, name, user, **settings):
        text = (f'FROM {self.base}\nUSER {user}\nLABEL toolshed.kind=instance toolshed.installation=x\n'
                f'HEALTHCHECK --interval=1s CMD ["/hostile_server", "", "{self.mark}"]\n'
                f'CMD ["/hostile_server", "{mode}", "{self.mark}"]\n')
        run = self.daemon.verified("file://" + self.repository({"Dockerfile": text}, name), name, settings=settings)
        self.assertEqual(run["state"], "passed", run["error"])

    def test_every_case_is_contained(self):
        self.all_at_once(self.verify, cases.REPOSITORIES + cases.BUILDS + cases.SERVERS)
        self.assert_words_are_shown_as_words()
        self.special_server("calls", "calls", "1000:1000", memory_bytes=160 << 20)
        self.all_at_once(self.call, cases.CALLS)
        for user in ("0", "1000:1000", f"2000:{SHIM_USER}"):
            server = "probes-" + user[0]
            self.special_server("probes", server, user)
            with self.subTest(server):
                self.assertEqual("\n".join(self.probe(server)), "")
        self.neighbour.over.set()
        self.neighbour.join(60)
        self.assertEqual(self.neighbour.faults, [])
        self.assertGreater(self.neighbour.answered, 20)
        self.assert_all_gone()

    def servers(self):
        found, cursor = [], ""
        while True:
            page = self.daemon.ask("GET", "/api/v1/servers?limit=20" + (cursor and "&cursor=" + cursor)).json
            found += [each["id"] for each in page["items"]]
            cursor = page["next_cursor"]
            if not cursor:
                return found

    def left_in_engine(self):
        for server in self.servers():
            self.daemon.ask("DELETE", "/api/v1/servers/" + server)
        wait_until("no server", lambda: not self.servers(), 300)
        wait_until("no image", lambda: not self.daemon.images())
        subprocess.run(["docker", "-H", engine(), "rmi", "-f", self.base], capture_output=True)
        after = self.engine_holds()
        return {kind: after[kind] - self.before[kind] for kind in after}

    def test_what_a_failed_build_made_is_cache_that_housekeeping_removes(self):
        text = (f'FROM {self.base}\nRUN ["/hostile_server", "fill_image", "{self.mark}"]\nRUN ["/none"]\n'
                'CMD ["/none"]\n')
        run = self.daemon.verified("file://" + self.repository({"Dockerfile": text}, "half"), "half")
        self.assertEqual(run["error"]["code"], "build_failed")
        self.neighbour.over.set()
        self.neighbour.join(60)
        self.assertNotEqual(self.left_in_engine()["images"], set(), "it makes the next build quicker")
        self.daemon.stop()
        self.daemon.start(**{"house.cache_age": "0s"})
        wait_until("no image", lambda: not self.left_in_engine()["images"])

    def assert_all_gone(self):
        self.assertEqual(self.daemon.ask("GET", "/healthz", token=False).status, 200)
        with open(f"/proc/{self.daemon.process.pid}/status") as text:
            peak = next(int(line.split()[1]) for line in text if line.startswith("VmHWM")) << 10
        self.assertLess(peak, MEMORY_MAX)
        self.assertFalse(os.path.exists(os.path.join(self.folder, "proof")))
        for forged in ("forged", "\x1b", "\u202e"):
            self.assertNotIn(forged, self.daemon.log())
        for session in self.daemon.ask("GET", "/api/v1/sessions").json["items"]:
            self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        self.assert_nothing_left()
        links = os.path.join(self.folder, "run", self.daemon.installation)
        wait_until("no folder of a workload", lambda: not os.listdir(links))
        left = self.left_in_engine()
        self.assertEqual((left["containers"], left["volumes"]), (set(), set()))
        wait_until("no process", lambda: not processes_with(self.mark))


if __name__ == "__main__":
    unittest.main()
