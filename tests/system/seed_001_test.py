# SPDX-License-Identifier: Apache-2.0
"""Seed 001 in its own routes and words: the catalogue's record and verifying again."""
import unittest

from support import SystemTest


class Seed001(SystemTest):
    def test_record_and_reverify(self):
        self.daemon.start()
        repository = self.static_repository()
        server = {"id": self.daemon.passed("file://" + repository, "one")["server_id"]}
        for prefix in ("", "/api"):
            record = self.daemon.ask("GET", f"{prefix}/servers/{server['id']}").json
            self.assertEqual(record["serverId"], server["id"])
            self.assertEqual((record["verificationStatus"], record["verified"]), ("verified", True))
            self.assertEqual(record["lastVerifiedSha"], self.git(repository, "rev-parse", "HEAD").strip())
            self.assertRegex(record["imageDigest"], "^sha256:")
            self.assertIn(record["imageTag"], record["imageUri"])
            self.assertEqual(record["toolCount"], 2)
            listed = self.daemon.ask("GET", prefix + "/servers").json
            self.assertEqual([each["serverId"] for each in listed], [server["id"]])
        again = self.daemon.ask("POST", f"/servers/{server['id']}/reverify", {})
        self.assertEqual(again.status, 202)
        run = self.daemon.wait_run(again.json["runId"])
        self.assertEqual((run["state"], run["message"]), ("skipped", "no new commits"))
        forced = self.daemon.ask("POST", f"/api/servers/{server['id']}/verify", {"force": True})
        self.assertEqual(self.daemon.wait_run(forced.json["runId"])["state"], "passed")

    def test_unverified_server_cannot_be_launched(self):
        self.daemon.start()
        server = self.daemon.add("file://" + self.repository({"README": "no Dockerfile"}), "one")
        self.daemon.wait_run(server["run_id"])
        record = self.daemon.ask("GET", "/servers/" + server["id"]).json
        self.assertEqual((record["verificationStatus"], record["verified"]), ("failed", False))
        refused = self.daemon.ask("POST", f"/servers/{server['id']}/playground")
        self.assertEqual(refused.status, 409)
        self.assertEqual(refused.error["message"], "verify the server first")
        self.assertEqual(set(refused.json), {"error"})


if __name__ == "__main__":
    unittest.main()
