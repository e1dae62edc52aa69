# SPDX-License-Identifier: Apache-2.0
"""Images are pushed to a registry, launched by the digest that it gives, and pulled when they are gone."""
import json
import os
import signal
import subprocess
import unittest

from image_registry import ImageRegistry, remove_local_image
from support import TOOLSHED, SystemTest, docker, wait_until

PASSWORD = "open-sesame-7"


class RegistryTest(SystemTest):
    credentials = {}

    def setUp(self):
        super().setUp()
        self.registry = ImageRegistry(self.folder, **self.credentials)
        self.addCleanup(self.registry.stop)
        self.registry.start()
        self.daemon.settings["registry.url"] = self.registry.url

    def server(self, name):
        return self.daemon.ask("GET", "/api/v1/servers/" + name).json

    def verify_again(self, name, **fields):
        answer = self.daemon.ask("POST", f"/api/v1/servers/{name}/verifications", fields)
        return self.daemon.wait_run(answer.json["id"])

    def active_session(self, name):
        session = self.daemon.session(name)
        self.assertEqual(session["state"], "active", session["error"])
        call = self.daemon.call(session["id"], "add", {"a": 2, "b": 3})
        self.assertEqual(call.json["outcome"], "ok", call.text)
        return session

    def assert_no_session(self, name, code):
        """It ends with that error; its workload goes before that is said."""
        session = self.daemon.session(name)["id"]
        failed = wait_until("the session's end", lambda: (lambda s: s["state"] == "failed" and s)(
            self.daemon.ask("GET", "/api/v1/sessions/" + session).json))
        self.assertEqual(failed["error"]["code"], code, failed["error"])

    def end(self, session):
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])

    def pulls(self):
        return self.daemon.log().count('"image_pulled"')

    def assert_failed(self, run, *codes):
        self.assertEqual(run["state"], "failed", run["error"])
        self.assertIn(run["error"]["code"], codes, run["error"])
        self.assertEqual(self.step(run, "push")["state"], "failed")
        self.assertEqual(self.step(run, "launch")["state"], "skipped")


