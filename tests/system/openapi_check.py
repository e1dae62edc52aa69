#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds a running daemon against docs/openapi.yaml:  openapi_check.py URL TOKEN [OPENAPI]

Each operation is asked with made-up ids and no body, which changes nothing. Whatever comes back must be documented: a listed
status or the envelope of failures, with a listed type and code and the status that belongs to the type; a JSON success must
have the members that its schema requires. Every route but the open ones must refuse a request without a token.
"""
import http.client
import json
import pathlib
import sys
import urllib.parse

import yaml

STATUS = {"invalid": 400, "unauthenticated": 401, "denied": 403, "not_found": 404, "conflict": 409, "exhausted": 429,
          "unavailable": 503, "timed_out": 504, "internal": 500}
METHODS = ("get", "post", "put", "patch", "delete")
TIMEOUT_S = 30


class Checker:
    def __init__(self, url, token, document):
        self.host = urllib.parse.urlsplit(url).netloc
        self.token = token
        self.document = document
        self.codes = set(document["components"]["schemas"]["Code"]["enum"])
        self.faults = []

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].lstrip("#/").split("/"):
                target = target[part]
            node = target
        return node

    def path_of(self, template, operation):
        for reference in operation.get("parameters", []):
            parameter = self.resolve(reference)
            if parameter["in"] == "path":
                template = template.replace("{%s}" % parameter["name"], parameter["example"])
        return template

    def ask(self, method, path, with_token):
        connection = http.client.HTTPConnection(self.host, timeout=TIMEOUT_S)
        try:
            headers = {"Authorization": "Bearer " + self.token} if with_token else {}
            connection.request(method.upper(), path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type", ""), answer.read()
        finally:
            connection.close()

    def check_envelope(self, where, status, body):
        try:
            error = json.loads(body)["error"]
            kind, code, _ = error["type"], error["code"], error["message"]
        except (ValueError, KeyError, TypeError):
            self.faults.append(f"{where}: {status} without an error envelope: {body[:120]!r}")
            return
        if STATUS.get(kind) != status:
            self.faults.append(f"{where}: type '{kind}' came with status {status}")
        if code not in self.codes:
            self.faults.append(f"{where}: code '{code}' is not in the document")

    def check_success(self, where, response, content_type, body):
        content = self.resolve(response).get("content", {})
        if not content:
            if body:
                self.faults.append(f"{where}: a body where none is documented")
            return
        kind = content_type.split(";")[0]
        if kind not in content:
            self.faults.append(f"{where}: content type '{kind}' is not documented")
        elif kind == "application/json":
            required = self.resolve(content[kind]["schema"]).get("required", [])
            missing = [name for name in required if name not in json.loads(body)]
            if missing:
                self.faults.append(f"{where}: members are missing: {', '.join(missing)}")

    def check(self, method, template, operation):
        where = f"{method.upper()} {template}"
        path = self.path_of(template, operation)
        status, content_type, body = self.ask(method, path, True)
        documented = operation["responses"].get(str(status))
        if documented is not None:
            self.check_success(where, documented, content_type, body)
        else:
            self.check_envelope(where, status, body)
            if json_code(body) in ("no_route", "method_not_allowed"):
                self.faults.append(f"{where}: is documented, but there is no such route")
        if operation.get("security") != []:
            status, _, body = self.ask(method, path, False)
            if status != 401:
                self.faults.append(f"{where}: answers {status} without a token")


def json_code(body):
    try:
        return json.loads(body)["error"]["code"]
    except (ValueError, KeyError, TypeError):
        return None


def main():
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        return 2
    default = pathlib.Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
    document = yaml.safe_load(pathlib.Path(sys.argv[3] if len(sys.argv) == 4 else default).read_text(encoding="utf-8"))
    checker = Checker(sys.argv[1], sys.argv[2], document)
    asked = 0
    for template, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                checker.check(method, template, item[method])
                asked += 1
    for fault in checker.faults:
        print(fault, file=sys.stderr)
    print(f"{asked} operations asked, {len(checker.faults)} faults")
    return 1 if checker.faults or asked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
