# SPDX-License-Identifier: Apache-2.0
"""Disks that fill up: the container engine's, and the one of the data directory."""
import os
import unittest

import own_engine
from support import SystemTest, wait_until


class DiskFull(SystemTest):
    def static_with(self, name, megabytes):
        """The static example beside a file that no compression makes smaller."""
        folder = self.static_repository(name)
        with open(os.path.join(folder, "filler"), "wb") as filler:
            for _ in range(megabytes):
                filler.write(os.urandom(1 << 20))
        with open(os.path.join(folder, "Dockerfile"), "a") as text:
            text.write("COPY filler /filler\n")
        self.commit(folder, {})
        return "file://" + folder

    def test_engine_disk_full_is_a_typed_failure_and_the_next_build_works(self):
        engine = own_engine.OwnEngine(self.folder, 96)
        self.addCleanup(engine.stop)
        engine.start()
        self.daemon.settings["host"] = engine.host
        self.addCleanup(self.daemon.stop)
        self.daemon.start()
        run = self.daemon.verified(self.static_with("large", 120), "large")
        self.assertEqual(run["state"], "failed")
        self.assertEqual(run["error"]["code"], "disk_full", run["error"])
        self.assertEqual(self.step(run, "build")["state"], "failed")
        wait_until("no scratch folder", lambda: not self.daemon.scratch())
        self.assertEqual(engine.docker("ps", "-aq"), [])
        self.daemon.passed("file://" + self.static_repository("small"), "small")

    def test_data_disk_full_refuses_and_goes_on_when_there_is_room(self):
        disk = os.path.join(self.folder, "disk")
        own_engine.mount_small_disk(disk, 24)
        self.addCleanup(own_engine.unmount, disk)
        self.daemon.data = os.path.join(disk, "data")
        self.addCleanup(self.daemon.stop)
        self.daemon.start()
        self.daemon.passed("file://" + self.static_repository(), "static")
        session = self.daemon.session("static")["id"]
        filler = os.path.join(disk, "filler")
        with open(filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                pass
        refused = self.daemon.ask("POST", "/api/v1/servers", {"source": "https://localhost/a/b", "name": "late"})
        self.assertEqual((refused.status, refused.error["code"]), (429, "disk_full"), refused.text)
        self.assertEqual(self.daemon.call(session, "add", {"a": 1, "b": 2}).json["outcome"], "ok")
        os.unlink(filler)
        wait_until("writes work again", lambda: self.daemon.ask("DELETE", "/api/v1/sessions/" + session).status < 400)
        self.daemon.passed("file://" + self.static_repository("again"), "again")
        self.assert_nothing_left()


if __name__ == "__main__":
    unittest.main()