class WithoutPassword(RegistryTest):
    def test_what_the_registry_holds_is_what_runs(self):
        self.daemon.start()
        repository = self.static_repository()
        run = self.daemon.passed("file://" + repository, "one")
        revision = self.server("one")["current_revision"]
        commit = self.git(repository, "rev-parse", "--short=7", "HEAD").strip()
        self.assertEqual(revision["image"].split("/", 1)[0], self.registry.host)
        self.assertEqual(revision["image"].rsplit(":", 1)[1], f"{commit}-{run['id']}")
        self.assertEqual((revision["digest_kind"], revision["digest"]),
                         ("manifest", self.registry.digest(revision["image"])))
        self.assertEqual(run["evidence"]["digest"], revision["digest"])
        self.assertEqual(self.step(run, "push")["state"], "succeeded")
        session = self.active_session("one")
        self.assertEqual((session["digest_kind"], session["digest"]), ("manifest", revision["digest"]))
        container = self.daemon.containers()[0]
        self.assertEqual(docker("inspect", "--format", "{{.Config.Image}}", container),
                         [revision["image"].rsplit(":", 1)[0] + "@" + revision["digest"]])
        self.end(session)
        self.assertEqual(self.pulls(), 0, "the engine still has it")
        self.assertEqual(self.verify_again("one")["state"], "skipped")
        doctor = json.loads(self.daemon.ask("GET", "/api/v1/doctor").text)
        check = next(each for each in doctor["checks"] if each["name"] == "registry")
        self.assertTrue(check["ok"], check)
        self.assertIn(self.registry.url, check["detail"])

    def test_a_local_image_that_is_gone_is_pulled_and_then_kept(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "one")
        image = self.server("one")["current_revision"]["image"]
        remove_local_image(image)
        self.assertEqual(self.verify_again("one")["state"], "skipped", "the registry still has it")
        self.end(self.active_session("one"))
        self.assertEqual(self.pulls(), 1)
        # A sweep that removes what nobody needs has certainly been by once this one's image is gone.
        self.daemon.verified("file://" + self.hostile_repository("exits"), "bad")
        wait_until("the failed run's image goes", lambda: len(self.daemon.images()) == 1)
        self.registry.stop()
        self.end(self.active_session("one"))
        self.assertEqual(self.pulls(), 1)
        self.daemon.ask("DELETE", "/api/v1/servers/one")
        wait_until("no image is left", lambda: not self.daemon.images())

    def test_a_registry_that_has_lost_everything_is_filled_again_by_the_step_itself(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "one")
        revision = self.server("one")["current_revision"]
        self.registry.lose_everything()
        self.assertIsNone(self.registry.digest(revision["image"]))
        done = self.daemon.cli("--json", "run", "step", "push", "--server", "one", check=0)
        self.assertEqual(json.loads(done.stdout)["evidence"]["digest"], revision["digest"])
        self.assertEqual(self.registry.digest(revision["image"]), revision["digest"])
        remove_local_image(revision["image"])
        self.end(self.active_session("one"))
        self.registry.lose_everything()
        remove_local_image(revision["image"].rsplit(":", 1)[0] + "@" + revision["digest"])
        self.assert_no_session("one", "image_missing")

    def test_a_stopped_registry_fails_runs_and_harms_nothing_that_works(self):
        self.daemon.start()
        repository = self.static_repository()
        self.daemon.passed("file://" + repository, "one")
        before = self.server("one")["current_revision"]
        self.registry.stop()
        self.commit(repository, {"README": "changed"})
        run = self.verify_again("one")
        self.assert_failed(run, "registry_unavailable")
        self.assertIn("registry.url", run["error"]["message"])
        self.assertEqual(self.server("one")["current_revision"], before)
        self.end(self.active_session("one"))
        wait_until("only the verified image is left", lambda: len(self.daemon.images()) == 1)
        doctor = self.daemon.cli("doctor", check=1).stdout
        self.assertIn(self.registry.url + " cannot be used", doctor)
        remove_local_image(before["image"])
        self.assert_no_session("one", "registry_unavailable")
        self.registry.start()
        self.assertEqual(self.verify_again("one")["state"], "passed")
        self.assertNotEqual(self.server("one")["current_revision"]["digest"], before["digest"])
        self.end(self.active_session("one"))

    def large_repository(self, name):
        repository = self.static_repository(name)
        with open(os.path.join(repository, "noise"), "wb") as file:
            file.write(os.urandom(48 << 20))
        with open(os.path.join(repository, "Dockerfile"), "w") as file:
            file.write('FROM scratch\nCOPY server noise /\nENTRYPOINT ["/server"]\n')
        self.commit(repository, {})
        return "file://" + repository

    def test_a_registry_that_ends_in_the_middle_of_a_push(self):
        self.daemon.start()
        for name, comes_back in (("back", True), ("gone", False)):
            run_id = self.daemon.add(self.large_repository(name), name)["run_id"]
            wait_until("the push is under way", self.registry.uploads)
            self.registry.stop()
            if comes_back:
                self.registry.start()
            run = self.daemon.wait_run(run_id)
            if comes_back:
                self.assertEqual(run["state"], "passed", run["error"])
                self.end(self.active_session(name))
            else:
                self.assert_failed(run, "registry_unavailable", "push_failed")
                self.assertIsNone(self.server(name)["current_revision"])
        self.assert_nothing_left()

    def test_a_push_has_a_limit(self):
        self.daemon.settings["verification.push_limit"] = "3s"
        self.daemon.start()
        self.registry.process.send_signal(signal.SIGSTOP)
        run = self.daemon.verified("file://" + self.static_repository(), "one")
        self.registry.process.send_signal(signal.SIGCONT)
        self.assert_failed(run, "push_timeout")
        self.assertIsNone(self.server("one")["current_revision"])

    def crash_at(self, point, source, name):
        self.daemon.stop()
        self.daemon.start(**{"test.crash_at": point})
        run_id = self.daemon.add(source, name)["run_id"]
        wait_until("death at " + point, lambda: self.daemon.process.poll() == -signal.SIGKILL)
        return run_id

    def test_a_crash_around_the_push_is_repaired_by_reading_back(self):
        source = "file://" + self.static_repository()
        for number, (point, repaired) in enumerate((("run.push.started", False), ("image.pushed", True),
                                                    ("run.push.effect", True), ("run.push.journaled", False))):
            with self.subTest(point):
                name = f"server-{number}"
                run_id = self.crash_at(point, source, name)
                self.daemon.start()
                run = self.daemon.wait_run(run_id)
                self.assertEqual(run["state"], "passed", run["error"])
                self.assertEqual("found there" in self.step(run, "push")["detail"], repaired)
                revision = self.server(name)["current_revision"]
                self.assertEqual(self.registry.digest(revision["image"]), revision["digest"])
                self.assertEqual([tag for tag in self.registry.tags() if run_id in tag],
                                 [revision["image"].split("/", 1)[1]])
                self.end(self.active_session(name))

    def test_a_tag_that_exists_is_harmless(self):
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "other")
        other = self.server("other")["current_revision"]
        repository = self.static_repository("second")
        run_id = self.crash_at("run.push.started", "file://" + repository, "one")
        local = next(name for name in docker("images", "--format", "{{.Repository}}:{{.Tag}}") if run_id in name)
        mine = docker("inspect", "--type", "image", "--format", "{{.Id}}", local)[0]
        docker("tag", other["image"], local)
        docker("push", "-q", local)
        docker("tag", mine, local)
        self.assertEqual(self.registry.digest(local), other["digest"])
        self.daemon.start()
        run = self.daemon.wait_run(run_id)
        self.assertEqual(run["state"], "passed", run["error"])
        revision = self.server("one")["current_revision"]
        self.assertNotEqual(revision["digest"], other["digest"])
        self.assertEqual(self.registry.digest(local), revision["digest"])
        self.assertEqual(docker("inspect", "--type", "image", "--format", "{{.Id}}", local)[0], mine)
        self.end(self.active_session("one"))
        self.end(self.active_session("other"))

    def test_a_registry_that_comes_later_gets_the_image_at_the_next_verification(self):
        url = self.daemon.settings.pop("registry.url")
        self.daemon.start()
        run = self.daemon.passed("file://" + self.static_repository(), "one")
        self.assertEqual(self.step(run, "push")["state"], "skipped")
        self.assertEqual(self.server("one")["current_revision"]["digest_kind"], "image_id")
        self.daemon.stop()
        self.daemon.settings["registry.url"] = url
        self.daemon.start()
        self.end(self.active_session("one"))
        self.assertEqual(self.verify_again("one")["state"], "passed")
        self.assertEqual(self.server("one")["current_revision"]["digest_kind"], "manifest")
        done = self.daemon.cli("--json", "run", "step", "list", "--server", "one", "--image",
                               self.server("one")["current_revision"]["digest"], check=0)
        self.assertEqual(json.loads(done.stdout)["state"], "passed")


