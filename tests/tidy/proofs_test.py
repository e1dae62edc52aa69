# SPDX-License-Identifier: Apache-2.0
"""Each rule of proofs.py finds what it is for."""
import os
import tempfile
import unittest

import proofs

HEAD = "| From | Threat | Defence | Proved by |\n|---|---|---|---|\n"


class Proofs(unittest.TestCase):
    def faults(self, table):
        with tempfile.TemporaryDirectory() as root:
            for path, content in {"docs/security.md": table, "src/a_test.cpp": "TEST_F(Suite, Case) {",
                                  "tests/system/b_test.py": "    def test_b(self):\n",
                                  "tests/hostile/README.md": "| `bomb` | x | y |\n"}.items():
                os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
                with open(os.path.join(root, path), "w") as text:
                    text.write(content)
            return list(proofs.faults(root))

    def test_names_that_are_there(self):
        row = "| a server | floods | limits | `Suite.Case`, `b_test.py test_b`, `hostile bomb` |\n"
        self.assertEqual(self.faults(HEAD + row), [])

    def test_names_that_are_not_there(self):
        for proof in ("Suite.Other", "b_test.py test_c", "hostile bomb other", "hostile", "fuzz_none", "none.spec.ts"):
            found = self.faults(HEAD + f"| a server | floods | limits | `{proof}` |\n")
            self.assertEqual(len(found), 1, found)
            self.assertIn("'floods'", found[0])

    def test_rows_without_a_proof(self):
        for row in ("| a server | floods | limits |\n", "| a server | floods | limits | |\n", "| a | floods | c | seen |\n"):
            self.assertEqual(self.faults(HEAD + row), ["docs/security.md: nothing proves 'floods'"])
        self.assertEqual(len(self.faults("| From | Threat | Defence |\n")), 1)


if __name__ == "__main__":
    unittest.main()
