# SPDX-License-Identifier: Apache-2.0
"""Sources that cannot be read, and sources that mean harm."""
import os
import socket
import unittest

from support import SystemTest


class BadSource(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()

    def failed_run(self, source, name):
        run = self.daemon.verified(source, name)
        self.assertEqual(run["state"], "failed", run)
        self.assert_nothing_left()
        return run

    def test_what_is_no_source_is_refused_at_once(self):
        for source, code in (("ssh://host/o/r", "unsupported_source"), ("https://host", "bad_source"),
                             ("https://user:pw@host/o/r", "bad_source"), ("https://host/o/r@--x", "bad_source"),
                             ("https://host/o/r#../x", "bad_source"), ("", "bad_source")):
            answer = self.daemon.ask("POST", "/api/v1/servers", {"source": source})
            self.assertEqual((answer.status, answer.error["code"]), (400, code), source)
            self.assertEqual(answer.error["pointer"], "/source")

    def test_unreachable_host_is_told_in_seconds(self):
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        run = self.failed_run(f"https://127.0.0.1:{port}/owner/repo", "unreachable")
        self.assertEqual(run["error"]["code"], "source_unreachable")

    def test_unknown_repository_ref_and_folder(self):
        repository = self.static_repository()
        for source, name in ((f"file://{self.folder}/nowhere", "no-repository"),
                             (f"file://{repository}@nowhere", "no-ref"),
                             (f"file://{repository}#nowhere", "no-folder")):
            run = self.failed_run(source, name)
            self.assertEqual(run["error"]["code"], "source_not_found", source)

    def test_what_cannot_be_resolved_is_told_with_the_mend(self):
        repository = self.static_repository()
        short = self.git(repository, "rev-parse", "--short=10", "HEAD").strip()
        run = self.failed_run(f"file://{repository}@{short}", "short-commit")
        self.assertIn("in full", run["error"]["message"])
        empty = os.path.join(self.folder, "empty")
        os.makedirs(empty)
        self.git(empty, "init", "-q")
        run = self.failed_run("file://" + empty, "no-commit")
        self.assertIn("it is empty", run["error"]["message"])

    def test_link_that_leaves_the_tree(self):
        repository = self.repository({"Dockerfile": "FROM scratch\n", "secret": "link:/etc/shadow"})
        run = self.failed_run("file://" + repository, "link")
        self.assertEqual(run["error"]["code"], "unsafe_source")

    def test_folder_that_is_a_link(self):
        repository = self.repository({"real/Dockerfile": "FROM scratch\n", "linked": "link:real"})
        run = self.failed_run(f"file://{repository}#linked", "linked-folder")
        self.assertEqual(run["error"]["code"], "source_not_found")

    def test_hooks_and_filters_of_the_repository_do_not_run(self):
        proof = os.path.join(self.folder, "proof")
        repository = self.static_repository()
        self.commit(repository, {".gitattributes": "* filter=evil\n", "file": "x"})
        self.git(repository, "config", "filter.evil.smudge", f"touch {proof}")
        with open(os.path.join(repository, ".git/hooks/post-checkout"), "w") as hook:
            hook.write(f"#!/bin/sh\ntouch {proof}\n")
        os.chmod(hook.name, 0o755)
        run = self.daemon.verified("file://" + repository, "hooks")
        self.assertEqual(run["state"], "passed", run["error"])
        self.assertFalse(os.path.exists(proof))


class LimitedSource(SystemTest):
    settings = {"sources.git.bytes_max": "100KB"}

    def test_large_repository_is_refused_by_the_limits_name(self):
        repository = self.repository({"Dockerfile": "FROM scratch\n"})
        with open(os.path.join(repository, "large"), "wb") as large:
            large.write(os.urandom(300_000))
        self.commit(repository, {})
        self.daemon.start()
        run = self.daemon.verified("file://" + repository, "large")
        self.assertEqual(run["error"]["code"], "source_too_large")
        self.assertIn("sources.git.bytes_max", run["error"]["message"])
        self.assert_nothing_left()


class LocalSource(SystemTest):
    settings = {"sources.git.allow_local": "false"}

    def test_local_repositories_are_refused_by_default(self):
        self.daemon.start()
        answer = self.daemon.ask("POST", "/api/v1/servers", {"source": "file:///etc"})
        self.assertEqual((answer.status, answer.error["code"]), (403, "local_source_refused"))


if __name__ == "__main__":
    unittest.main()
