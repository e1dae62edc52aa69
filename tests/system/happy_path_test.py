# SPDX-License-Identifier: Apache-2.0
"""From a Git URL to an answered tool call, with three different servers."""
import json
import os
import subprocess
import unittest

from support import SOURCE, EXAMPLES, SystemTest, docker, wait_until


class HappyPath(SystemTest):
    def test_command_line_from_repository_to_answer(self):
        repository = self.static_repository()
        self.daemon.start()
        added = self.daemon.cli("server", "add", "file://" + repository, "--name", "one", "--wait", check=0)
        for kind in ("resolve", "fetch", "build", "launch", "negotiate", "list", "stop"):
            self.assertIn(kind, added.stdout)
        self.assertIn("passed", added.stdout)
        server = json.loads(self.daemon.cli("--json", "server", "show", "one", check=0).stdout)
        revision = server["current_revision"]
        self.assertEqual(server["status"], "verified")
        self.assertEqual(revision["commit"], self.git(repository, "rev-parse", "HEAD").strip())
        self.assertRegex(revision["digest"], "^sha256:[0-9a-f]{64}$")
        self.assertEqual(revision["digest_kind"], "image_id")
        self.assertEqual(revision["tools"], 2)
        self.assertEqual(revision["protocol"]["revision"], "2026-07-28")

        started = json.loads(self.daemon.cli("--json", "session", "start", "one", "--wait", check=0).stdout)
        self.assertEqual(started["state"], "active")
        self.assertEqual(started["digest"], revision["digest"])
        session = started["id"]
        self.assertIn("add", self.daemon.cli("tool", "list", session, check=0).stdout)
        self.assertEqual(self.daemon.cli("tool", "call", session, "add", "a=2", "b=40", check=0).stdout, "42.0\n")
        failed = self.daemon.cli("--json", "tool", "call", session, "nothing", check=1)
        self.assertEqual(json.loads(failed.stdout)["outcome"], "tool_error")
        self.daemon.cli("session", "stop", session, check=0)
        refused = self.daemon.cli("--json", "tool", "call", session, "add", check=1)
        self.assertEqual(json.loads(refused.stdout)["error"]["code"], "session_ended")
        self.assert_nothing_left()

        self.daemon.cli("server", "remove", "one", check=0)
        wait_until("no image", lambda: not self.daemon.images())
        self.assertEqual(self.daemon.ask("GET", "/api/v1/servers").json["items"], [])

    def test_call_keeps_the_exact_request(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "one")
        session = self.daemon.session("one")["id"]
        raw = '{"params": {"text":  "a", "n": 1.0e2, "n2": 12345678901234567890}}'
        call = self.daemon.ask("POST", f"/api/v1/sessions/{session}/tools/echo/execute", raw=raw)
        self.assertEqual(call.status, 200)
        self.assertIn('"arguments":{"text":  "a", "n": 1.0e2, "n2": 12345678901234567890}', call.text)
        self.assertEqual(call.json["outcome"], "ok")
        self.assertEqual(call.json["result"]["content"][0]["text"], "a")
        recorded = wait_until("the record", lambda: self.daemon.ask(
            "GET", "/api/v1/calls/" + call.json["call_id"]).status == 200)
        self.assertTrue(recorded)

    def test_unchanged_is_skipped_and_a_new_commit_or_force_is_not(self):
        repository = self.static_repository()
        self.daemon.start()
        first = self.daemon.passed("file://" + repository, "one")
        skipped = self.daemon.cli("server", "verify", "one", "--wait", check=0).stdout
        self.assertIn("no new commits", skipped)
        forced = self.daemon.cli("--json", "server", "verify", "one", "--wait", "--force", check=0).stdout
        self.assertEqual(json.loads(forced)["state"], "passed")
        commit = self.commit(repository, {"note": "new"})
        changed = json.loads(self.daemon.cli("--json", "server", "verify", "one", "--wait", check=0).stdout)
        self.assertEqual(changed["state"], "passed")
        self.assertEqual(changed["evidence"]["commit"], commit)
        self.assertNotEqual(changed["evidence"]["digest"], first["evidence"]["digest"])

    def test_many_sessions_of_one_server_need_one_build(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "one")
        sessions = [self.daemon.session("one") for _ in range(6)]
        self.assertEqual({session["state"] for session in sessions}, {"active"})
        self.assertEqual(len({session["digest"] for session in sessions}), 1)
        self.assertEqual(len(self.daemon.images()), 1)

    def test_ref_and_folder(self):
        repository = self.repository({"README": "nothing at the root"})
        self.git(repository, "checkout", "-q", "-b", "work")
        self.commit(repository, {
            "servers/one/Dockerfile": 'FROM scratch\nCOPY server /server\nENTRYPOINT ["/server"]\n',
            "servers/one/server": "copy:" + os.path.join(EXAMPLES, "example_static_server")})
        self.git(repository, "tag", "-a", "v1", "-m", "annotated")
        self.git(repository, "checkout", "-q", "main")
        self.daemon.start()
        for name, ref in (("by-branch", "work"), ("by-tag", "v1"), ("by-full-branch", "refs/heads/work"),
                          ("by-full-tag", "refs/tags/v1"),
                          ("by-commit", self.git(repository, "rev-parse", "work").strip())):
            run = self.daemon.verified(f"file://{repository}@{ref}#servers/one", name)
            self.assertEqual(run["state"], "passed", (ref, run["error"]))

    def test_daemon_restart_adopts_a_session(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "one")
        session = self.daemon.session("one")["id"]
        self.daemon.kill()
        self.daemon.start()
        call = self.daemon.call(session, "add", {"a": 1, "b": 2})
        self.assertEqual(call.json["outcome"], "ok", call.text)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/sessions/" + session).json["state"], "active")

    def test_idle_session_ends_by_itself(self):
        self.daemon.settings["sessions.idle_limit"] = "2s"
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "one")
        session = self.daemon.session("one")["id"]
        ended = wait_until("idle end", lambda: (lambda s: s["state"] == "ended" and s)(
            self.daemon.ask("GET", "/api/v1/sessions/" + session).json))
        self.assertEqual(ended["end_reason"], "idle")
        self.assert_nothing_left()

    def test_events_resume_after_the_last_one_seen(self):
        self.daemon.start()
        run = self.daemon.passed("file://" + self.static_repository(), "one")
        path = f"/api/v1/verifications/{run['id']}/events"
        everything = self.daemon.ask("GET", path).text
        ids = [int(line[4:]) for line in everything.splitlines() if line.startswith("id: ")]
        self.assertEqual(ids, list(range(1, len(ids) + 1)))
        rest = self.daemon.ask("GET", path, headers={"Last-Event-ID": str(ids[-3])}).text
        self.assertEqual([int(line[4:]) for line in rest.splitlines() if line.startswith("id: ")], ids[-2:])
        none = self.daemon.ask("GET", path, headers={"Last-Event-ID": str(ids[-1])}, limit=20)
        self.assertEqual(none.status, 200)

    def test_single_step_with_a_given_image(self):
        self.daemon.start()
        run = self.daemon.passed("file://" + self.static_repository(), "one")
        done = self.daemon.cli("--json", "run", "step", "list", "--server", "one", "--image",
                               run["evidence"]["digest"], check=0)
        step = json.loads(done.stdout)
        self.assertEqual(step["state"], "passed")
        self.assertEqual(step["evidence"]["tools"], 2)
        revisions = self.daemon.ask("GET", "/api/v1/servers/one/revisions").json["items"]
        self.assertEqual(len(revisions), 1, "a single step makes no revision")

    def test_writable_folders_and_memory_are_part_of_the_plan(self):
        self.daemon.start()
        repository = self.repository({
            "Dockerfile": 'FROM python:3.11-slim\nCOPY server.py /\nENTRYPOINT ["python3", "/server.py"]\n',
            "server.py": "import os\nopen('/state/x', 'w').write('x')\n" + open(
                os.path.join(SOURCE, "examples/python/server.py")).read()})
        refused = self.daemon.verified("file://" + repository, "read-only")
        self.assertEqual(refused["error"]["code"], "server_exited")
        self.daemon.cli("server", "add", "file://" + repository, "--name", "writes", "--writable", "/state",
                        "--memory", "64MiB", "--wait", check=0)
        settings = self.daemon.ask("GET", "/api/v1/servers/writes").json["settings"]
        self.assertEqual((settings["writable_paths"], settings["memory_bytes"]), (["/state"], 64 << 20))

    def example_repository(self, example):
        folder = os.path.join(self.folder, example)
        subprocess.run([os.path.join(SOURCE, "examples/make-repo.sh"), example, folder, EXAMPLES], check=True)
        return folder

    def test_python_server_with_the_standard_library_only(self):
        self.daemon.start()
        run = self.daemon.verified("file://" + self.example_repository("python"), "python")
        self.assertEqual(run["state"], "passed", run["error"])
        session = self.daemon.session("python")
        self.assertEqual(session["state"], "active", session["error"])
        call = self.daemon.call(session["id"], "word_count", {"text": "one two three"})
        self.assertEqual(call.json["result"]["content"][0]["text"], "3")

    def test_server_everything_on_node(self):
        self.daemon.start()
        run = self.daemon.verified("file://" + self.example_repository("everything"), "everything")
        self.assertEqual(run["state"], "passed", run["error"])
        self.assertGreaterEqual(run["evidence"]["tools"], 10)
        session = self.daemon.session("everything")
        self.assertEqual(session["state"], "active", session["error"])
        call = self.daemon.call(session["id"], "echo", {"message": "hello"})
        self.assertIn("hello", call.json["result"]["content"][0]["text"])


if __name__ == "__main__":
    unittest.main()
