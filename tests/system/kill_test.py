# SPDX-License-Identifier: Apache-2.0
"""`kill -9` of the daemon at every named crash point: after a restart nothing is orphaned, stuck or lost."""
import http.client
import signal
import subprocess
import unittest

from support import SystemTest, TOOLSHED, docker, wait_until

GONE = (http.client.HTTPException, OSError)


class Kill(SystemTest):
    def crash_points(self):
        done = subprocess.run([TOOLSHED, "crash-points"], capture_output=True, text=True, check=True)
        points = done.stdout.split()
        self.assertGreater(len(points), 40)
        return points

    def attempt(self, action):
        """A request whose answer the crash may take away."""
        try:
            return action()
        except GONE:
            return None

    def died(self):
        return self.daemon.process.poll() == -signal.SIGKILL

    def crash_at(self, point, scenario):
        """Runs the scenario until the daemon has died at the point, then starts it again without one."""
        self.daemon.stop()
        self.daemon.start(**{"test.crash_at": point})
        self.attempt(scenario)
        wait_until("death at " + point, self.died)
        self.daemon.start()

    def settled_run(self, server):
        run_id = self.daemon.ask("GET", "/api/v1/servers/" + server).json["last_run"]["id"]
        return self.daemon.wait_run(run_id)

    def add(self, server):
        return self.daemon.ask("POST", "/api/v1/servers", {"source": "file://" + self.source, "name": server})

    def verify_and_crash(self, point, server):
        def scenario():
            self.add(server)
            if point == "run.cancelling":
                run = self.daemon.ask("GET", "/api/v1/servers/" + server).json["last_run"]["id"]
                self.daemon.ask("POST", f"/api/v1/verifications/{run}/cancel")
        if point == "run.created":
            # A registration makes its first run itself; this point belongs to the later ones.
            self.daemon.stop()
            self.daemon.start()
            self.daemon.wait_run(self.add(server).json["run_id"])
            self.crash_at(point, lambda: self.daemon.ask(
                "POST", f"/api/v1/servers/{server}/verifications", {"force": True}))
        else:
            self.crash_at(point, scenario)
        run = self.settled_run(server)
        self.assertEqual(run["state"], "cancelled" if point == "run.cancelling" else "passed", (point, run["error"]))
        if run["state"] == "passed":
            session = self.daemon.session(server)
            self.assertEqual(session["state"], "active", (point, session["error"]))
            self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])
        builds = [image for image in docker("images", "-q", "--filter", f"label=toolshed.run={run['id']}")]
        self.assertLessEqual(len(builds), 1, "a finished build is adopted, not repeated")

    def session_and_crash(self, point):
        def scenario():
            started = self.daemon.ask("POST", "/api/v1/sessions", {"server_id": "kept"}).json["id"]
            self.daemon.ask("GET", f"/api/v1/sessions/{started}?wait=ready")
            self.daemon.ask("DELETE", "/api/v1/sessions/" + started)
        self.crash_at(point, scenario)

        def settled():
            live = self.daemon.ask("GET", "/api/v1/sessions?live=true").json["items"]
            return all(session["state"] == "active" for session in live) and [session["id"] for session in live] or not live
        live = wait_until("sessions settle after " + point, settled)
        for session in live if isinstance(live, list) else []:
            call = self.daemon.call(session, "add", {"a": 1, "b": 1})
            self.assertEqual(call.json["outcome"], "ok", (point, call.text))
            self.daemon.ask("DELETE", "/api/v1/sessions/" + session)

    def remove_and_crash(self, point, server):
        self.daemon.stop()
        self.daemon.start()
        self.daemon.wait_run(self.add(server).json["run_id"])
        self.crash_at(point, lambda: self.daemon.ask("DELETE", "/api/v1/servers/" + server))

    def gone(self, server):
        wait_until("removal of " + server,
                   lambda: self.daemon.ask("GET", "/api/v1/servers/" + server).status == 404)

    def test_every_crash_point(self):
        self.source = self.static_repository()
        self.daemon.start()
        self.daemon.verified("file://" + self.source, "kept")
        # What is reached with an image registry only, registry_test.py looks at; house_test.py at its own.
        points = [point for point in self.crash_points()
                  if point != "image.pushed" and not point.startswith("house.")]
        for number, point in enumerate(points):
            server = f"server-{number}"
            with self.subTest(point):
                if point.startswith("session."):
                    self.session_and_crash(point)
                elif point in ("server.deleting", "server.removed"):
                    self.remove_and_crash(point, server)
                    self.gone(server)
                else:
                    self.verify_and_crash(point, server)
                    self.daemon.ask("DELETE", "/api/v1/servers/" + server)
                    self.gone(server)
                self.assert_nothing_left()
                wait_until("only the kept image after " + point, lambda: len(self.daemon.images()) == 1)
                self.assertEqual(self.daemon.session("kept")["state"], "active")
                for session in self.daemon.ask("GET", "/api/v1/sessions?live=true").json["items"]:
                    self.daemon.ask("DELETE", "/api/v1/sessions/" + session["id"])


if __name__ == "__main__":
    unittest.main()
