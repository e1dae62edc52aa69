# SPDX-License-Identifier: Apache-2.0
"""Two network namespaces: one for a container engine, and behind it one that answers as every address there is."""
import os
import subprocess
import sys

from own_engine import AS_ROOT
from support import wait_until

ANSWERING = """
import selectors, socket, sys
wanted = selectors.DefaultSelector()
for port in map(int, sys.argv[1:]):
    listener = socket.create_server(("0.0.0.0", port))
    wanted.register(listener, selectors.EVENT_READ)
print("ready", flush=True)
while True:
    for key, _ in wanted.select():
        connection, _ = key.fileobj.accept()
        connection.close()
"""

TRYING = """
import socket, sys
try:
    socket.create_connection((sys.argv[1], int(sys.argv[2])), 2)
    print("accepted")
except TimeoutError:
    print("nothing")
except OSError as error:
    print(error.strerror)
"""


class OwnNetworks:
    bridge = "br0"
    gateway = "10.77.0.1"

    def __init__(self):
        self.engine = f"toolshed-e{os.getpid()}"
        self.world = f"toolshed-w{os.getpid()}"
        self.answering = None

    def ip(self, *arguments, check=True):
        return subprocess.run([*AS_ROOT, "ip", *arguments], capture_output=True, text=True, check=check).stdout

    def start(self, *ports):
        for name in (self.engine, self.world):
            self.ip("netns", "add", name)
            self.ip("-n", name, "link", "set", "lo", "up")
        for line in (f"link add {self.bridge} type bridge", f"addr add {self.gateway}/24 dev {self.bridge}",
                     f"link set {self.bridge} up", f"link add out type veth peer name in netns {self.world}",
                     "addr add 10.78.0.1/24 dev out", "link set out up", "route add default via 10.78.0.2"):
            self.ip("-n", self.engine, *line.split())
        for line in ("addr add 10.78.0.2/24 dev in", "link set in up", "route add 10.77.0.0/24 via 10.78.0.1",
                     "route add local 0.0.0.0/0 dev lo table main"):
            self.ip("-n", self.world, *line.split())
        subprocess.run([*AS_ROOT, "ip", "netns", "exec", self.engine, "sysctl", "-qw", "net.ipv4.ip_forward=1"],
                       check=True)
        self.answering = subprocess.Popen(
            [*AS_ROOT, "nsenter", f"--net=/run/netns/{self.world}", sys.executable, "-c", ANSWERING,
             *map(str, ports)], stdout=subprocess.PIPE, text=True)
        if self.answering.stdout.readline() != "ready\n":
            raise AssertionError("nobody answers in the namespace that stands for the world")

    def try_from_engine(self, address, port):
        """`nothing` when no answer came, as where packets are dropped."""
        tried = subprocess.run(
            [*AS_ROOT, "nsenter", f"--net=/run/netns/{self.engine}", sys.executable, "-c", TRYING, address, str(port)],
            capture_output=True, text=True, check=True)
        return tried.stdout.strip()

    def stop(self):
        if self.answering:
            self.answering.kill()
            self.answering.wait(30)
            self.answering.stdout.close()
        for name in (self.engine, self.world):
            self.ip("netns", "del", name, check=False)
        wait_until("the namespaces are gone", lambda: not any(
            name in self.ip("netns", "list") for name in (self.engine, self.world)))
