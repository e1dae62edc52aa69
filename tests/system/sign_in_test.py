# SPDX-License-Identifier: Apache-2.0
"""Signing in with a browser, and the page that it then gets."""
import email.utils
import time
import unittest

from support import SystemTest, wait_until

CHANGE = {"X-Toolshed-Request": "page"}


class SignIn(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()

    def sign_in(self):
        """The cookie of a browser that is now signed in."""
        answer = self.daemon.ask("POST", "/api/v1/sign-in")
        self.assertEqual((answer.status, answer.text), (204, ""))
        given = answer.headers["Set-Cookie"]
        cookie, *attributes = given.split("; ")
        self.assertEqual(set(attributes), {"HttpOnly", "SameSite=Strict", "Path=/"})
        self.assertNotIn(self.daemon.token, given)
        return {"Cookie": "other=1; " + cookie}

    def ask(self, method, path, headers, body=None):
        return self.daemon.ask(method, path, body, headers, token=False)

    def is_in(self, headers):
        answer = self.ask("GET", "/api/v1/sign-in", headers)
        self.assertEqual(answer.status, 200)
        return answer.json["signed_in"]

    def refusal(self, answer):
        return answer.status, answer.error["type"], answer.error["code"]

    def test_a_cookie_stands_in_for_the_token(self):
        self.assertFalse(self.is_in({}))
        cookie = self.sign_in()
        self.assertTrue(self.is_in(cookie))
        self.assertEqual(self.ask("GET", "/api/v1/servers", cookie).status, 200)
        self.assertTrue(self.is_in({"Authorization": "Bearer " + self.daemon.token}))

    def test_only_the_token_itself_signs_in(self):
        cookie = self.sign_in()
        for headers in ({}, {"Authorization": "Bearer wrong"}, {**cookie, **CHANGE},
                        {**cookie, **CHANGE, "Authorization": "Bearer wrong"}):
            answer = self.ask("POST", "/api/v1/sign-in", headers)
            self.assertEqual(self.refusal(answer), (401, "unauthenticated", "token_required"), headers)
            self.assertNotIn("Set-Cookie", answer.headers)

    def test_a_wrong_token_counts_before_a_good_cookie(self):
        cookie = self.sign_in()
        answer = self.ask("GET", "/api/v1/servers", {**cookie, "Authorization": "Bearer wrong"})
        self.assertEqual(self.refusal(answer), (401, "unauthenticated", "token_required"))

    def test_what_changes_something_needs_the_header_of_the_page(self):
        cookie = self.sign_in()
        body = {"source": "https://127.0.0.1:1/o/r", "name": "one"}
        for method, path, sent in (("POST", "/api/v1/servers", body), ("DELETE", "/api/v1/servers/one", None),
                                   ("DELETE", "/api/v1/sign-in", None), ("POST", "/playground", None)):
            answer = self.ask(method, path, cookie, sent)
            self.assertEqual(self.refusal(answer), (403, "denied", "request_header_required"), path)
        self.assertTrue(self.is_in(cookie))
        self.assertEqual(self.daemon.ask("GET", "/api/v1/servers").json["items"], [])
        self.assertEqual(self.ask("POST", "/api/v1/servers", {**cookie, **CHANGE}, body).status, 201)
        # With the token no header is needed: no browser sends it by itself.
        self.assertEqual(self.daemon.ask("POST", "/api/v1/servers", {**body, "name": "two"}).status, 201)

    def test_signing_out_ends_the_cookie_wherever_it_is(self):
        cookie, other = self.sign_in(), self.sign_in()
        answer = self.ask("DELETE", "/api/v1/sign-in", {**cookie, **CHANGE})
        self.assertEqual(answer.status, 204)
        self.assertIn("Max-Age=0", answer.headers["Set-Cookie"])
        self.assertFalse(self.is_in(cookie))
        self.assertEqual(self.refusal(self.ask("GET", "/api/v1/servers", cookie)),
                         (401, "unauthenticated", "token_required"))
        self.assertTrue(self.is_in(other))
        self.assertEqual(self.ask("DELETE", "/api/v1/sign-in", {}).status, 204)
        self.daemon.kill()
        self.daemon.start()
        self.assertFalse(self.is_in(cookie))
        self.assertTrue(self.is_in(other))

    def test_a_new_token_ends_every_sign_in(self):
        cookie = self.sign_in()
        self.daemon.stop()
        with open(self.daemon.data + "/admin-token", "w") as token:
            token.write("t" * 43 + "\n")
        self.daemon.start()
        self.assertFalse(self.is_in(cookie))

    def test_sign_ins_end_by_time_and_by_number(self):
        self.daemon.stop()
        self.daemon.settings["sign_ins.sign_ins_max"] = "2"
        self.daemon.start()
        first, second, third = self.sign_in(), self.sign_in(), self.sign_in()
        self.assertEqual([self.is_in(each) for each in (first, second, third)].count(True), 2)
        self.assertTrue(self.is_in(third))
        self.daemon.stop()
        self.daemon.settings["sign_ins.lifetime"] = "1s"
        self.daemon.start()
        brief = self.sign_in()
        wait_until("end of the sign-in", lambda: not self.is_in(brief))

    def test_the_cookie_is_the_daemons_own(self):
        cookie = self.sign_in()["Cookie"]
        self.assertIn("toolshed_sign_in_" + self.daemon.installation + "=", cookie)
        value = cookie.rsplit("=", 1)[1]
        for wrong in ("toolshed_sign_in=" + value, "x" + cookie.split("; ")[1], cookie[:-1], cookie + "x"):
            self.assertFalse(self.is_in({"Cookie": wrong}), wrong)


class Page(SystemTest):
    def setUp(self):
        super().setUp()
        self.daemon.start()

    def get(self, path, method="GET", **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.daemon.ask(method, path, headers=sent, token=False)

    def test_the_page_is_there_without_a_token(self):
        self.assertEqual((self.get("/").status, self.get("/").headers["Location"]), (302, "/ui/"))
        for path in ("/ui", "/ui/", "/ui/servers/srv_x?tab=tools"):
            answer = self.get(path)
            self.assertEqual((answer.status, answer.headers["Content-Type"]), (200, "text/html; charset=utf-8"), path)
            self.assertIn("<title>Toolshed</title>", answer.text)
            self.assertIn("default-src 'none'", answer.headers["Content-Security-Policy"])

    def test_head_and_validators(self):
        whole, head = self.get("/ui/"), self.get("/ui/", "HEAD")
        self.assertEqual(head.text, "")
        self.assertEqual(head.headers["Content-Length"], whole.headers["Content-Length"])
        again = self.get("/ui/", If_None_Match=whole.headers["ETag"])
        self.assertEqual((again.status, again.text, again.headers["ETag"]), (304, "", whole.headers["ETag"]))
        packed = self.get("/ui/", "HEAD", Accept_Encoding="gzip;q=1, br;q=0.5")
        self.assertEqual(packed.headers.get("Content-Encoding"), "gzip")
        self.assertNotEqual(packed.headers["ETag"], whole.headers["ETag"])

    def test_what_is_no_page(self):
        answer = self.get("/ui/assets/none.js")
        self.assertEqual((answer.status, answer.error["code"]), (404, "no_route"))
        self.assertEqual(self.get("/ui/", "POST").status, 401)
        answer = self.daemon.ask("POST", "/ui/", token=True)
        self.assertEqual((answer.status, answer.error["code"]), (400, "method_not_allowed"))
        self.assertEqual(self.get("/uix").status, 401)
        self.assertEqual(self.get("/ui/", Host="evil.example").status, 403)

    def test_every_answer_says_when(self):
        for path in ("/ui/", "/healthz", "/api/v1/servers"):
            said = email.utils.parsedate_to_datetime(self.get(path).headers["Date"]).timestamp()
            self.assertLess(abs(said - time.time()), 60, path)


if __name__ == "__main__":
    unittest.main()
