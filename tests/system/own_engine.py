# SPDX-License-Identifier: Apache-2.0
"""A container engine of one test: its whole disk is one small tmpfs, its network may be a namespace of the test's own."""
import os
import subprocess

from support import wait_until

AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


def mount_small_disk(folder, megabytes):
    os.makedirs(folder, exist_ok=True)
    subprocess.run([*AS_ROOT, "mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700,uid={os.geteuid()}",
                    "tmpfs", folder], check=True)


def unmount(folder):
    subprocess.run([*AS_ROOT, "umount", "-l", folder], capture_output=True)


class OwnEngine:
    """`start` answers when it can be asked; `stop` ends it and takes its disk away."""

    def __init__(self, folder, megabytes, namespace=None, bridge="none"):
        self.enter = ["nsenter", f"--net=/run/netns/{namespace}"] if namespace else []
        self.bridge = bridge
        self.data = os.path.join(folder, "engine-data")
        self.runtime = os.path.join(folder, "engine")
        self.host = "unix://" + os.path.join(self.runtime, "docker.sock")
        self.megabytes = megabytes
        self.process = None

    def start(self):
        mount_small_disk(self.data, self.megabytes)
        os.makedirs(self.runtime)
        with open(os.path.join(self.runtime, "log"), "w") as log:
            self.process = subprocess.Popen(
                [*AS_ROOT, *self.enter, "dockerd", "--data-root", self.data, "--exec-root", os.path.join(self.runtime, "exec"),
                 "--pidfile", os.path.join(self.runtime, "pid"), "-H", self.host,
                 "--bridge=" + self.bridge, "--iptables=false", "--ip6tables=false"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        wait_until("the engine answers", self.answers, 120)

    def answers(self):
        return subprocess.run(["docker", "-H", self.host, "version"], capture_output=True).returncode == 0

    def docker(self, *arguments):
        return subprocess.run(["docker", "-H", self.host, *arguments], capture_output=True, text=True,
                              check=True).stdout.split()

    def stop(self):
        if self.process:
            with open(os.path.join(self.runtime, "pid")) as text:
                subprocess.run([*AS_ROOT, "kill", text.read().strip()], check=True)
            self.process.wait(60)
            self.process = None
        with open("/proc/mounts") as text:
            mounts = text.read().splitlines()
        for line in reversed(mounts):
            place = line.split()[1]
            if place.startswith((self.data + "/", self.runtime + "/")):
                unmount(place)
        unmount(self.data)
