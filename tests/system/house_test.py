# SPDX-License-Identifier: Apache-2.0
"""Keeping house: what is no longer needed goes, what is needed stays, and a report explains both."""
import json
import os
import signal
import unittest

from support import SystemTest, docker, wait_until

BASE = "python:3.11-slim"


class House(SystemTest):
    settings = {"house.clean_every": "24h", "house.images_per_server": "2"}

    def start(self, **settings):
        """The daemon's own first pass is over before anything is there."""
        self.daemon.start(**settings)
        wait_until("first pass", lambda: any(check["name"] == "house" for check in self.doctor()["checks"]))

    def doctor(self):
        return self.daemon.ask("GET", "/api/v1/doctor").json

    def keep_house(self, dry_run=False):
        answer = self.daemon.ask("POST", "/api/v1/gc", {"dry_run": dry_run})
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(answer.json["failures"], [])
        self.assertEqual(answer.json["dry_run"], dry_run)
        return answer.json

    def verify_again(self, folder, server):
        """Another commit of the server, with an image of its own."""
        self.count = getattr(self, "count", 0) + 1
        self.commit(folder, {"Dockerfile": f'FROM scratch\nENV N={self.count}\nCOPY server /server\nENTRYPOINT ["/server"]\n'})
        started = self.daemon.ask("POST", f"/api/v1/servers/{server}/verifications", {})
        run = self.daemon.wait_run(started.json["id"])
        self.assertEqual(run["state"], "passed", run["error"])

    def revisions(self, server):
        return self.daemon.ask("GET", f"/api/v1/servers/{server}/revisions").json["items"]

    def server_with_revisions(self, name, count):
        folder = self.static_repository(name)
        self.daemon.passed("file://" + folder, name)
        for _ in range(count - 1):
            self.verify_again(folder, name)
        return folder

    def kinds(self, report, kind):
        return [removal for removal in report["removals"] if removal["kind"] == kind]

    def test_only_the_newest_images_are_kept_and_the_report_says_why(self):
        self.start()
        folder = self.static_repository("many")
        self.daemon.passed("file://" + folder, "many")
        session = self.daemon.session("many")
        for _ in range(4):
            self.verify_again(folder, "many")
        told = self.keep_house(dry_run=True)
        self.assertEqual(len(self.daemon.images()), 5, "a dry run changes nothing")
        newest_first = self.revisions("many")
        self.assertEqual([removal["id"] for removal in self.kinds(told, "image")],
                         [revision["id"] for revision in newest_first[2:4]],
                         "the oldest image is in use by a live session")
        removal = self.kinds(told, "image")[0]
        self.assertIn("house.images_per_server", removal["reason"])
        self.assertGreater(removal["bytes"], 0)
        shown = self.daemon.cli("gc", "--dry-run", check=0).stdout
        self.assertIn("would remove 2 × image", shown)
        self.assertIn(removal["id"], shown)
        done = self.keep_house()
        self.assertEqual(self.kinds(done, "image"), self.kinds(told, "image"), "what was told is what is done")
        self.assertEqual(len(self.daemon.images()), 3)
        removed = [revision["id"] for revision in self.revisions("many") if revision["image_removed_at"]]
        self.assertEqual(removed, [revision["id"] for revision in newest_first[2:4]])
        tools = self.daemon.ask("GET", "/api/v1/servers/many/tools?revision=" + removed[0]).json
        self.assertEqual((tools["revision_id"], len(tools["items"])), (removed[0], 2), "its tools are kept")
        unknown = self.daemon.ask("GET", "/api/v1/servers/many/tools?revision=rev_none")
        self.assertEqual((unknown.status, unknown.error["code"]), (404, "revision_not_found"))
        self.assertEqual(self.daemon.call(session["id"], "add", {"a": 1, "b": 1}).json["outcome"], "ok")
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        self.assertEqual(len(self.kinds(self.keep_house(), "image")), 1)
        self.assertEqual(self.keep_house()["removals"], [], "nothing is removed twice")
        self.assertEqual(self.daemon.session("many")["state"], "active", "the current image is there")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/servers/many/tools").status, 200)

    def test_records_and_logs_go_when_they_are_old(self):
        self.daemon.settings.update({"house.runs_per_server": "1", "house.sessions_age": "0s", "house.logs_age": "0s",
                                     "house.blob_grace": "0s"})
        self.start()
        folder = self.static_repository("old")
        first = self.daemon.passed("file://" + folder, "old")
        session = self.daemon.session("old")
        self.daemon.call(session["id"], "add", {"a": 1, "b": 1})
        live = self.keep_house()
        self.assertEqual(self.kinds(live, "session") + self.kinds(live, "run") + self.kinds(live, "blob"), [])
        self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        self.verify_again(folder, "old")
        self.verify_again(folder, "old")
        done = self.keep_house()
        self.assertEqual([removal["id"] for removal in self.kinds(done, "session")], [session["id"]])
        self.assertEqual([removal["id"] for removal in self.kinds(done, "run")], [first["id"]],
                         "its revision has no image any more")
        self.assertEqual(self.daemon.ask("GET", "/api/v1/sessions/" + session["id"]).status, 404)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/verifications/" + first["id"]).status, 404)
        self.assertEqual(self.daemon.ask("GET", "/api/v1/calls?session=" + session["id"]).json["items"], [])
        self.assertEqual(os.listdir(os.path.join(self.daemon.data, "logs")), [])
        last = self.daemon.ask("GET", "/api/v1/servers/old").json["last_run"]["id"]
        logs = self.daemon.ask("GET", f"/api/v1/verifications/{last}/logs").json
        self.assertTrue(logs["closed"], "nobody waits for a log that is gone")
        self.assertIn("house.logs_age", logs["text"])

    def test_what_nothing_names_is_removed(self):
        self.daemon.settings.update({"house.blob_grace": "0s"})
        self.start()
        self.daemon.passed("file://" + self.static_repository("named"), "named")
        blobs = os.path.join(self.daemon.data, "blobs")
        self.assertEqual(len(os.listdir(blobs)), 1)
        for folder, name in ((blobs, "ab" * 32), (os.path.join(self.daemon.data, "logs"), "run_orphan.log")):
            with open(os.path.join(folder, name), "w") as text:
                text.write("left by a crash")
        done = self.keep_house()
        self.assertEqual([removal["id"] for removal in self.kinds(done, "blob")], ["ab" * 32])
        self.assertEqual([removal["id"] for removal in self.kinds(done, "log")], ["run_orphan"])
        self.assertEqual(len(os.listdir(blobs)), 1)
        self.assertEqual(self.daemon.ask("DELETE", "/api/v1/servers/named").status, 204)
        wait_until("content of a removed server", lambda: self.keep_house() and not os.listdir(blobs))

    def unnamed_images(self):
        return set(docker("images", "-aq", "--no-trunc", "--filter", "dangling=true"))

    def cache_records(self):
        return json.loads("".join(docker("system", "df", "-v", "--format", "{{json .BuildCache}}")) or "[]") or []

    def test_build_cache_of_ours_goes_and_nobody_elses(self):
        self.start()
        mark = os.path.basename(self.folder)
        others = os.path.join(self.folder, "others")
        os.makedirs(others)
        with open(os.path.join(others, "Dockerfile"), "w") as text:
            text.write(f"FROM {BASE}\nRUN echo others {mark}\n")
        os.environ["DOCKER_BUILDKIT"] = "0"
        docker("build", "-q", others)
        before, records = self.unnamed_images(), {record["ID"] for record in self.cache_records()}
        for name, run in (("classic", "RUN true"), ("kit", "RUN --mount=type=tmpfs,target=/x true")):
            source = self.repository({"Dockerfile": f"FROM {BASE}\n{run} # {mark}\nRUN exit 3 # {mark}\n"}, name)
            run = self.daemon.verified("file://" + source, name)
            self.assertEqual(run["error"]["code"], "build_failed", run["error"])
        self.assertGreater(len(self.unnamed_images()), len(before), "a failed build leaves what it got so far")
        self.assertEqual(self.kinds(self.keep_house(), "build_cache"), [], "young, small: it makes the next build quicker")
        self.daemon.stop()
        self.start(**{"house.cache_age": "0s"})
        wait_until("only others' images", lambda: self.keep_house() and self.unnamed_images() == before)
        wait_until("only others' records",
                   lambda: self.keep_house() and {record["ID"] for record in self.cache_records()} <= records)
        self.assertEqual(os.listdir(os.path.join(self.daemon.data, "builds")), [])
        docker("rmi", *before)

    def test_a_low_disk_is_told_and_acted_on(self):
        self.daemon.settings.update({"house.images_per_server": "10"})
        self.start()
        folder = self.server_with_revisions("tight", 3)
        self.assertEqual(self.keep_house()["removals"], [])
        self.daemon.stop()
        self.daemon.start(**{"house.disk_low_bytes": str(1 << 60)})
        report = wait_until("three images are two", lambda: len(self.daemon.images()) == 2 and self.keep_house(dry_run=True))
        self.assertEqual(report["pressure"], "low")
        disk = next(check for check in self.doctor()["checks"] if check["name"] == "disk")
        self.assertFalse(disk["ok"])
        self.assertIn("house.disk_low_bytes", disk["detail"])
        self.daemon.stop()
        self.daemon.start(**{"house.disk_full_bytes": str(1 << 60)})
        self.commit(folder, {"more": "1"})
        run = self.daemon.wait_run(self.daemon.ask("POST", "/api/v1/servers/tight/verifications", {}).json["id"])
        self.assertEqual((run["state"], run["error"]["code"]), ("failed", "disk_full"))
        self.assertIn("house.disk_full_bytes", run["error"]["message"])
        self.assertEqual(self.daemon.session("tight")["state"], "active", "what is verified still starts")

    def test_a_crash_in_the_middle_is_made_good(self):
        self.daemon.settings.update({"house.runs_per_server": "1", "house.runs_age": "0s"})
        self.start()
        folder = self.server_with_revisions("crash", 3)
        for point in ("house.image.forgotten", "house.object.removed"):
            with self.subTest(point):
                self.daemon.stop()
                self.daemon.start(**{"test.crash_at": point})
                wait_until("death at " + point, lambda: self.daemon.process.poll() == -signal.SIGKILL)
                self.start()
                wait_until("two images after " + point, lambda: len(self.daemon.images()) == 2)
                self.assertEqual(self.keep_house()["removals"], [])
                self.assertEqual(len([each for each in self.revisions("crash") if not each["image_removed_at"]]), 2)
                self.assertEqual(self.daemon.session("crash")["state"], "active")
                for session in self.daemon.ask("GET", "/api/v1/sessions?live=true").json["items"]:
                    self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
                # What a crash left for this point is gone with the next pass: make more.
                self.daemon.stop()
                self.daemon.start(**{"house.clean_every": "24h"})
                self.verify_again(folder, "crash")


if __name__ == "__main__":
    unittest.main()
