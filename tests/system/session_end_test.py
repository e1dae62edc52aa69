# SPDX-License-Identifier: Apache-2.0
"""When sessions end, when they must not, and requests that come twice at once."""
import concurrent.futures
import unittest

from support import SystemTest, wait_until


class SessionEnd(SystemTest):
    def session_of(self, mode):
        self.daemon.passed("file://" + self.hostile_repository(mode), mode.replace("_", "-"))
        return self.daemon.session(mode.replace("_", "-"))["id"]

    def ended(self, session):
        return wait_until("the end of the session", lambda: (lambda s: s["state"] == "ended" and s)(
            self.daemon.ask("GET", "/api/v1/sessions/" + session).json))

    def test_a_call_in_flight_holds_the_idle_limit_off(self):
        self.daemon.settings["sessions.idle_limit"] = "2s"
        self.daemon.start()
        session = self.session_of("slow_call")
        call = self.daemon.call(session, "misbehave")
        self.assertEqual(call.json["outcome"], "ok", call.text)
        self.assertEqual(self.ended(session)["end_reason"], "idle")

    def test_a_server_that_ends_by_itself_ends_its_session(self):
        self.daemon.start()
        session = self.session_of("dies_after_call")
        self.assertEqual(self.daemon.call(session, "misbehave").json["outcome"], "ok")
        ended = self.ended(session)
        self.assertEqual(ended["end_reason"], "crashed")
        self.assertEqual(ended["error"]["code"], "server_exited")
        self.assert_nothing_left()

    def test_equal_requests_at_once_are_one(self):
        self.daemon.start()
        source = "file://" + self.static_repository()

        def at_once(path, body):
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                return list(pool.map(lambda _: self.daemon.ask(
                    "POST", path, body, {"Idempotency-Key": "same"}), range(8)))

        added = at_once("/api/v1/servers", {"source": source, "name": "one"})
        self.assertEqual({answer.status for answer in added} - {200, 201}, set(), [a.text for a in added])
        self.assertEqual(len({answer.json["id"] for answer in added}), 1)
        self.daemon.wait_run(added[0].json["run_id"])
        started = at_once("/api/v1/sessions", {"server_id": "one"})
        self.assertEqual({answer.status for answer in started} - {200, 202}, set(), [a.text for a in started])
        self.assertEqual(len({answer.json["id"] for answer in started}), 1)


if __name__ == "__main__":
    unittest.main()
