# SPDX-License-Identifier: Apache-2.0
"""Debian's docker-registry on a free port of loopback, with its data in a folder of the test's."""
import http.client
import os
import re
import shutil
import subprocess

from support import docker, wait_until

MANIFESTS = ("application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json")


class ImageRegistry:
    """`start` and `stop` may alternate; the port stays the same."""

    def __init__(self, folder, user=None, password=None, tls=False):
        self.folder = os.path.join(folder, "registry")
        self.data = os.path.join(self.folder, "data")
        self.process = None
        self.port = 0
        os.makedirs(self.data)
        self.tls = tls
        self.certificate = os.path.join(self.folder, "certificate.pem")
        self.key = os.path.join(self.folder, "key.pem")
        if tls:
            subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test",
                            "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", self.key, "-out", self.certificate],
                           check=True, capture_output=True)
        self.passwords = os.path.join(self.folder, "htpasswd")
        if user:
            # The password goes by standard input, as everywhere else.
            line = subprocess.run(["htpasswd", "-niB", user], input=password, text=True, capture_output=True, check=True)
            with open(self.passwords, "w") as file:
                file.write(line.stdout)

    def configuration(self):
        tls = f", tls: {{certificate: {self.certificate}, key: {self.key}}}" if self.tls else ""
        text = (f"version: 0.1\nlog: {{level: info}}\nstorage: {{filesystem: {{rootdirectory: {self.data}}}}}\n"
                f"http: {{addr: '127.0.0.1:{self.port}', secret: test{tls}}}\n")
        if os.path.exists(self.passwords):
            text += f"auth: {{htpasswd: {{realm: test, path: {self.passwords}}}}}\n"
        path = os.path.join(self.folder, "config.yml")
        with open(path, "w") as file:
            file.write(text)
        return path

    def start(self):
        log = os.path.join(self.folder, "log")
        with open(log, "w") as said:
            self.process = subprocess.Popen(["docker-registry", "serve", self.configuration()],
                                            stdin=subprocess.DEVNULL, stdout=said, stderr=said)

        def listening():
            if self.process.poll() is not None:
                raise AssertionError("the registry ended")
            with open(log) as text:
                return re.search(r"listening on 127\.0\.0\.1:(\d+)", text.read())

        self.port = int(wait_until("the registry listens", listening).group(1))
        return self

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def lose_everything(self):
        self.stop()
        shutil.rmtree(self.data)
        os.makedirs(self.data)
        self.start()

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    @property
    def url(self):
        return ("https://" if self.tls else "http://") + self.host

    def digest(self, name):
        """What the registry itself says of `host/repository:tag` or `host/repository@digest`; None without it."""
        assert name.startswith(self.host + "/"), name
        repository, reference = re.fullmatch(r"([^:@]+)[:@](.+)", name[len(self.host) + 1:]).groups()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("HEAD", f"/v2/{repository}/manifests/{reference}", headers={"Accept": MANIFESTS})
            response = connection.getresponse()
            return response.getheader("Docker-Content-Digest") if response.status == 200 else None
        finally:
            connection.close()

    def uploads(self):
        """Whether something is being pushed at this moment."""
        return any(os.path.basename(here) == "_uploads" and below for here, below, _ in os.walk(self.data))

    def tags(self):
        """`repository:tag` of everything that is there, from the disk."""
        found = []
        for here, below, _ in os.walk(os.path.join(self.data, "docker/registry/v2/repositories")):
            if os.path.basename(here) == "tags":
                repository = os.path.relpath(here, os.path.join(self.data, "docker/registry/v2/repositories"))
                found += [repository[:-len("/_manifests/tags")] + ":" + tag for tag in below]
        return found


def remove_local_image(reference):
    """From the engine alone, with every name that it has."""
    image = docker("inspect", "--type", "image", "--format", "{{.Id}}", reference)[0]
    docker("rmi", "-f", image)
    assert image not in docker("images", "-aq", "--no-trunc")