class WithPassword(RegistryTest):
    credentials = {"user": "robot", "password": PASSWORD}

    def password_file(self, password):
        path = os.path.join(self.folder, "password")
        with open(path, "w") as file:
            file.write(password + "\n")
        return path

    def restart(self, password):
        self.daemon.stop()
        self.daemon.settings.update({"registry.username": "robot",
                                     "registry.password_file": self.password_file(password)})
        self.daemon.start()

    def test_right_password_wrong_password_none(self):
        self.restart(PASSWORD)
        source = "file://" + self.static_repository()
        run = self.daemon.passed(source, "one")
        before = self.server("one")["current_revision"]
        self.assertEqual(before["digest_kind"], "manifest")
        self.assertIn("as 'robot'", self.daemon.cli("doctor", check=0).stdout)
        remove_local_image(before["image"])
        self.end(self.active_session("one"))
        self.assertEqual(self.pulls(), 1)

        self.restart("wrong")
        for name, expected in (("one", before), ("two", None)):
            failed = self.verify_again("one", force=True) if name == "one" else self.daemon.verified(source, name)
            self.assert_failed(failed, "registry_denied")
            self.assertEqual(failed["error"]["type"], "denied")
            self.assertIn("registry.password_file", failed["error"]["message"])
            self.assertEqual(self.server(name)["current_revision"], expected)
        self.end(self.active_session("one"))
        self.assertIn("refused user 'robot'", self.daemon.cli("doctor", check=1).stdout)

        self.daemon.stop()
        for key in ("registry.username", "registry.password_file"):
            del self.daemon.settings[key]
        self.daemon.start()
        anonymous = self.daemon.verified(source, "three")
        self.assert_failed(anonymous, "registry_denied")
        self.assertIn("anonymous", anonymous["error"]["message"])
        self.assert_password_nowhere(run)

    def assert_password_nowhere(self, run):
        events = self.daemon.ask("GET", f"/api/v1/verifications/{run['id']}/events").text
        logs = self.daemon.ask("GET", f"/api/v1/verifications/{run['id']}/logs").text
        shown = subprocess.run([TOOLSHED, "serve", "--print-config"], capture_output=True, text=True, check=True,
                               env=self.daemon.environment(**{"registry.username": "robot",
                                                              "registry.password": PASSWORD})).stdout
        self.assertIn("registry.password: (set)", shown)
        for text in (self.daemon.log(), json.dumps(run), events, logs, shown):
            self.assertNotIn(PASSWORD, text)

    def test_the_password_stands_on_no_command_line(self):
        self.daemon.settings.update({"registry.username": "robot", "registry.password": PASSWORD})
        self.daemon.start()
        run_id = self.daemon.add("file://" + self.static_repository(), "one")["run_id"]
        seen = []

        def ended():
            for process in filter(str.isdigit, os.listdir("/proc")):
                try:
                    with open(f"/proc/{process}/cmdline") as file:
                        seen.append(file.read())
                except OSError:
                    continue
            return self.daemon.run_of(run_id)["ended"]

        wait_until("end of the run", ended)
        self.assertEqual(self.daemon.run_of(run_id)["state"], "passed")
        self.assertFalse([line for line in seen if PASSWORD in line])


class WithTls(RegistryTest):
    credentials = {"user": "robot", "password": PASSWORD, "tls": True}

    def test_a_certificate_is_believed_only_when_somebody_vouches_for_it(self):
        self.daemon.settings.update({"registry.username": "robot", "registry.password": PASSWORD})
        self.daemon.start()
        source = "file://" + self.static_repository()
        run = self.daemon.verified(source, "one")
        self.assert_failed(run, "registry_unavailable")
        self.assertIn("registry.ca_file", run["error"]["message"])
        self.daemon.stop()
        self.daemon.settings["registry.ca_file"] = self.registry.certificate
        self.daemon.start()
        self.assertIn(self.registry.url + " answers as 'robot'", self.daemon.cli("doctor", check=0).stdout)
        self.daemon.passed(source, "two")
        remove_local_image(self.server("two")["current_revision"]["image"])
        self.end(self.active_session("two"))
        self.assertEqual(self.pulls(), 1)


if __name__ == "__main__":
    unittest.main()
