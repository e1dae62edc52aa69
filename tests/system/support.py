# SPDX-License-Identifier: Apache-2.0
"""Drives a daemon from outside: its command line and its HTTP interface, nothing else."""
import http.client
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

BUILD = os.environ["TOOLSHED_TEST_BUILD"]
TOOLSHED = os.path.join(BUILD, "toolshed")
EXAMPLES = os.path.join(BUILD, "examples")
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def engine():
    socket = os.environ.get("TOOLSHED_TEST_ENGINE")
    if not socket:
        raise RuntimeError("TOOLSHED_TEST_ENGINE names no engine; run the tests by ./dev test")
    return socket


def docker(*arguments):
    done = subprocess.run(["docker", "-H", engine(), *arguments], capture_output=True, text=True, check=True)
    return done.stdout.split()


def wait_until(what, condition, limit=60):
    """Polls with a generous limit; the value that was true is the answer."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {limit} s: {what}")


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.text = body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def error(self):
        return self.json["error"]


class Daemon:
    """One daemon on a data directory of its own; `start` and `kill` may alternate."""

    def __init__(self, folder, **settings):
        self.folder = folder
        self.data = os.path.join(folder, "data")
        # How full a machine's disks are says nothing about the program; house_test.py sets its own watermarks.
        self.settings = {"sources.git.allow_local": "true", "reconciler.sweep_every": "200ms", "mcp.probe_limit": "1s",
                         "house.disk_low_bytes": "0", "house.disk_full_bytes": "0", **settings}
        self.variables = {}  # of the environment, besides the settings
        self.process = None
        self.url = None

    def environment(self, **extra):
        values = {**self.settings, **extra}
        names = {"TOOLSHED_" + key.upper().replace(".", "__"): value for key, value in values.items()}
        return {"PATH": os.environ["PATH"], "HOME": self.folder, "DOCKER_HOST": self.settings.get("host", engine()),
                "TOOLSHED_RUNTIME": os.path.join(self.folder, "run"),
                **{k: v for k, v in names.items() if k != "TOOLSHED_HOST"}, **self.variables}

    def start(self, **extra):
        out = os.path.join(self.folder, "out")
        with open(out, "w") as said, open(os.path.join(self.folder, "log"), "a") as log:
            self.process = subprocess.Popen(
                [TOOLSHED, "serve", "--data", self.data, "--listen", "127.0.0.1:0"],
                stdin=subprocess.DEVNULL, stdout=said, stderr=log, env=self.environment(**extra))

        def ready():
            if self.process.poll() is not None:
                raise AssertionError("the daemon ended: " + self.log()[-2000:])
            with open(out) as text:
                line = text.read()
            return line.startswith("listening on ") and line.endswith("\n") and line

        self.url = wait_until("ready line", ready).split()[2]
        return self

    def log(self):
        with open(os.path.join(self.folder, "log")) as text:
            return text.read()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
        self.process = None

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def token(self):
        with open(os.path.join(self.data, "admin-token")) as text:
            return text.read().strip()

    @property
    def installation(self):
        with open(os.path.join(self.data, "installation")) as text:
            return text.read().strip()

    def ask(self, method, path, body=None, headers=None, token=True, raw=None, limit=120):
        host, port = self.url[len("http://"):].rsplit(":", 1)
        connection = http.client.HTTPConnection(host, int(port), timeout=limit)
        sent = {"Authorization": "Bearer " + self.token} if token else {}
        sent.update(headers or {})
        data = raw if raw is not None else (json.dumps(body) if body is not None else None)
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        try:
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())
        finally:
            connection.close()

    def cli(self, *arguments, check=None, **environment):
        done = subprocess.run(
            [TOOLSHED, *arguments], capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
            env={"PATH": os.environ["PATH"], "HOME": self.folder, "TOOLSHED_URL": self.url,
                 "TOOLSHED_DATA": self.data, **environment})
        if check is not None and done.returncode != check:
            raise AssertionError(f"{arguments}: exit {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def add(self, source, name, **fields):
        answer = self.ask("POST", "/api/v1/servers", {"source": source, "name": name, **fields})
        if answer.status != 201:
            raise AssertionError(f"add: {answer.status} {answer.text}")
        return answer.json

    def run_of(self, run_id):
        return self.ask("GET", "/api/v1/verifications/" + run_id).json

    def wait_run(self, run_id, limit=240):
        def ended():
            run = self.run_of(run_id)
            return run["ended"] and run
        return wait_until("end of " + run_id, ended, limit)

    def verified(self, source, name, **fields):
        """Registers, verifies and answers the run."""
        return self.wait_run(self.add(source, name, **fields)["run_id"])

    def passed(self, source, name):
        run = self.verified(source, name)
        if run["state"] != "passed":
            raise AssertionError(f"{run['state']}: {run['error']}")
        return run

    def session(self, server):
        started = self.ask("POST", "/api/v1/sessions", {"server_id": server})
        if started.status != 202:
            raise AssertionError(f"session: {started.status} {started.text}")
        return self.ask("GET", f"/api/v1/sessions/{started.json['id']}?wait=ready").json

    def call(self, session, tool, params=None, **fields):
        return self.ask("POST", f"/api/v1/sessions/{session}/tools/{tool}/execute", {"params": params or {}, **fields})

    def containers(self):
        return docker("ps", "-aq", "--filter", "label=toolshed.installation=" + self.installation)

    def images(self):
        return docker("images", "-q", "--filter", "label=toolshed.image.installation=" + self.installation)

    def scratch(self):
        folder = os.path.join(self.data, "scratch")
        return os.listdir(folder) if os.path.isdir(folder) else []


class SystemTest(unittest.TestCase):
    """Gives each test a folder and a daemon; afterwards nothing of theirs is left in the engine."""
    settings = {}

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="toolshed-")
        self.daemon = Daemon(self.folder, **self.settings)
        self.addCleanup(self.clean)

    def clean(self):
        self.daemon.stop()
        if os.path.exists(os.path.join(self.daemon.data, "installation")):
            for container in self.daemon.containers():
                docker("rm", "-f", container)
            for image in self.daemon.images():
                subprocess.run(["docker", "-H", engine(), "rmi", "-f", image], capture_output=True)
            for volume in docker("volume", "ls", "-q", "--filter",
                                 "label=toolshed.image.installation=" + self.daemon.installation):
                docker("volume", "rm", volume)
        shutil.rmtree(self.folder, ignore_errors=True)

    def repository(self, files, name="repo", branch="main"):
        """A Git repository with one commit; values may be `copy:` a file, `tree:` a folder, `link:` a target."""
        folder = os.path.join(self.folder, name)
        os.makedirs(folder)
        self.git(folder, "init", "-q", "-b", branch)
        self.commit(folder, files)
        return folder

    def commit(self, folder, files):
        for path, content in files.items():
            target = os.path.join(folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            if content.startswith("tree:"):
                shutil.copytree(content[5:], target)
            elif content.startswith("copy:"):
                shutil.copy(content[5:], target)
            elif content.startswith("link:"):
                os.symlink(content[5:], target)
            else:
                with open(target, "w") as text:
                    text.write(content)
        self.git(folder, "add", "-A")
        self.git(folder, "commit", "-q", "-m", "change", "--allow-empty")
        return self.git(folder, "rev-parse", "HEAD").strip()

    def git(self, folder, *arguments):
        return subprocess.run(
            ["git", "-C", folder, "-c", "user.name=test", "-c", "user.email=test@localhost", *arguments],
            check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"], "HOME": self.folder,
                                                             "GIT_CONFIG_NOSYSTEM": "1"}).stdout

    def static_repository(self, name="static"):
        return self.repository({
            "Dockerfile": 'FROM scratch\nCOPY server /server\nENTRYPOINT ["/server"]\n',
            "server": "copy:" + os.path.join(EXAMPLES, "example_static_server")}, name)

    def hostile_repository(self, mode, name=None):
        return self.repository({
            "Dockerfile": f'FROM scratch\nCOPY server /server\nENTRYPOINT ["/server", "{mode}"]\n',
            "server": "copy:" + os.path.join(EXAMPLES, "hostile_server")}, name or mode)

    def assert_nothing_left(self):
        """No container, no scratch folder, no image that no revision needs."""
        wait_until("no container", lambda: not self.daemon.containers())
        wait_until("no scratch folder", lambda: not self.daemon.scratch())

    def step(self, run, kind):
        return next(step for step in run["steps"] if step["kind"] == kind)
