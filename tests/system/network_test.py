# SPDX-License-Identifier: Apache-2.0
"""What a server reaches over the network under each profile, tried from inside by a server that runs as root."""
import os
import unittest

import own_engine
import own_networks
from support import EXAMPLES, SystemTest

RESOLVER = "10.99.0.53"
OWN_PUBLIC = "9.9.9.1"


class Network(SystemTest):
    settings = {"network.resolver": RESOLVER, "network.denied": OWN_PUBLIC}

    def setUp(self):
        super().setUp()
        if os.geteuid() != 0:
            self.skipTest("needs root to make network namespaces")
        self.networks = own_networks.OwnNetworks()
        self.addCleanup(self.networks.stop)
        self.networks.start(53, 80)
        self.networks.ip("-n", self.networks.engine, "addr", "add", OWN_PUBLIC + "/32", "dev", "lo")
        self.engine = own_engine.OwnEngine(self.folder, 128, self.networks.engine, self.networks.bridge)
        self.addCleanup(self.engine.stop)
        self.engine.start()
        self.daemon.settings["host"] = self.engine.host
        self.addCleanup(self.daemon.stop)
        self.daemon.start()

    def start(self, name, network):
        repository = self.repository({
            "Dockerfile": 'FROM scratch\nCOPY server /server\nUSER 0:0\nENTRYPOINT ["/server"]\n',
            "server": "copy:" + os.path.join(EXAMPLES, "network_probe")}, name)
        run = self.daemon.verified("file://" + repository, name, settings={"network": network})
        self.assertEqual(run["state"], "passed", run["error"])
        session = self.daemon.session(name)
        self.assertEqual(session["state"], "active", session["error"])
        return session["id"]

    def told(self, session, tool, **params):
        call = self.daemon.call(session, tool, params).json
        self.assertEqual(call["outcome"], "ok", call)
        return call["result"]["content"][0]["text"]

    def connect(self, session, address, port=80):
        return self.told(session, "connect", address=address, port=port)

    def addresses(self):
        """Of the workloads that run, by name of the container."""
        names = self.engine.docker("ps", "--format", "{{.Names}}")
        return {name: self.engine.docker("inspect", "-f", "{{.NetworkSettings.IPAddress}}", name)[0] for name in names}

    def test_a_public_profile_reaches_public_addresses_and_nothing_else(self):
        session = self.start("public", "public")
        before = self.addresses()
        other = self.start("neighbour", "public")
        neighbour = next(address for name, address in self.addresses().items() if name not in before)
        self.assertEqual(self.connect(session, "1.2.3.4"), "done")
        self.assertEqual(self.connect(session, RESOLVER, 53), "done")
        refused = ((neighbour, 8080), (self.networks.gateway, 80), ("10.78.0.1", 80), ("10.78.0.2", 80),
                   (OWN_PUBLIC, 80), ("169.254.169.254", 80), ("10.1.2.3", 80), ("172.16.0.1", 80),
                   ("192.168.1.1", 80), ("100.64.0.1", 80), ("198.18.0.1", 80),
                   (RESOLVER, 80), ("1.2.3.4", 53))
        for address, port in refused:
            self.assertEqual(self.connect(session, address, port), "No route to host", f"{address}:{port}")
        for what in ("flush", "raw", "packet", "namespace", "join"):
            self.assertIn("not permitted", self.told(session, "attempt", what=what), what)
        self.assertEqual(self.connect(session, neighbour, 8080), "No route to host", "after trying to undo the rules")
        self.assertEqual(self.connect(session, "127.0.0.1", 8080), "done", "its own loopback")
        self.assertEqual(self.connect(other, "1.2.3.4"), "done")

    def test_nothing_comes_in(self):
        session = self.start("listener", "public")
        self.assertEqual(self.connect(session, "127.0.0.1", 8080), "done")
        (address,) = self.addresses().values()
        self.assertEqual(self.networks.try_from_engine(address, 8080), "nothing")

    def test_a_profile_without_network_has_none(self):
        session = self.start("closed", "none")
        self.assertEqual(self.told(session, "attempt", what="interfaces"), "lo")
        self.assertEqual(self.connect(session, "1.2.3.4"), "Network is unreachable")


if __name__ == "__main__":
    unittest.main()
